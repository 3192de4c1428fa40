/** What the model makes up for each class. */

/** @typedef {import("./page.js").Action} Action */

/**
 * @typedef {object} Made
 * @property {string} id The class's.
 * @property {string} name
 * @property {Uint8Array} images `n * 784` bytes.
 */

/**
 * @typedef {object} MadeState
 * @property {Made[]} classes
 * @property {boolean} improved Whether the fine-tuned copy made them.
 * @property {number} round How often they have been made.
 */

/** @typedef {{type: "made/images", classes: Made[], improved: boolean}} MadeAction */

/** @type {MadeState} */
const START = { classes: [], improved: false, round: 0 };

/** @param {MadeState | undefined} state @param {Action} action @returns {MadeState} */
export function made(state = START, action) {
  if (action.type !== "made/images") return state;
  return { classes: action.classes, improved: action.improved, round: state.round + 1 };
}
