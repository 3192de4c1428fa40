/** What of the machine is unfolded, and the sources that were read for it. */

/** @typedef {import("./page.js").Action} Action */

/**
 * @typedef {object} BoxesState
 * @property {string | null} open Its `data-testid`.
 * @property {Record<string, {text: string} | {problem: string}>} sources By file.
 */

/**
 * @typedef {{type: "box/opened", box: string | null}
 *   | {type: "source/read", file: string, source: {text: string} | {problem: string}}} BoxAction
 */

/** @type {BoxesState} */
const START = { open: null, sources: {} };

/** @param {BoxesState | undefined} state @param {Action} action @returns {BoxesState} */
export function boxes(state = START, action) {
  switch (action.type) {
    case "box/opened":
      return { ...state, open: action.box };
    case "source/read":
      return { ...state, sources: { ...state.sources, [action.file]: action.source } };
    default:
      return state;
  }
}
