/** The models: what their weights are, and which of them the page looks through. */

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

/** @typedef {{name: string, latents: number}} Copy */

/**
 * @typedef {object} WeightsState
 * @property {"fetching" | "ready" | "missing"} status
 * @property {{received: number, total: number | null} | null} progress Of a download.
 * @property {string | null} name What the pretrained slot holds.
 * @property {number} latents Of the pretrained slot's model.
 * @property {boolean} small Whether that is the small form of the committed weights.
 * @property {Copy | null} trained The copy that was trained here, and is neither kept nor thrown
 *   away.
 * @property {number | null} running Latents of the copy that is being trained.
 * @property {Copy | null} prepared A model of the page's to compare with.
 * @property {boolean} fineTuned Whether there is a fine-tuned copy.
 * @property {Slot} active Which model the page looks through.
 * @property {number} revision Counts every change of a model.
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
  trained: null,
  running: null,
  prepared: null,
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
      return has(state, action.slot) ? { ...state, active: action.slot } : state;
    case "engine/lost":
      return state.running === null ? state : { ...state, running: null };
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
      return changed(state, put(event));
    case "trainingStarted":
      return event.run === "fineTune" ? state : { ...state, running: event.latents };
    case "modelKept": {
      const active = state.active === event.slot ? "pretrained" : state.active;
      const kept = put({ ...event, slot: "pretrained" });
      return changed(state, { ...without(event.slot), ...kept, active });
    }
    case "modelDiscarded": {
      const active = state.active === event.slot ? "pretrained" : state.active;
      return changed(state, { ...without(event.slot), active });
    }
    case "trainingEnded": {
      if (event.run === "fineTune") return changed(state, { fineTuned: true });
      const steps = `${count(event.step)} step${event.step === 1 ? "" : "s"}`;
      const trained = {
        name: `trained here, ${steps}`,
        latents: state.running ?? DEFAULTS.latents,
      };
      return changed(state, { trained, running: null });
    }
    default:
      return state;
  }
}

/** @param {WeightsState} state @param {Partial<WeightsState>} change @returns {WeightsState} */
const changed = (state, change) => ({ ...state, ...change, revision: state.revision + 1 });

/**
 * What a slot's new model changes.
 *
 * @param {{slot: Slot, name: string, latents: number}} model
 * @returns {Partial<WeightsState>}
 */
function put({ slot, name, latents }) {
  switch (slot) {
    case "pretrained":
      return { name, latents, small: false, status: "ready" };
    case "fineTuned":
      return { fineTuned: true };
    default:
      return { [slot]: { name, latents } };
  }
}

/** @param {Slot} slot @returns {Partial<WeightsState>} */
const without = (slot) => (slot === "fineTuned" ? { fineTuned: false } : { [slot]: null });

/** Whether there is a model in a slot. @param {WeightsState} state @param {Slot} slot */
function has(state, slot) {
  return slot === "pretrained" || Boolean(state[slot]);
}

/** What the model that the page looks through is called; null: there is none. */
export const activeName = (/** @type {WeightsState} */ { active, name, trained, prepared }) => {
  if (active === "fineTuned") return "adapted to your drawings";
  if (active === "pretrained") return name;
  return (active === "trained" ? trained : prepared)?.name ?? null;
};

/** How many latents the model has that the page looks through. */
export const activeLatents = (/** @type {WeightsState} */ { active, latents, trained, prepared }) =>
  (active === "trained" ? trained : active === "prepared" ? prepared : null)?.latents ?? latents;
