/** What the methods made of tasks. */

import { DEFAULTS } from "../engine/limits.js";
import { QUICK } from "../text/methods.js";
import { alphabetsOf, choiceOf, DIGITS } from "./few-shot.js";

/** @typedef {import("./page.js").Action} Action */
/** @typedef {import("./page.js").State} State */
/** @typedef {import("../engine/wire.js").Augmentation} Augmentation */
/** @typedef {import("../engine/wire.js").Estimate} Estimate */
/** @typedef {import("../engine/wire.js").Method} Method */
/** @typedef {import("../engine/wire.js").TaskShape} TaskShape */

/** Whether the support was grown first. @typedef {"plain" | "grown"} Variant */
/** @template T @typedef {Partial<Record<Method, Partial<Record<Variant, T>>>>} ByMethod */

/**
 * One method on the task on display.
 * @typedef {object} Outcome
 * @property {string} key What it depends on ({@link taskKey}).
 * @property {number | null} accuracy Null where nothing could be told apart.
 * @property {string} by What the accuracy is of, or why there is none.
 * @property {number[] | null} confusion
 * @property {number[] | null} answers The class that each image was taken for: each query, or each
 *   drawing that was left out.
 * @property {number} ms From asking it to adapt until it had.
 * @property {number} images That it learnt from.
 * @property {Uint8Array[]} generated Images a class; empty where it cannot generate.
 * @property {boolean} [stored] Measured beforehand; then `ms`, another machine's, says nothing.
 */

/**
 * One method over many tasks.
 * @typedef {object} Tally
 * @property {string} key What it depends on ({@link episodeKey}).
 * @property {string} protocol The same in words.
 * @property {number[]} accuracies In the order of the seeds, from 1.
 * @property {Estimate} estimate Of their mean.
 * @property {boolean} [stored] Measured beforehand.
 */

/** A point of the curve. @typedef {Pick<Tally, "accuracies" | "estimate">} Point */

/**
 * @typedef {object} Curve
 * @property {string} key
 * @property {string} protocol
 * @property {number[]} shots
 * @property {Partial<Record<Method, (Point | null)[]>>} points For each number of shots.
 * @property {string | null} cut Why it goes no further.
 * @property {boolean} [stored] Measured beforehand.
 */

/**
 * What is under way.
 * @typedef {{kind: "compare" | "episodes" | "curve", done: number, total: number, note: string}}
 *   Work
 */

/**
 * @typedef {object} ScoresState
 * @property {Method[]} chosen
 * @property {number} episodes How many are wanted.
 * @property {Augmentation & {on: boolean}} growth
 * @property {Work | null} work
 * @property {boolean} stopping
 * @property {ByMethod<Outcome>} outcomes
 * @property {ByMethod<Tally>} tallies
 * @property {Partial<Record<Method, string>>} problems Why a method could not.
 * @property {Curve | null} curve
 */

/**
 * @typedef {{type: "scores/chosen", chosen: Method[]}
 *   | {type: "scores/episodes", episodes: number}
 *   | {type: "scores/growth", change: Partial<ScoresState["growth"]>}
 *   | {type: "scores/work", work: Work | null}
 *   | {type: "scores/stopping"}
 *   | {type: "scores/outcome", method: Method, variant: Variant, outcome: Outcome}
 *   | {type: "scores/tally", method: Method, variant: Variant, tally: Pick<Tally, "key" |
 *     "protocol">, accuracy: number, estimate: Estimate}
 *   | {type: "scores/problem", method: Method, problem: string | null}
 *   | {type: "scores/curve", curve: Curve | null}
 *   | {type: "scores/curvePoint", method: Method, shots: number, accuracy: number, estimate:
 *     Estimate}
 *   | {type: "scores/curveCut", reason: string}} ScoresAction
 */

/** Where the curve has its points, as far as classes have so many images. */
export const SHOTS = [1, 2, 5, 10];

/** @type {ScoresState} */
const START = {
  chosen: QUICK,
  episodes: 20,
  growth: { on: false, ...DEFAULTS.augmentation },
  work: null,
  stopping: false,
  outcomes: {},
  tallies: {},
  problems: {},
  curve: null,
};

/** @param {ScoresState | undefined} state @param {Action} action @returns {ScoresState} */
export function scores(state = START, action) {
  switch (action.type) {
    case "scores/chosen":
      return { ...state, chosen: action.chosen };
    case "scores/episodes":
      return { ...state, episodes: action.episodes };
    case "scores/growth":
      return { ...state, growth: { ...state.growth, ...action.change } };
    case "scores/work":
      return { ...state, work: action.work, stopping: action.work !== null && state.stopping };
    case "scores/stopping":
      return { ...state, stopping: state.work !== null };
    case "scores/outcome": {
      const { method, variant, outcome } = action;
      return { ...state, outcomes: put(state.outcomes, method, variant, outcome) };
    }
    case "scores/tally": {
      const { method, variant, tally, accuracy, estimate } = action;
      const before = state.tallies[method]?.[variant];
      const kept = before?.key === tally.key ? before.accuracies : [];
      const grown = { ...tally, accuracies: [...kept, accuracy], estimate };
      return { ...state, tallies: put(state.tallies, method, variant, grown) };
    }
    case "scores/problem": {
      const { [action.method]: _, ...others } = state.problems;
      return {
        ...state,
        problems: action.problem === null ? others : { ...others, [action.method]: action.problem },
      };
    }
    case "scores/curve":
      return { ...state, curve: action.curve };
    case "scores/curvePoint":
      return { ...state, curve: state.curve && withPoint(state.curve, action) };
    case "scores/curveCut":
      return { ...state, curve: state.curve && { ...state.curve, cut: action.reason } };
    case "lab/stored": {
      const { outcomes, tallies, curve } = action.stored;
      return {
        ...state,
        outcomes: action.shown ? { ...outcomes, ...state.outcomes } : state.outcomes,
        tallies: { ...tallies, ...state.tallies },
        curve: state.curve ?? curve,
      };
    }
    case "fewShot/task":
      // Another task: what was made of the last one is of no use beside it.
      return { ...state, outcomes: {} };
    case "fewShot/set":
      return { ...state, problems: {} };
    default:
      return state;
  }
}

