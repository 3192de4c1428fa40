/** A story that is played: what its step has gathered and shown, and what it waits for. */

/** @typedef {import("./page.js").Action} Action */
/** @typedef {{reconstruction: number, kl: number, image: Uint8Array}} Looked */

/**
 * What the visitor did in a step, as far as the page does not remember it anyway.
 * @typedef {object} Gathered
 * @property {{image: Uint8Array, reconstruction: number}[]} throws Samples of q(z|x).
 * @property {Record<number, number>} turns By latent, how far it turns the picture, in degrees.
 * @property {number | null} auto Where the step itself has put its latent.
 * @property {{from: number[], to: number[]} | null} line Two codes, on whose line the point walks.
 * @property {number[] | null} walked The code to which the step itself has come on it.
 * @property {string | null} looking Which model the picture is seen through: a name of `MODELS`.
 * @property {Record<string, Looked>} models What each made of it.
 * @property {Star} star
 */

/**
 * What was made of the star.
 * @typedef {object} Star
 * @property {Looked | null} before
 * @property {(Looked & {steps: number, ms: number}) | null} after
 * @property {{tuned: number, meta: number, of: number} | null} known Stars by other hands that each
 *   of two encoders has told right.
 */

/**
 * @typedef {object} StoryState
 * @property {any} facts What doing the step has shown; null until it was done.
 * @property {string | null} busy What is waited for.
 * @property {string | null} problem Why something could not be done.
 * @property {Gathered} gathered
 */

/**
 * @typedef {{type: "story/entered"}
 *   | {type: "story/found", facts: any}
 *   | {type: "story/busy", busy: string | null}
 *   | {type: "story/problem", problem: string}
 *   | {type: "story/gathered", change: Partial<Gathered>}} StoryAction
 */

/** @type {StoryState} */
const START = {
  facts: null,
  busy: null,
  problem: null,
  gathered: {
    throws: [],
    turns: {},
    auto: null,
    line: null,
    walked: null,
    looking: null,
    models: {},
    star: { before: null, after: null, known: null },
  },
};

/** @param {StoryState | undefined} state @param {Action} action @returns {StoryState} */
export function story(state = START, action) {
  switch (action.type) {
    case "story/entered":
      return START;
    case "story/found":
      return { ...state, facts: action.facts };
    case "story/busy":
      return { ...state, busy: action.busy, problem: null };
    case "story/problem":
      return { ...state, busy: null, problem: action.problem };
    case "story/gathered":
      return { ...state, gathered: { ...state.gathered, ...action.change } };
    default:
      return state;
  }
}
