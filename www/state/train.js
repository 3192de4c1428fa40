/** Pretraining. */

import { hearRun, lost, noRun, withStatus } from "../app/run-state.js";

/** @typedef {import("./page.js").Action} Action */
/** @typedef {import("../app/run-state.js").RunState} RunState */

/**
 * @typedef {object} HeldOut
 * @property {Uint8Array} images
 * @property {Uint8Array} labels
 * @property {Uint8Array | null} reconstructions
 */

/** @typedef {Pick<import("./hyper.js").Settings, "beta" | "reduction">} Objective */

/**
 * @typedef {object} TrainState
 * @property {RunState} run
 * @property {Objective | null} objective Of the last run.
 * @property {boolean} replaced Whether what the run made is kept, thrown away or replaced.
 * @property {"used" | "discarded" | null} fate What was done with what the last run made.
 * @property {HeldOut | null} heldOut A fixed row of held-out images.
 * @property {Uint8Array | null} samples From the prior, always of the same latents.
 * @property {Uint8Array | null} beside Samples of the model in use, of the same seed.
 * @property {Pick<import("./map.js").Digits, "places" | "labels"> | null} plane Of digits by a copy
 *   of two latents, while it is trained and after.
 * @property {Uint8Array | null} made By the last run's copy, of codes like those of digits.
 */

/**
 * @typedef {{type: "train/asked", objective: Objective}
 *   | {type: "train/status", status: RunState["status"]}
 *   | {type: "train/heldOut", images: Uint8Array, labels: Uint8Array}
 *   | {type: "train/made", images: Uint8Array}
 *   | {type: "train/codes", plane: NonNullable<TrainState["plane"]>}
 *   | {type: "train/pictures", reconstructions: Uint8Array | null, samples: Uint8Array,
 *     beside: Uint8Array | null}} TrainAction
 */

/** @returns {TrainState} */
const start = () => ({
  run: noRun(),
  objective: null,
  replaced: false,
  fate: null,
  heldOut: null,
  samples: null,
  beside: null,
  plane: null,
  made: null,
});

/** @param {TrainState | undefined} state @param {Action} action @returns {TrainState} */
export function train(state = start(), action) {
  switch (action.type) {
    case "train/asked":
      return { ...state, objective: action.objective };
    case "train/status":
      return { ...state, run: withStatus(state.run, action.status) };
    case "train/heldOut":
      return {
        ...state,
        heldOut: { images: action.images, labels: action.labels, reconstructions: null },
      };
    case "train/made":
      return { ...state, made: action.images };
    case "train/codes":
      return { ...state, plane: action.plane };
    case "train/pictures":
      return {
        ...state,
        samples: action.samples,
        beside: action.beside,
        heldOut: state.heldOut && { ...state.heldOut, reconstructions: action.reconstructions },
      };
    case "engine/lost":
      return { ...state, run: lost(state.run) };
    case "engine/events": {
      const run = action.events.reduce(
        (run, event) => hearRun(run, "pretrain", event, action.at),
        state.run,
      );
      const replaced = action.events.reduce(hearReplaced, state.replaced);
      const fate = action.events.reduce(hearFate, state.fate);
      if (run === state.run && replaced === state.replaced && fate === state.fate) return state;
      // What was made goes with what made it.
      const made = replaced || run.status !== "idle" ? null : state.made;
      const begun = action.events.some(isStart);
      return { ...state, run, replaced, fate, made, plane: replaced || begun ? null : state.plane };
    }
    default:
      return state;
  }
}

/** @param {import("../engine/engine.js").EngineEvent} event */
const isStart = (event) => event.type === "trainingStarted" && event.run === "pretrain";

/** @param {boolean} replaced @param {import("../engine/engine.js").EngineEvent} event */
function hearReplaced(replaced, event) {
  if (isStart(event)) return false;
  const other = ["weightsLoaded", "modelKept", "modelDiscarded"].includes(event.type);
  return replaced || (other && "slot" in event && event.slot === "trained");
}

/** @param {TrainState["fate"]} fate @param {import("../engine/engine.js").EngineEvent} event */
function hearFate(fate, event) {
  if (isStart(event)) return null;
  if (event.type === "weightsLoaded" && event.slot === "pretrained") return null;
  if (event.type === "modelKept" && event.slot === "trained") return "used";
  if (event.type === "modelDiscarded" && event.slot === "trained") return "discarded";
  return fate;
}
