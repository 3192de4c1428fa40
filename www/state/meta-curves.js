/** Meta-training's curves, of bounded length as those of `curves.js`. */

import { append } from "../app/curves.js";

/** @typedef {import("../engine/wire.js").MetaLosses} MetaLosses */

/**
 * @typedef {import("../app/curves.js").Series<MetaLosses> & {first: MetaLosses | null}} MetaCurves
 */

/** @returns {MetaCurves} */
export const noMetaCurves = () => ({ points: [], every: 1, waiting: [], first: null });

/** @param {MetaCurves} curves @param {MetaLosses[]} losses In order. @returns {MetaCurves} */
export const addMeta = (curves, losses) => ({
  ...append(curves, losses, mean),
  first: curves.first ?? losses[0] ?? null,
});

/** The parts that are drawn, each of a point; null where it was not measured. */
export const PARTS = {
  before: (/** @type {MetaLosses} */ point) => point.before ?? null,
  after: (/** @type {MetaLosses} */ point) => point.after,
  accuracy: (/** @type {MetaLosses} */ point) => point.accuracy,
  elbo: (/** @type {MetaLosses} */ point) => point.elbo?.total ?? null,
};

/** Steps that a figure in words is the mean of: one task is too few to say anything. */
export const RECENT = 20;

/** @param {MetaCurves} curves @param {keyof typeof PARTS} part @returns {number | null} */
export function recent({ points, waiting }, part) {
  const last = [...points.slice(-RECENT), ...waiting].slice(-RECENT).map(PARTS[part]);
  const known = last.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** @param {MetaLosses[]} points @returns {MetaLosses} */
function mean(points) {
  /** @param {(point: MetaLosses) => number | null | undefined} part */
  const of = (part) => {
    const values = points.map(part).filter((value) => value !== null && value !== undefined);
    return values.length === 0
      ? null
      : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const [reconstruction, kl, total] = [
    of((p) => p.elbo?.reconstruction),
    of((p) => p.elbo?.kl),
    of((p) => p.elbo?.total),
  ];
  return {
    step: points[points.length - 1].step,
    before: of(PARTS.before),
    after: of(PARTS.after) ?? 0,
    accuracy: of(PARTS.accuracy) ?? 0,
    elbo:
      reconstruction === null || kl === null || total === null
        ? null
        : { reconstruction, kl, total },
  };
}
