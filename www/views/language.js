/** The choice of a language, each in its own words. */

import { find } from "../app/dom.js";
import { LANGUAGES } from "../app/words/languages.js";

/** @param {Document} page @param {{use: (tag: string) => Promise<string>}} intents */
export function languageView(page, { use }) {
  const select = find(page, "language", HTMLSelectElement);
  for (const { tag, lang, name } of LANGUAGES) {
    const option = new Option(name, tag);
    option.lang = lang;
    option.translate = false;
    select.append(option);
  }
  select.addEventListener("change", async () => {
    // Where it did not come, the choice goes back.
    select.value = await use(select.value);
  });
  return (/** @type {import("../state/page.js").State} */ { language }) => {
    // Not while it is being fetched, or a list that is open would close.
    if (select.value !== language && page.activeElement !== select) select.value = language;
  };
}
