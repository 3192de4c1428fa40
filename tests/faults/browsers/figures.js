/** What a page showed, compared with what it showed elsewhere. */

/** Numbers, and pictures from 0 to 1. @typedef {Record<string, number | number[]>} Figures */

/**
 * How far the furthest of some figures is from the same one elsewhere: a number as a part of the
 * larger of the two, a picture by the mean difference of its pixels.
 *
 * @param {Figures} figures
 * @param {Figures} others
 */
export function furthest(figures, others) {
  const names = new Set([...Object.keys(figures), ...Object.keys(others)]);
  return Math.max(...[...names].map((name) => distance(figures[name], others[name])));
}

/** @param {number | number[] | undefined} a @param {typeof a} b */
function distance(a, b) {
  if (typeof a === "number" && typeof b === "number") {
    const size = Math.max(Math.abs(a), Math.abs(b));
    return size === 0 ? 0 : finite(Math.abs(a - b) / size);
  }
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.length > 0)
    return finite(a.reduce((sum, value, at) => sum + Math.abs(value - b[at]), 0) / a.length);
  return Infinity;
}

/** What is no number is as far away as can be. @param {number} number */
const finite = (number) => (Number.isFinite(number) ? number : Infinity);
