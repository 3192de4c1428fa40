/** What a text is in the page's language, where no element shows it: on a canvas, in a dialogue. */

/** @typedef {import("./dictionary.js").Dictionary} Dictionary */

/** @type {Dictionary | null} */
let dictionary = null;

/** The same where there is no row for it. @param {string} text As the sources have it. */
export const say = (text) => dictionary?.say(text) ?? text;

/** @param {Dictionary | null} next Null for the sources' own language. */
export function speak(next) {
  dictionary = next;
}

/** A sentence with its tags in it; null where it has no row as a whole. @param {string} key */
export const sentence = (key) => dictionary?.sentence(key) ?? null;
