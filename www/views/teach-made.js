/** Teach: what the model makes up for each class. */

import { find, show, whenChanged } from "../app/dom.js";
import { html, nothing, render, repeat, tiles } from "../app/lit.js";

/** @typedef {import("../state/page.js").State} State */

/** @param {Document} page @param {{make: () => void}} intents When it is opened, and again. */
export function teachMadeView(page, intents) {
  const box = find(page, "teach-made", HTMLDetailsElement);
  const rows = find(page, "made-rows", HTMLElement);
  const how = find(page, "made-how", HTMLElement);
  find(page, "made-again", HTMLButtonElement).addEventListener("click", intents.make);
  box.addEventListener("toggle", () => box.open && intents.make());

  const draw = whenChanged(
    (
      /** @type {State["made"]} */ { classes, round, improved },
      /** @type {State["theme"]} */ theme,
      /** @type {boolean} */ own,
    ) => {
      rows.dataset.round = String(round);
      show(
        how,
        improved
          ? "Nobody drew these: the improved copy did, from codes drawn around those of the " +
              "class’s drawings (their mean, and the spread of their posteriors together)."
          : "Nobody drew these: the model did, from codes drawn around those of the class’s " +
              "drawings (their mean, and the spread of their posteriors together). It has seen " +
              "nothing but digits: improve it, and look again.",
      );
      const kept = own ? "no" : nothing;
      const items = repeat(
        classes,
        ({ id }) => id,
        ({ name, images }) => html`
          <li data-testid="made-row">
            <b translate=${kept}>${name}</b>
            <div
              class="tiles small"
              role="img"
              aria-label=${`Made up for ${name}`}
              ${tiles(images, theme)}
            ></div>
          </li>
        `,
      );
      render(items, rows);
    },
  );
  return (/** @type {State} */ { made, theme, classes }) => draw(made, theme, classes.length > 0);
}
