/** What tells methods' lines and classes apart wherever they are drawn. */

import { METHODS } from "../text/methods.js";

/** @typedef {import("../engine/wire.js").Method} Method */

/** As many as the theme has, `--series-0` and on. */
const COLOURS = 7;
/** Classes beyond them share a colour, and have their names beside it. @param {number} index */
export const colourOf = (index) => `--series-${index % COLOURS}`;
/**
 * Lines that cross are told apart by more than their colour. Pixels of line and gap; `[data-dash]`
 * has the same in CSS.
 */
export const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3]];

/**
 * A colour's name and a dash's place in {@link DASHES}. Seven and four have no divisor in common,
 * so that no two of up to 28 methods look alike, and neighbours differ in both.
 *
 * @param {Method} id
 */
export function looks(id) {
  const index = METHODS.findIndex((method) => method.id === id);
  return { stroke: colourOf(index), dash: index % DASHES.length };
}
