/** Meta-training in this tab: what is chosen, the run, and its curves. */

import { mark, noPace } from "../app/pace.js";
import { lost, withStatus } from "../app/run-state.js";
import { DIGITS } from "./few-shot.js";
import { addMeta, noMetaCurves } from "./meta-curves.js";

/** @typedef {import("./page.js").Action} Action */
/** @typedef {import("../engine/wire.js").Algorithm} Algorithm */
/** @typedef {import("../engine/engine.js").EngineEvent} EngineEvent */

/**
 * @typedef {object} MetaRun
 * @property {import("../app/run-state.js").RunState["status"]} status
 * @property {Algorithm | null} algorithm Of the run, or the last one.
 * @property {number} step Taken.
 * @property {number} steps In all.
 * @property {number} chance The accuracy of guessing.
 * @property {number} classes That its tasks are drawn from.
 * @property {number} images
 * @property {import("./meta-curves.js").MetaCurves} curves
 * @property {import("../app/pace.js").Pace} pace
 * @property {import("../app/run-state.js").RunState["ended"]} ended
 * @property {boolean} [stored] It ran beforehand, and comes with the page.
 */

/**
 * @typedef {object} MetaTrainingState
 * @property {Algorithm} algorithm Chosen.
 * @property {import("../engine/wire.js").Pool} pool
 * @property {string[]} digits Those that take part.
 * @property {string[]} without Alphabets that take no part.
 * @property {string | null} note What the visitor waits for.
 * @property {string | null} problem
 * @property {MetaRun} run
 */

/**
 * @typedef {{type: "metaTraining/set", change: Partial<Pick<MetaTrainingState, "algorithm" | "pool"
 *   | "digits" | "without">>}
 *   | {type: "metaTraining/status", status: MetaRun["status"]}
 *   | {type: "metaTraining/begun", chance: number}
 *   | {type: "metaTraining/note", note: string | null}
 *   | {type: "metaTraining/problem", problem: string | null}} MetaTrainingAction
 */

/** @returns {MetaRun} */
const noRun = () => ({
  status: "idle",
  algorithm: null,
  step: 0,
  steps: 0,
  chance: 0,
  classes: 0,
  images: 0,
  curves: noMetaCurves(),
  pace: noPace(),
  ended: null,
});

/** @returns {MetaTrainingState} */
const start = () => ({
  // Its curves show what learning to learn is: the loss before the inner steps, and after.
  algorithm: "firstOrderMaml",
  pool: "digits",
  digits: DIGITS,
  without: [],
  note: null,
  problem: null,
  run: noRun(),
});

/**
 * @param {MetaTrainingState | undefined} state
 * @param {Action} action
 * @returns {MetaTrainingState}
 */
export function metaTraining(state = start(), action) {
  switch (action.type) {
    case "metaTraining/set":
      return { ...state, ...action.change, problem: null };
    case "metaTraining/status":
      return { ...state, run: withStatus(state.run, action.status) };
    case "metaTraining/begun":
      return { ...state, run: { ...state.run, chance: action.chance } };
    case "metaTraining/note":
      return { ...state, note: action.note };
    case "metaTraining/problem":
      return { ...state, problem: action.problem };
    case "lab/stored": {
      const { run } = state;
      if (run.status !== "idle" || run.algorithm !== null) return state;
      const { losses, ...about } = action.stored.meta;
      const curves = addMeta(noMetaCurves(), losses);
      return { ...state, run: { ...run, ...about, curves, stored: true } };
    }
    case "engine/lost":
      return { ...state, run: lost(state.run) };
    case "engine/events": {
      const run = action.events.reduce((run, event) => hear(run, event, action.at), state.run);
      return run === state.run ? state : { ...state, run };
    }
    default:
      return state;
  }
}

/** @param {MetaRun} run @param {EngineEvent} event @param {number} at ms @returns {MetaRun} */
function hear(run, event, at) {
  switch (event.type) {
    case "metaTrainingStarted": {
      const { algorithm, steps, classes, images } = event;
      return {
        ...noRun(),
        status: "running",
        algorithm,
        steps,
        classes,
        images,
        pace: mark(noPace(), 0, at),
      };
    }
    case "metaStepsDone":
      return {
        ...run,
        step: event.step,
        curves: addMeta(run.curves, event.losses),
        pace: run.status === "running" ? mark(run.pace, event.step, at) : run.pace,
      };
    case "metaTrainingEnded": {
      const { ending, step, message } = event;
      return { ...run, status: "idle", step, ended: { ending, step, message: message ?? null } };
    }
    default:
      return run;
  }
}

/** Alphabets that take part. @param {import("./page.js").State} state */
export const alphabetsIn = ({ fewShot, metaTraining }) =>
  (fewShot.pools.omniglot?.groups ?? [])
    .map(({ name }) => name)
    .filter((name) => !metaTraining.without.includes(name));
