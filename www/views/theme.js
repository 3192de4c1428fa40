/** The theme switch. */

import { find, whenChanged } from "../app/dom.js";

/** @param {Document} page @param {{toggle: () => void}} intents */
export function themeView(page, { toggle }) {
  const button = find(page, "theme-toggle", HTMLButtonElement);
  button.addEventListener("click", toggle);
  const draw = whenChanged((/** @type {"light" | "dark"} */ theme) => {
    page.documentElement.dataset.theme = theme;
    button.setAttribute("aria-label", `Switch to the ${theme === "dark" ? "light" : "dark"} theme`);
  });
  return (/** @type {import("../state/page.js").State} */ state) => draw(state.theme);
}
