/** Fine-tuning, and its comparison of before and after. */

import { hearRun, lost, noRun, withStatus } from "../app/run-state.js";

/** @typedef {import("./page.js").Action} Action */
/** @typedef {import("../engine/wire.js").Losses} Losses */
/** @typedef {import("../app/run-state.js").RunState} RunState */

/** @typedef {{image: Uint8Array, losses: Losses}} Outcome */

/** So many rows are reconstructed and shown: thousands would keep engine and page for seconds. */
export const COMPARED = 100;

/**
 * @typedef {object} Row
 * @property {string} id The drawing's.
 * @property {string} label
 * @property {Uint8Array} image
 * @property {Outcome | null} before The pretrained model's reconstruction.
 * @property {Outcome | null} after The adapted model's.
 */

/**
 * @typedef {object} TuneState
 * @property {RunState} run
 * @property {Row[]} rows
 */

/**
 * @typedef {{type: "tune/status", status: RunState["status"]}
 *   | {type: "tune/rows", rows: Row[]}
 *   | {type: "tune/after", outcomes: Outcome[]}} TuneAction
 */

/** @returns {TuneState} */
const start = () => ({ run: noRun(), rows: [] });

/** @param {TuneState | undefined} state @param {Action} action @returns {TuneState} */
export function tune(state = start(), action) {
  switch (action.type) {
    case "tune/status":
      return { ...state, run: withStatus(state.run, action.status) };
    case "tune/rows":
      return { ...state, rows: action.rows };
    case "tune/after":
      return {
        ...state,
        rows: state.rows.map((row, index) => ({ ...row, after: action.outcomes[index] ?? null })),
      };
    case "engine/lost":
      return { ...state, run: lost(state.run) };
    case "engine/events": {
      const run = action.events.reduce(
        (run, event) => hearRun(run, "fineTune", event, action.at),
        state.run,
      );
      const discarded = action.events.some(
        (event) => event.type === "modelDiscarded" && event.slot === "fineTuned",
      );
      const rows = discarded ? state.rows.map((row) => ({ ...row, after: null })) : state.rows;
      return run === state.run && rows === state.rows ? state : { ...state, run, rows };
    }
    default:
      return state;
  }
}
