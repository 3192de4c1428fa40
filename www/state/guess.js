/** A drawing, and what the methods take it for. */

/** @typedef {import("./page.js").Action} Action */
/** @typedef {import("../engine/wire.js").Method} Method */
/** @typedef {import("../engine/engine.js").Strokes} Strokes */

/**
 * @typedef {object} GuessState
 * @property {Strokes} strokes
 * @property {boolean} example Whether they are an example, and nothing of the visitor's.
 * @property {Partial<Record<Method, number[]>>} answers Each class's probability.
 * @property {Method | null} learning Which method is learning the task before it can answer.
 * @property {Strokes | null} answered The newest strokes that every method has answered to.
 */

/**
 * @typedef {{type: "guess/strokes", strokes: Strokes, example?: boolean}
 *   | {type: "guess/learning", method: Method | null}
 *   | {type: "guess/answer", method: Method, probabilities: number[]}
 *   | {type: "guess/answered", strokes: Strokes}} GuessAction
 */

/** @type {GuessState} */
const START = { strokes: [], example: false, answers: {}, learning: null, answered: null };

/** @param {GuessState | undefined} state @param {Action} action @returns {GuessState} */
export function guess(state = START, action) {
  switch (action.type) {
    case "guess/strokes":
      return {
        ...state,
        strokes: action.strokes,
        example: action.example ?? false,
        answers: action.strokes.length === 0 ? {} : state.answers,
      };
    case "guess/learning":
      return { ...state, learning: action.method };
    case "guess/answer":
      return { ...state, answers: { ...state.answers, [action.method]: action.probabilities } };
    case "guess/answered":
      return { ...state, answered: action.strokes };
    case "scores/chosen":
      return { ...state, answered: null };
    case "fewShot/task":
      // Other classes: the old answers are about none of them.
      return { ...state, answers: {}, answered: null };
    default:
      return state;
  }
}
