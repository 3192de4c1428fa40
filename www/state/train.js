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
 * @property {HeldOut | null} heldOut A fixed row of held-out images.
 * @property {Uint8Array | null} samples From the prior, always of the same latents.
 * @property {Uint8Array | null} made By the last run's copy, of codes like those of digits.
 */

/**
 * @typedef {{type: "train/asked", objective: Objective}
 *   | {type: "train/status", status: RunState["status"]}
 *   | {type: "train/heldOut", images: Uint8Array, labels: Uint8Array}
 *   | {type: "train/made", images: Uint8Array}
 *   | {type: "train/pictures", reconstructions: Uint8Array | null, samples: Uint8Array}}
 *     TrainAction
 */

/** @returns {TrainState} */
const start = () => ({
  run: noRun(),
  objective: null,
  replaced: false,
  heldOut: null,
  samples: null,
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
    case "train/pictures":
      return {
        ...state,
        samples: action.samples,
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
      if (run === state.run && replaced === state.replaced) return state;
      // What was made goes with what made it.
      const made = replaced || run.status !== "idle" ? null : state.made;
      return { ...state, run, replaced, made };
    }
    default:
      return state;
  }
}

/** @param {boolean} replaced @param {import("../engine/engine.js").EngineEvent} event */
function hearReplaced(replaced, event) {
  if (event.type === "trainingStarted" && event.run === "pretrain") return false;
  const other = ["weightsLoaded", "modelKept", "modelDiscarded"].includes(event.type);
  return replaced || (other && "slot" in event && event.slot === "trained");
}
