/** How well one's own classes are told apart: each drawing left out in turn. */

/** @typedef {import("./page.js").Action} Action */
/** @typedef {import("../engine/wire.js").Method} Method */
/** @typedef {import("../engine/wire.js").LabelledImages} LabelledImages */
/** @typedef {import("../engine/wire.js").Score} Score */

/** @typedef {{method: Method, score: Score, answers: number[]}} Told */

/**
 * @typedef {object} LeftOutState
 * @property {{done: number, total: number} | null} work While it is under way.
 * @property {boolean} stopping
 * @property {{names: string[], support: LabelledImages} | null} of The classes as they were.
 * @property {Told[]} told
 * @property {string | null} problem Why it cannot be.
 */

/**
 * @typedef {{type: "leftOut/begun", of: NonNullable<LeftOutState["of"]>, total: number}
 *   | {type: "leftOut/one"}
 *   | {type: "leftOut/told", told: Told}
 *   | {type: "leftOut/stopping"}
 *   | {type: "leftOut/ended"}
 *   | {type: "leftOut/problem", problem: string}} LeftOutAction
 */

/** @type {LeftOutState} */
const START = { work: null, stopping: false, of: null, told: [], problem: null };

/** @param {LeftOutState | undefined} state @param {Action} action @returns {LeftOutState} */
export function leftOut(state = START, action) {
  switch (action.type) {
    case "leftOut/begun":
      return { ...START, of: action.of, work: { done: 0, total: action.total } };
    case "leftOut/one":
      return { ...state, work: state.work && { ...state.work, done: state.work.done + 1 } };
    case "leftOut/told":
      return { ...state, told: [...state.told, action.told] };
    case "leftOut/stopping":
      return { ...state, stopping: state.work !== null };
    case "leftOut/ended":
      return { ...state, work: null, stopping: false };
    case "leftOut/problem":
      return { ...START, problem: action.problem };
    default:
      return state;
  }
}
