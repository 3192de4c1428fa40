/** The map of codes: digits, where they are, and how far the map has come. */

/** @typedef {import("./page.js").Action} Action */
/** @typedef {import("../app/plane.js").Plane & {labels: Uint8Array, images: Uint8Array}} Digits */

/**
 * @typedef {object} MapState
 * @property {Digits | null} digits
 * @property {boolean} forming Whether their places still move.
 * @property {boolean} builtIn Whether they are built-in digits, and not held-out ones of the data.
 * @property {string | null} of Which model's codes they are.
 */

/**
 * @typedef {{type: "map/codes", digits: Digits, builtIn: boolean, of: string, forming: boolean}
 *   | {type: "map/places", of: string, places: Float32Array, done: boolean}} MapAction
 */

/** @type {MapState} */
const START = { digits: null, forming: false, builtIn: true, of: null };

/** @param {MapState | undefined} state @param {Action} action @returns {MapState} */
export function map(state = START, action) {
  switch (action.type) {
    case "map/codes": {
      const { digits, builtIn, of, forming } = action;
      return { digits, builtIn, of, forming };
    }
    case "map/places":
      if (action.of !== state.of || !state.digits) return state;
      return {
        ...state,
        digits: { ...state.digits, places: action.places },
        forming: !action.done,
      };
    default:
      return state;
  }
}
