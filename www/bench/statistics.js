/** What is said about measured numbers. */

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @typedef {{median: number, min: number, max: number}} Spread */

/** @param {readonly number[]} values @returns {Spread} */
export function spread(values) {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * The norm of the difference over the norm of the reference.
 *
 * @param {Float32Array} values
 * @param {Float32Array} reference
 */
export function relativeDistance(values, reference) {
  if (values.length !== reference.length) return Infinity;
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < values.length; i++) {
    difference += (values[i] - reference[i]) ** 2;
    norm += reference[i] ** 2;
  }
  return Math.sqrt(difference / norm);
}

/**
 * Four significant digits; what is not measured stays so.
 * @template {number | null | undefined} T
 * @param {T} value
 */
export const round = (value) =>
  /** @type {T} */ (
    typeof value === "number" && Number.isFinite(value) ? Number(value.toPrecision(4)) : value
  );
