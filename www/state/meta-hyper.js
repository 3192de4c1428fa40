/**
 * Meta-training's hyper-parameters: what suits each algorithm, which of them it has at all, and
 * what may be typed. The twin of `MetaHyper::of` and `check` in `src/protocol/meta.rs` and
 * `src/meta/training/check.rs`; a test compares them.
 */

import { outside } from "./hyper.js";

/** @typedef {import("../engine/wire.js").Algorithm} Algorithm */
/** @typedef {import("../engine/wire.js").MetaHyper} MetaHyper */
/** @typedef {import("./hyper.js").Range} Range */

/** @type {Algorithm[]} */
export const ALGORITHMS = [
  "prototypes",
  "reptile",
  "firstOrderMaml",
  "secondOrderMaml",
  "anil",
  "hypernetwork",
];

/** @type {MetaHyper} */
const PLAIN = {
  algorithm: "prototypes",
  steps: 1000,
  learningRate: 1e-3,
  tasks: 4,
  ways: 5,
  shots: 5,
  queries: 5,
  innerSteps: 5,
  innerRate: 0.02,
  classify: 1,
  elbo: 0.01,
  mixture: { labelled: 1, unlabelled: 0, halves: 0, turns: false },
  deformation: "mild",
  seed: 1,
};

/** What differs from {@link PLAIN}. @type {Record<Algorithm, Partial<MetaHyper>>} */
const OWN = {
  prototypes: {
    tasks: 1,
    ways: 100,
    shots: 1,
    queries: 1,
    mixture: { labelled: 0, unlabelled: 0.5, halves: 0.5, turns: true },
    deformation: "strong",
  },
  // Adam in the inner loop.
  reptile: { learningRate: 0.5, innerRate: 3e-4 },
  firstOrderMaml: {},
  secondOrderMaml: {},
  // A classifier on directions moves little at a rate that suits a network.
  anil: { innerRate: 10 },
  hypernetwork: { tasks: 1, ways: 20, shots: 1, queries: 4 },
};

/** @param {Algorithm} algorithm @returns {MetaHyper} */
export const defaultsOf = (algorithm) => ({ ...PLAIN, ...OWN[algorithm], algorithm });

/** The numbers of {@link MetaHyper}, those of its mixture included. */
/**
 * @typedef {Exclude<keyof MetaHyper, "algorithm" | "mixture" | "deformation"> | "labelled" |
 *   "unlabelled" | "halves"} Field
 */

/** @type {Record<Field, Range>} */
export const META_RANGES = {
  steps: { name: "The number of steps", least: 1, most: 1_000_000, whole: true },
  // The engine takes anything above 0.
  learningRate: { name: "The learning rate", least: 1e-7, most: 1, whole: false },
  tasks: { name: "The number of tasks a step", least: 1, most: 64, whole: true },
  ways: { name: "The number of ways", least: 1, most: 512, whole: true },
  shots: { name: "The number of shots", least: 1, most: 100, whole: true },
  queries: { name: "The number of queries", least: 1, most: 100, whole: true },
  innerSteps: { name: "The number of inner steps", least: 1, most: 100, whole: true },
  innerRate: { name: "The inner learning rate", least: 1e-7, most: 10, whole: false },
  classify: { name: "The weight of the classification loss", least: 0, most: 100, whole: false },
  elbo: { name: "The weight of the ELBO", least: 0, most: 100, whole: false },
  labelled: { name: "The share of labelled tasks", least: 0, most: 1, whole: false },
  unlabelled: { name: "The share of tasks without labels", least: 0, most: 1, whole: false },
  halves: { name: "The share of tasks of halves", least: 0, most: 1, whole: false },
  seed: { name: "The seed", least: 0, most: 4294967295, whole: true },
};

/** @param {Field} field @param {string} text */
export const problemWithMeta = (field, text) => outside(META_RANGES[field], text);

/**
 * Whether it adapts by gradient descent. The others read a task's support in one pass.
 * @param {Algorithm} algorithm
 */
export const hasInnerLoop = (algorithm) =>
  algorithm !== "prototypes" && algorithm !== "hypernetwork";

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
