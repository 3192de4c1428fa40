/** Teach: the drawing on its pad, which of the classes it is taken for, and what is taught now. */

/** @typedef {import("./page.js").Action} Action */
/** @typedef {import("./page.js").State} State */
/** @typedef {import("./classes.js").OwnClass} OwnClass */
/** @typedef {import("../engine/engine.js").Strokes} Strokes */

/**
 * Which method answers. The first needs nothing that must be fetched; of Omniglot's symbols, five
 * at a time and three drawings each, it takes 92 in 100 for what they are, the second, an encoder
 * that was meta-trained on other alphabets, 99 (`node bench/symbols.mjs`).
 * @typedef {"orientedGradients" | "metaPrototypes"} Teacher
 */

/**
 * @typedef {object} Answer
 * @property {Strokes} strokes To which drawing.
 * @property {string[]} names The classes, the most probable first.
 * @property {number[]} probabilities Theirs.
 * @property {boolean} sure Whether it is one of them at all, as far as that can be told.
 */

/**
 * The last change of the classes, and the way back.
 * @typedef {object} Undo
 * @property {"class" | "drawing" | "added"} what Was deleted, or added.
 * @property {string} name The class's.
 * @property {Action} back
 */

/**
 * @typedef {object} TeachState
 * @property {Strokes} strokes
 * @property {boolean} example Whether that is an example and nothing of the visitor's.
 * @property {OwnClass[]} examples What there is until the visitor has a class.
 * @property {string | null} open The class whose further drawings go in by themselves.
 * @property {Undo | null} undo
 * @property {Teacher} by
 * @property {boolean} fetching Whether its weights are on their way.
 * @property {Answer | null} answer
 * @property {string | null} problem Why there is none.
 * @property {string | null} said What was wrong with a change of the classes.
 */

/**
 * @typedef {{type: "teach/strokes", strokes: Strokes, example?: boolean}
 *   | {type: "teach/examples", examples: OwnClass[]}
 *   | {type: "teach/open", id: string | null}
 *   | {type: "teach/undo", undo: Undo}
 *   | {type: "teach/fetching", fetching: boolean}
 *   | {type: "teach/by", by: Teacher}
 *   | {type: "teach/said", said: string}
 *   | {type: "teach/answer", answer: Answer | null, problem: string | null}} TeachAction
 */

/** @type {TeachState} */
const START = {
  strokes: [],
  example: false,
  examples: [],
  open: null,
  undo: null,
  by: "orientedGradients",
  fetching: false,
  answer: null,
  problem: null,
  said: null,
};

/** @param {TeachState | undefined} state @param {Action} action @returns {TeachState} */
export function teach(state = START, action) {
  switch (action.type) {
    case "teach/strokes": {
      const { strokes, example = false } = action;
      return { ...state, strokes, example, answer: strokes.length === 0 ? null : state.answer };
    }
    case "teach/examples":
      return { ...state, examples: action.examples };
    case "teach/fetching":
      return { ...state, fetching: action.fetching };
    case "teach/by":
      return { ...state, by: action.by };
    case "teach/said":
      return { ...state, said: action.said };
    case "classes/added":
    case "classes/renamed":
    case "classes/deleted":
    case "classes/restored":
    case "classes/drawn":
    case "classes/moved":
    case "classes/removed":
      return { ...state, said: null, undo: null };
    case "teach/open":
      return { ...state, open: action.id };
    case "teach/undo":
      return { ...state, undo: action.undo };
    case "teach/answer":
      return { ...state, answer: action.answer, problem: action.problem };
    default:
      return state;
  }
}

/** Drawings with which a class is taught: so many each had those that were measured. */
export const SHOTS = 3;

/**
 * The class that is being taught, while it is.
 * @param {Pick<State, "classes" | "teach">} state
 */
export const openClass = ({ classes, teach }) =>
  classes.find(({ id, drawings }) => id === teach.open && drawings.length < SHOTS) ?? null;

/** The classes that are told apart. @param {Pick<State, "classes" | "teach">} state */
export const taught = ({ classes, teach }) => (classes.length > 0 ? classes : teach.examples);

/**
 * From which probability on a drawing is one of the classes and not something else: where of
 * symbols of the classes and of others as many are told rightly as can be, three in four, by the
 * second method four in five (`node bench/symbols.mjs`). It falls with the number of classes, as
 * the probability itself does.
 *
 * @param {Teacher} by
 * @param {number} ways
 */
export function sureFrom(by, ways) {
  const [scale, power] = by === "metaPrototypes" ? [1.33, 0.73] : [1.44, 0.54];
  return Math.min(0.9, scale / ways ** power);
}
