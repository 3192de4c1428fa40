/** The page's language: its sentences are fetched when it is chosen, and shown on arrival. */

import { reasonOf } from "../app/files.js";
import { Dictionary } from "../app/words/dictionary.js";
import { languageOf, SOURCE } from "../app/words/languages.js";
import { MOST_FETCHED } from "../engine/sizes.js";

/**
 * @param {import("./context.js").FlowContext} context
 * @param {object} page
 * @param {(dictionary: Dictionary | null, lang: string) => void} page.speak
 * @param {(tag: string) => void} page.keep
 */
export function languageFlow({ store, files }, { speak, keep }) {
  /** The language that was asked for last: an answer that comes later than the next wish is old. */
  let wished = SOURCE.tag;

  /** @param {string} tag @returns {Promise<string>} The language that the page has then. */
  return async function use(tag) {
    const language = languageOf(tag) ?? SOURCE;
    wished = language.tag;
    const file = `${language.tag}.json`;
    try {
      const dictionary =
        language === SOURCE
          ? null
          : new Dictionary(language.lang, await rowsOf(`./text/words/${file}`, file));
      if (wished !== language.tag) return wished;
      speak(dictionary, language.lang);
      keep(language.tag);
      store.dispatch({ type: "language/changed", tag: language.tag });
      return wished;
    } catch (error) {
      if (wished !== language.tag) return wished;
      wished = store.get().language;
      store.dispatch({
        type: "notice/shown",
        kind: "error",
        code: "language",
        text:
          `The sentences of this language (${file}) did not arrive: ${reasonOf(error)}. The page ` +
          "stays as it is: choose the language again in a while.",
      });
      return wished;
    }
  };

  /** @param {string} path @param {string} file */
  async function rowsOf(path, file) {
    const { value: rows } = await files.json(path, { most: MOST_FETCHED.notes, file });
    if (typeof rows !== "object" || rows === null) throw new Error("it is no list of sentences");
    return /** @type {Record<string, string>} */ (rows);
  }
}
