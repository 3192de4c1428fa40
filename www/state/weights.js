/** The two models: what their weights are, and which of them the page looks through. */

import { count } from "../app/format.js";
import { DEFAULTS } from "../engine/limits.js";

/** @typedef {import("./page.js").Action} Action */
/** @typedef {import("../engine/wire.js").Slot} Slot */

/**
 * The JSON beside the committed weights, as `cargo xtask pretrain` writes it. As much as is shown.
 * @typedef {object} Provenance
 * @property {{name?: string}} [data]
 * @property {number} [epochs_done]
 * @property {{images?: number, total_nats?: number}} [test]
 */

/**
 * @typedef {object} WeightsState
 * @property {"fetching" | "ready" | "missing"} status
 * @property {{received: number, total: number | null} | null} progress Of a download.
 * @property {string | null} name What the pretrained slot holds.
 * @property {number} latents Of the pretrained slot's model, mid-run included.
 * @property {boolean} small Whether that is the small form of the committed weights.
 * @property {boolean} fineTuned Whether there is a fine-tuned copy.
 * @property {Slot} active Which model the Draw panel looks through.
 * @property {number} revision Counts every change of either model.
 * @property {Provenance | null} provenance Of the committed weights.
 * @property {string | null} unknown Why that is not known.
 */

/**
 * @typedef {{type: "weights/small"}
 *   | {type: "weights/progress", received: number, total: number | null}
 *   | {type: "weights/settled", missing: boolean}
 *   | {type: "weights/provenance", provenance: Provenance | null, problem: string | null}
 *   | {type: "weights/activated", slot: Slot}} WeightsAction
 */

/** @type {WeightsState} */
const START = {
  status: "fetching",
  progress: null,
  name: null,
  latents: DEFAULTS.latents,
  small: false,
  fineTuned: false,
  active: "pretrained",
  revision: 0,
  provenance: null,
  unknown: null,
};

/** @param {WeightsState | undefined} state @param {Action} action @returns {WeightsState} */
export function weights(state = START, action) {
  switch (action.type) {
    case "weights/small":
      return { ...state, small: true };
    case "weights/progress":
      return { ...state, progress: { received: action.received, total: action.total } };
    case "weights/settled":
      return {
        ...state,
        status: action.missing && state.name === null ? "missing" : "ready",
        progress: null,
      };
    case "weights/provenance":
      return { ...state, provenance: action.provenance, unknown: action.problem };
    case "weights/activated":
      if (action.slot === "fineTuned" && !state.fineTuned) return state;
      return { ...state, active: action.slot };
    case "engine/events":
      return action.events.reduce(hear, state);
    default:
      return state;
  }
}

/**
 * @param {WeightsState} state
 * @param {import("../engine/engine.js").EngineEvent} event
 * @returns {WeightsState}
 */
function hear(state, event) {
  switch (event.type) {
    case "weightsLoaded":
      return event.slot === "pretrained"
        ? {
            ...state,
            name: event.name,
            latents: event.latents,
            small: false,
            status: "ready",
            revision: state.revision + 1,
          }
        : { ...state, fineTuned: true, revision: state.revision + 1 };
    case "trainingStarted":
      // From here on the slot's model is the run's, which may have other latents.
      return event.run === "fineTune" || event.latents === state.latents
        ? state
        : { ...state, latents: event.latents, revision: state.revision + 1 };
    case "fineTunedDiscarded":
      return { ...state, fineTuned: false, active: "pretrained", revision: state.revision + 1 };
    case "trainingEnded": {
      const revision = state.revision + 1;
      if (event.run === "fineTune") return { ...state, fineTuned: true, revision };
      const steps = `${count(event.step)} step${event.step === 1 ? "" : "s"}`;
      return { ...state, name: `trained here, ${steps}`, small: false, status: "ready", revision };
    }
    default:
      return state;
  }
}
