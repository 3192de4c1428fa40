/** Which device computes, why, and how much memory it holds. */

/** @typedef {import("./page.js").Action} Action */
/** @typedef {import("../engine/engine.js").Device} Device */

/**
 * `starting`: nothing answers yet. `restarting`: it died and is being replaced. `failed`: no more.
 *
 * `upgrade` is the WebGPU engine's way in: none wanted, `loading`, `waiting` for the end of a run,
 * or `failed`.
 *
 * @typedef {object} EngineState
 * @property {"starting" | "ready" | "restarting" | "failed"} status
 * @property {Device | null} device
 * @property {string} reason Why this device.
 * @property {"none" | "loading" | "waiting" | "failed"} upgrade
 * @property {number} memory Bytes of the wasm instance.
 * @property {{received: number, total: number | null} | null} fetching Of an engine.
 */

/**
 * @typedef {{type: "engine/opened", device: Device}
 *   | {type: "engine/reasoned", reason: string}
 *   | {type: "engine/memory", bytes: number}
 *   | {type: "engine/upgrade", upgrade: EngineState["upgrade"]}
 *   | {type: "engine/fetching", fetching: EngineState["fetching"]}
 *   | {type: "engine/lost"}
 *   | {type: "engine/failed"}} EngineAction
 */

/** @type {EngineState} */
const START = {
  status: "starting",
  device: null,
  reason: "",
  upgrade: "none",
  memory: 0,
  fetching: null,
};

/** @param {EngineState | undefined} state @param {Action} action @returns {EngineState} */
export function engine(state = START, action) {
  switch (action.type) {
    case "engine/opened":
      return { ...state, status: "ready", device: action.device, fetching: null };
    case "engine/fetching":
      return { ...state, fetching: action.fetching };
    case "engine/reasoned":
      return { ...state, reason: action.reason };
    case "engine/memory":
      return action.bytes === state.memory ? state : { ...state, memory: action.bytes };
    case "engine/upgrade":
      return { ...state, upgrade: action.upgrade };
    case "engine/lost":
      return { ...state, status: "restarting" };
    case "engine/failed":
      return { ...state, status: "failed", fetching: null };
    default:
      return state;
  }
}
