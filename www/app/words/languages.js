/**
 * The languages that the page speaks. A further one is a row here and its file of sentences,
 * `www/text/words/TAG.json`: docs/translating.md says how.
 */

/** @typedef {{tag: string, lang: string, name: string}} Language */

/** The first is what the sources are written in, and needs no file. @type {Language[]} */
export const LANGUAGES = [
  { tag: "en", lang: "en", name: "English" },
  { tag: "zh", lang: "zh-Hans", name: "中文" },
];

export const SOURCE = /** @type {Language} */ (LANGUAGES[0]);

/** The page's language that a tag asks for, as `zh` by `zh-TW`. @param {string | null} [asked] */
export const languageOf = (asked) =>
  LANGUAGES.find(({ tag }) => tag === asked?.toLowerCase().split(/[-_]/)[0]) ?? null;

/**
 * The address says more than what was chosen before, and that more than the browser.
 *
 * @param {{search: string, kept: string | null, preferred: readonly string[]}} wishes
 */
export const wished = ({ search, kept, preferred }) =>
  [new URLSearchParams(search).get("lang"), kept, ...preferred].map(languageOf).find(Boolean) ??
  SOURCE;
