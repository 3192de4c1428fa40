/** A field for a number: used when it is right, answered with a sentence when it is not. */

import { show } from "./dom.js";

/**
 * @typedef {object} Range
 * @property {string} name As a sentence about it begins.
 * @property {number} least
 * @property {number} most
 * @property {boolean} [fraction] Whether it need not be whole.
 */

/**
 * What is wrong with a text, or null.
 *
 * @param {string} text
 * @param {Range} range
 */
export function wrongWith(text, { name, least, most, fraction = false }) {
  const value = Number(text);
  const must =
    `${name} must be ${fraction ? "a number" : "a whole number"} from ` +
    `${least.toLocaleString("en")} to ${most.toLocaleString("en")}`;
  if (text.trim() === "" || !Number.isFinite(value)) return `${must}.`;
  if (value < least || value > most || (!fraction && !Number.isInteger(value)))
    return `${must}, not ${text.trim()}.`;
  return null;
}

/**
 * Fields that share a line for what is wrong.
 *
 * @param {HTMLElement} problem
 */
export function numberFields(problem) {
  /** @type {Map<HTMLInputElement, string>} */
  const wrongs = new Map();
  /** @param {HTMLInputElement} input @param {string | null} wrong */
  const judge = (input, wrong) => {
    if (wrong === null) wrongs.delete(input);
    else wrongs.set(input, wrong);
    input.setAttribute("aria-invalid", String(wrong !== null));
    const [first] = wrongs.values();
    problem.hidden = first === undefined;
    show(problem, first ?? "");
  };
  /**
   * @param {HTMLInputElement} input
   * @param {Range} range
   * @param {(value: number) => void} use Called with what is in range only.
   * @returns {(value: number) => void} Shows the state's value, unless the visitor is typing.
   */
  return (input, range, use) => {
    input.addEventListener("input", () => judge(input, wrongWith(input.value, range)));
    input.addEventListener("change", () => {
      if (wrongWith(input.value, range) === null) use(Number(input.value));
    });
    return (value) => {
      if (document.activeElement === input || wrongs.has(input)) return;
      if (input.value !== String(value)) input.value = String(value);
    };
  };
}