/**
 * @template T
 * @param {ByMethod<T>} all
 * @param {Method} method
 * @param {Variant} variant
 * @param {T} value
 * @returns {ByMethod<T>}
 */
const put = (all, method, variant, value) => ({
  ...all,
  [method]: { ...all[method], [variant]: value },
});

/**
 * @param {Curve} curve
 * @param {{method: Method, shots: number, accuracy: number, estimate: Estimate}} point
 * @returns {Curve}
 */
function withPoint(curve, { method, shots, accuracy, estimate }) {
  const row = curve.points[method] ?? curve.shots.map(() => null);
  const accuracies = [...(pointOf(curve, method, shots)?.accuracies ?? []), accuracy];
  const at = curve.shots.indexOf(shots);
  const changed = row.map((point, index) => (index === at ? { accuracies, estimate } : point));
  return { ...curve, points: { ...curve.points, [method]: changed } };
}

/**
 * A method's point of the curve, where it has one.
 *
 * @param {Curve | null} curve
 * @param {Method} method
 * @param {number} shots
 */
export const pointOf = (curve, method, shots) =>
  curve?.points[method]?.[curve.shots.indexOf(shots)] ?? null;

/**
 * What supports grow by now, as the engine takes it.
 * @param {ScoresState} state
 * @returns {Augmentation | null}
 */
export const augmentationOf = ({ growth: { on, samples, blends, spread } }) =>
  on ? { samples, blends, spread } : null;

/** @param {ScoresState} state @returns {Variant} */
export const variantOf = ({ growth }) => (growth.on ? "grown" : "plain");

/**
 * What a method's outcome on the task on display depends on. One with another key is of yesterday.
 *
 * @param {State} state
 * @param {import("../text/methods.js").Method} method
 * @param {Variant} variant
 */
export function taskKey({ fewShot, scores }, method, variant) {
  return JSON.stringify([
    fewShot.task?.number,
    ...sourceKey(fewShot, method),
    grownBy(scores, variant),
  ]);
}

/**
 * And over many tasks.
 *
 * @param {State} state
 * @param {import("../text/methods.js").Method} method
 * @param {Variant} variant
 * @param {Partial<TaskShape>} [shape] In place of the present one.
 */
export function episodeKey({ fewShot, scores }, method, variant, shape) {
  return JSON.stringify([
    poolKey(fewShot, shape),
    ...sourceKey(fewShot, method),
    grownBy(scores, variant),
  ]);
}

/**
 * What all methods' scores on a pool have in common.
 * @param {State["fewShot"]} fewShot
 * @param {Partial<TaskShape>} [shape]
 */
function poolKey(fewShot, shape) {
  const { ways, shots, queries, source } = fewShot.settings;
  return [
    choiceOf(fewShot),
    { ways, shots, queries, ...shape },
    source === "digits" ? fewShot.data : 0,
  ];
}

/** @param {State["fewShot"]} fewShot @param {import("../text/methods.js").Method} method */
const sourceKey = ({ weights, metaWeights, sets, trainings }, { algorithm }) =>
  algorithm
    ? [weights, sets[algorithm] ?? metaWeights[algorithm], trainings[algorithm] ?? 0]
    : [weights];

/** @param {ScoresState} scores @param {Variant} variant */
const grownBy = ({ growth: { samples, blends, spread } }, variant) =>
  variant === "grown" ? [samples, blends, spread] : null;

/**
 * What a curve depends on, whichever methods are on it.
 *
 * @param {State} state
 */
export const curveKey = ({ fewShot, scores }) =>
  JSON.stringify([
    poolKey(fewShot, { shots: 0 }),
    fewShot.weights,
    grownBy(scores, variantOf(scores)),
  ]);

/**
 * How the numbers were come by, in words.
 *
 * @param {State} state
 * @param {string} [shots]
 */
export function protocolOf({ fewShot, scores, data }, shots = `${fewShot.settings.shots}-shot`) {
  const { ways, queries, source, digits } = fewShot.settings;
  const alphabets = alphabetsOf(fewShot).join(", ");
  const pool =
    source === "digits"
      ? `held-out digits ${digits.length === DIGITS.length ? "0–9" : digits.join(" ")} of ` +
        `${data.name || "the data in use"}`
      : alphabets === ""
        ? "alphabets of Omniglot"
        : `alphabets of Omniglot: ${alphabets}`;
  const { on, samples, blends, spread } = scores.growth;
  const grown = on
    ? `, support grown by ${samples} samples (spread ${spread}) and ${blends} blends an image`
    : "";
  return `${ways}-way ${shots}, ${queries} queries a class, ${pool}${grown}, not transductive`;
}
