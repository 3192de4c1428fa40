/**
 * Meta-training's hyper-parameters: what suits each algorithm, which of them it has at all, and
 * what cannot be together.
 */

import { DEFAULTS, INNER_LOOPS } from "../engine/limits.js";
import { OUTER_STEPS } from "../text/algorithms.js";

/** @typedef {import("../engine/wire.js").Algorithm} Algorithm */
/** @typedef {import("../engine/wire.js").MetaHyper} MetaHyper */

/** In the order in which they are offered. */
export const ALGORITHMS = /** @type {Algorithm[]} */ (Object.keys(OUTER_STEPS));

/** @param {Algorithm} algorithm @returns {MetaHyper} */
export const defaultsOf = (algorithm) => DEFAULTS.metaTrain[algorithm];

/** The numbers of {@link MetaHyper}, those of its mixture included. */
/**
 * @typedef {Exclude<keyof MetaHyper, "algorithm" | "mixture" | "deformation"> | "labelled" |
 *   "unlabelled" | "halves"} Field
 */

/**
 * Whether it adapts by gradient descent. The others read a task's support in one pass.
 * @param {Algorithm} algorithm
 */
export const hasInnerLoop = (algorithm) => INNER_LOOPS.has(algorithm);

/**
 * Whether a field means anything to an algorithm.
 * @param {Algorithm} algorithm
 * @param {Field} field
 */
export function has(algorithm, field) {
  return (
    hasInnerLoop(algorithm) || !["tasks", "innerSteps", "innerRate", "classify"].includes(field)
  );
}

/** @param {MetaHyper} hyper @returns {Record<Field, string>} */
export function textsOf({
  algorithm: _,
  mixture: { turns: _turns, ...shares },
  deformation: _deformation,
  ...numbers
}) {
  const texts = Object.entries({ ...numbers, ...shares }).map(([field, value]) => [
    field,
    String(value),
  ]);
  return Object.fromEntries(texts);
}

/**
 * What is filled in, over the defaults of what the algorithm has no field for.
 *
 * @param {Algorithm} algorithm
 * @param {Partial<Record<Field, number | null>>} numbers
 * @param {Pick<MetaHyper, "deformation"> & {turns: boolean}} others
 * @returns {MetaHyper}
 */
export function metaHyper(algorithm, numbers, { deformation, turns }) {
  const { labelled, unlabelled, halves, ...plain } = {
    ...numbersOf(defaultsOf(algorithm)),
    ...numbers,
  };
  const mixture = { labelled, unlabelled, halves, turns };
  return /** @type {MetaHyper} */ ({ algorithm, ...plain, mixture, deformation });
}

/** @param {MetaHyper} hyper */
const numbersOf = (hyper) =>
  Object.fromEntries(Object.entries(textsOf(hyper)).map(([field, text]) => [field, Number(text)]));

/**
 * What is wrong with fields that are each right, or null.
 *
 * @param {MetaHyper} hyper
 */
export function conflictIn({ algorithm, ways, classify, elbo, mixture }) {
  const { labelled, unlabelled, halves } = mixture;
  if (labelled + unlabelled + halves === 0)
    return "No share of the tasks is above 0. Give one of the three kinds a share.";
  if (!hasInnerLoop(algorithm)) return ways < 2 ? WAYS : null;
  if (classify === 0 && elbo === 0)
    return "Either the classification loss or the ELBO must have a weight above 0.";
  return ways < 2 && classify > 0 ? WAYS : null;
}

const WAYS = "One way leaves nothing to tell apart. Give a task two at least.";

/**
 * The accuracy of guessing, over the kinds of tasks: no task has more ways than there are classes
 * of its kind (`sources` in `src/meta/training/run.rs`).
 *
 * @param {MetaHyper} hyper
 * @param {number} classes
 * @param {number} images
 */
export function chanceOf(
  { ways, mixture: { labelled, unlabelled, halves, turns } },
  classes,
  images,
) {
  const all = classes * (turns ? 4 : 1);
  const kinds = [
    [labelled, all],
    [unlabelled, images],
    [halves, all * all],
  ];
  const shares = kinds.reduce((sum, [share]) => sum + share, 0);
  return kinds.reduce((sum, [share, most]) => sum + share / Math.min(ways, most), 0) / shares;
}
