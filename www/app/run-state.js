/** What a pretraining and a fine-tuning run have in common. */

import { DEFAULTS } from "../engine/limits.js";
import { addHeldOut, addTrain, noCurves } from "./curves.js";
import { mark, noPace } from "./pace.js";

/** @typedef {import("../engine/engine.js").EngineEvent} EngineEvent */
/** @typedef {import("../engine/wire.js").Run} Run */

/**
 * @typedef {object} RunState
 * @property {"idle" | "starting" | "running" | "paused" | "stopping"} status
 * @property {number} step Taken.
 * @property {number} steps In all.
 * @property {number} stepsPerEpoch
 * @property {number} batchSize
 * @property {number} threads Workers that share each step.
 * @property {number} latents Of the model that is trained.
 * @property {import("./curves.js").Curves} curves
 * @property {number} peakKl The highest KL of a batch so far, nats.
 * @property {number | null} activeUnits Latents that say something of held-out images, at the last
 *   reading.
 * @property {import("./pace.js").Pace} pace
 * @property {{ending: import("../engine/wire.js").Ending | "lost", step: number, message: string |
 *   null} | null} ended The last run.
 */

/** @returns {RunState} */
export const noRun = () => ({
  status: "idle",
  step: 0,
  steps: 0,
  stepsPerEpoch: 0,
  batchSize: 0,
  threads: 1,
  latents: DEFAULTS.latents,
  curves: noCurves(),
  peakKl: 0,
  activeUnits: null,
  pace: noPace(),
  ended: null,
});

/**
 * What the status of any run is among.
 * @typedef {Pick<RunState, "status" | "step" | "pace" | "ended">} AnyRun
 */

/**
 * A change of status forgets the pace: a pause is no step. One that comes after the run's end is
 * too late: what is idle can only start.
 *
 * @template {AnyRun} R
 * @param {R} state
 * @param {RunState["status"]} status
 * @returns {R}
 */
export const withStatus = (state, status) =>
  state.status === "idle" && status !== "starting" ? state : { ...state, status, pace: noPace() };

/** @template {AnyRun} R @param {R} state @returns {R} */
export const lost = (state) =>
  state.status === "idle"
    ? state
    : { ...withStatus(state, "idle"), ended: { ending: "lost", step: state.step, message: null } };

/**
 * @param {RunState} state
 * @param {Run} run Which run this is the state of.
 * @param {EngineEvent} event
 * @param {number} at ms
 * @returns {RunState}
 */
export function hearRun(state, run, event, at) {
  switch (event.type) {
    case "trainingStarted": {
      if (event.run !== run) return state;
      const { steps, stepsPerEpoch, batchSize, threads, latents } = event;
      const pace = mark(noPace(), 0, at);
      const sizes = { steps, stepsPerEpoch, batchSize, threads, latents };
      return { ...noRun(), status: "running", ...sizes, pace };
    }
    case "stepsDone":
      if (event.run !== run) return state;
      return {
        ...state,
        step: event.step,
        curves: addTrain(state.curves, event.losses),
        peakKl: Math.max(state.peakKl, ...event.losses.map(({ losses }) => losses.kl)),
        pace: state.status === "running" ? mark(state.pace, event.step, at) : state.pace,
      };
    case "evaluated":
      // Only a pretraining run measures a held-out loss.
      if (run !== "pretrain") return state;
      return {
        ...state,
        curves: addHeldOut(state.curves, { step: event.step, losses: event.losses }),
        activeUnits: event.activeUnits,
        latents: event.latents,
      };
    case "trainingEnded":
      if (event.run !== run) return state;
      return {
        ...state,
        status: "idle",
        step: event.step,
        ended: { ending: event.ending, step: event.step, message: event.message ?? null },
      };
    default:
      return state;
  }
}
