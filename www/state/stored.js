/**
 * What the lab shows until something is measured in this tab: one task of the built-in digits, what
 * every method makes of it and of many like it, a curve, a run of meta-training.
 * `bench/stored-lab.mjs` has measured it; the first of it a visitor measures by one press.
 */

import { METHODS } from "../text/methods.js";
import { SHOTS } from "./scores.js";

/** @typedef {import("../engine/wire.js").Algorithm} Algorithm */
/** @typedef {import("../engine/wire.js").Estimate} Estimate */
/** @typedef {import("../engine/wire.js").MetaLosses} MetaLosses */
/** @typedef {import("../engine/wire.js").Method} Method */
/** @typedef {import("./scores.js").ScoresState} ScoresState */

export const STORED = {
  /** As the page makes them unless it is told otherwise. */
  data: { train: 10_000, test: 1000, seed: 1 },
  digits: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
  shape: { ways: 5, shots: 5, queries: 10 },
  seed: 1,
  episodes: 20,
  /** What the meta-trained weights were trained on. */
  on: "mnist",
  /** On the curve. @type {Method[]} */
  curved: ["pixels", "frozen", "memory", "metaPrototypes"],
  /**
   * Long enough to see the loss fall. Inner steps of five times the default's gain half a nat,
   * which can be seen, in place of hundredths.
   */
  meta: { algorithm: /** @type {Algorithm} */ ("firstOrderMaml"), steps: 80, innerRate: 0.1 },
};

/** What its task is called: neither a number that the lab gives, nor one that Teach does. */
const TASK = 4_000_000_000;

/**
 * The file, as `bench/stored-lab.mjs` writes it. Images are base64 of `n * 784` bytes.
 * @typedef {object} File
 * @property {string[]} names
 * @property {{labels: number[], images: string}} support
 * @property {{labels: number[], images: string}} query
 * @property {Record<Method, {images: number, accuracy: number, confusion: number[], answers:
 *   number[], generated: string[], many: Many}>} methods
 * @property {Partial<Record<Method, Many[]>>} curve For each of {@link SHOTS}.
 * @property {{chance: number, classes: number, images: number, losses: MetaLosses[]}} meta
 */

/** @typedef {{accuracies: number[], estimate: Estimate}} Many */

/**
 * @typedef {object} Stored
 * @property {import("./few-shot.js").Task} task
 * @property {ScoresState["outcomes"]} outcomes
 * @property {ScoresState["tallies"]} tallies
 * @property {import("./scores.js").Curve} curve
 * @property {{algorithm: Algorithm, step: number, steps: number, chance: number, classes: number,
 *   images: number, losses: MetaLosses[]}} meta
 */

/**
 * `shown`: nothing of the visitor's has taken the task's place yet.
 * @typedef {{type: "lab/stored", stored: Stored, shown: boolean}} StoredAction
 */

const { shape, digits } = STORED;
const protocol = (/** @type {string} */ shots) =>
  `${shape.ways}-way ${shots}, ${shape.queries} queries a class, held-out digits ` +
  `${digits[0]}–${digits[digits.length - 1]} of built-in digits, not transductive`;

/** @param {File} file @returns {Stored} */
export function storedIn({ names, support, query, methods, curve, meta }) {
  /** @type {Stored["outcomes"]} */
  const outcomes = {};
  /** @type {Stored["tallies"]} */
  const tallies = {};
  for (const { id } of METHODS) {
    const { generated, many, ...figures } = methods[id];
    const by = `of ${query.labels.length} queries`;
    const made = generated.map(bytesOf);
    const stored = { key: "", by, ms: 0, generated: made, stored: true };
    outcomes[id] = { plain: { ...figures, ...stored } };
    tallies[id] = {
      plain: { key: "", protocol: protocol(`${shape.shots}-shot`), stored: true, ...many },
    };
  }
  return {
    task: { number: TASK, names, support: imagesOf(support), query: imagesOf(query) },
    outcomes,
    tallies,
    curve: {
      key: "",
      protocol: protocol(`${SHOTS.join(", ")} shots`),
      shots: SHOTS,
      points: curve,
      cut: null,
      stored: true,
    },
    meta: {
      algorithm: STORED.meta.algorithm,
      step: STORED.meta.steps,
      steps: STORED.meta.steps,
      ...meta,
    },
  };
}

/** @param {string} base64 */
const bytesOf = (base64) => Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));

/** @param {{labels: number[], images: string}} shown */
const imagesOf = ({ labels, images }) => ({
  labels: Uint8Array.from(labels),
  images: bytesOf(images),
});
