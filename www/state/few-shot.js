/** The task on display, what it may be drawn from, and the meta-trained weights. */

import { TRAINED_HERE } from "../engine/journal.js";

/** @typedef {import("./page.js").Action} Action */
/** @typedef {import("../engine/wire.js").Algorithm} Algorithm */
/** @typedef {import("../engine/wire.js").Choice} Choice */
/** @typedef {import("../engine/engine.js").EngineEvent} EngineEvent */
/** @typedef {import("../engine/wire.js").Group} Group */
/** @typedef {import("../engine/wire.js").LabelledImages} LabelledImages */

/** Where a task's images come from. @typedef {"digits" | "omniglot" | "own"} Source */

/**
 * What the next task is drawn from, and of what shape.
 * @typedef {object} Settings
 * @property {Source} source
 * @property {number} ways
 * @property {number} shots
 * @property {number} queries Images a class to be told apart.
 * @property {number} seed
 * @property {string[]} digits Those that take part.
 * @property {string[]} without Alphabets that take no part: so one that is loaded later does.
 */

/**
 * `number` counts the tasks: the engine keeps one by it. `query` is null where every image is shown
 * with its class: the visitor's own.
 * @typedef {{number: number, names: string[], support: LabelledImages, query: LabelledImages |
 *   null}} Task
 */
/**
 * `data` is {@link FewShotState.data} of the time; `stored`: it was drawn beforehand, and comes
 * with the page.
 * @typedef {Task & {source: Source, data: number, stored?: boolean}} ShownTask
 */

/** @typedef {{groups: Group[], names: string[]}} PoolState */

/**
 * Meta-trained weights beside the page.
 * @typedef {object} Offer
 * @property {Algorithm} algorithm
 * @property {string} set What they were meta-trained on.
 * @property {string} file
 * @property {number} bytes To fetch.
 */

/**
 * @typedef {object} FewShotState
 * @property {Settings} settings
 * @property {{digits: PoolState | null, omniglot: PoolState | null}} pools Null: not known yet, or
 *   none.
 * @property {ShownTask | null} task
 * @property {boolean} drawing Whether a task is being drawn, its data fetched first if need be.
 * @property {string | null} problem Why there is no such task.
 * @property {number} data Counts the changes of the data in use.
 * @property {number} weights Counts the changes of the pretrained weights.
 * @property {Offer[] | null} offers Null until they are listed.
 * @property {Partial<Record<Algorithm, string>>} sets Which weights each algorithm is to have.
 * @property {Partial<Record<Algorithm, string>>} metaWeights What the engine's are called.
 * @property {Partial<Record<Algorithm, number>>} trainings How often each was meta-trained here.
 * @property {{algorithm: Algorithm, received: number, total: number | null} | null} fetching
 */

/**
 * @typedef {{type: "fewShot/settings", change: Partial<Settings>}
 *   | {type: "fewShot/drawing"}
 *   | {type: "fewShot/task", task: Task | null}
 *   | {type: "fewShot/problem", problem: string}
 *   | {type: "fewShot/offers", offers: Offer[]}
 *   | {type: "fewShot/set", algorithm: Algorithm, set: string}
 *   | {type: "fewShot/fetching", fetching: FewShotState["fetching"]}} FewShotAction
 */

export { TRAINED_HERE };
/** Until the engine has been asked. */
export const DIGITS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** @type {FewShotState} */
const START = {
  settings: {
    source: "digits",
    ways: 5,
    shots: 5,
    queries: 10,
    seed: 1,
    digits: DIGITS,
    without: [],
  },
  pools: { digits: null, omniglot: null },
  task: null,
  drawing: false,
  problem: null,
  data: 0,
  weights: 0,
  offers: null,
  sets: {},
  metaWeights: {},
  trainings: {},
  fetching: null,
};

/** @param {FewShotState | undefined} state @param {Action} action @returns {FewShotState} */
export function fewShot(state = START, action) {
  switch (action.type) {
    case "fewShot/settings":
      return { ...state, settings: { ...state.settings, ...action.change }, problem: null };
    case "fewShot/drawing":
      return { ...state, drawing: true, problem: null };
    case "fewShot/task": {
      const { settings, data } = state;
      const task = action.task && { ...action.task, source: settings.source, data };
      return { ...state, task, drawing: false, problem: null };
    }
    case "fewShot/problem":
      return { ...state, drawing: false, problem: action.problem };
    case "lab/stored": {
      const { task } = action.stored;
      if (!action.shown) return state;
      return { ...state, task: { ...task, source: "digits", data: state.data, stored: true } };
    }
    case "fewShot/offers": {
      /** @type {FewShotState["sets"]} */
      const first = {};
      for (const { algorithm, set } of action.offers) first[algorithm] ??= set;
      return { ...state, offers: action.offers, sets: { ...first, ...state.sets } };
    }
    case "fewShot/set":
      return { ...state, sets: { ...state.sets, [action.algorithm]: action.set } };
    case "fewShot/fetching":
      return { ...state, fetching: action.fetching };
    case "engine/events":
      return action.events.reduce(hear, state);
    default:
      return state;
  }
}

/** @param {FewShotState} state @param {EngineEvent} event @returns {FewShotState} */
function hear(state, event) {
  switch (event.type) {
    case "dataChanged":
      return { ...state, data: state.data + 1 };
    case "weightsLoaded":
      return event.slot === "pretrained" ? { ...state, weights: state.weights + 1 } : state;
    case "trainingStarted":
    case "trainingEnded":
      return event.run === "pretrain" ? { ...state, weights: state.weights + 1 } : state;
    case "metaTrainingEnded": {
      const { algorithm, ending } = event;
      // The engine has dropped what diverged: the weights are those from before.
      if (ending === "diverged") return state;
      return {
        ...state,
        metaWeights: { ...state.metaWeights, [algorithm]: TRAINED_HERE },
        sets: { ...state.sets, [algorithm]: TRAINED_HERE },
        trainings: { ...state.trainings, [algorithm]: (state.trainings[algorithm] ?? 0) + 1 },
      };
    }
    case "metaWeightsLoaded": {
      // The newest are those that are wanted, whoever loaded them.
      const named = { [event.algorithm]: event.name };
      return {
        ...state,
        metaWeights: { ...state.metaWeights, ...named },
        sets: { ...state.sets, ...named },
      };
    }
    case "poolChanged":
      return {
        ...state,
        pools: { ...state.pools, [event.pool]: event.groups.length === 0 ? null : event },
      };
    default:
      return state;
  }
}

/** The alphabets that take part. @param {FewShotState} state */
export const alphabetsOf = ({ settings: { without }, pools: { omniglot } }) =>
  (omniglot?.groups ?? []).map(({ name }) => name).filter((name) => !without.includes(name));

/**
 * The settings as the engine takes them. Null for the visitor's own classes, which are in no pool.
 *
 * @param {FewShotState} state
 * @returns {Choice | null}
 */
export function choiceOf(state) {
  const { source, digits } = state.settings;
  switch (source) {
    case "digits":
      return { pool: "digits", groups: [], names: digits };
    case "omniglot":
      return { pool: "omniglot", groups: alphabetsOf(state), names: [] };
    case "own":
      return null;
    default:
      throw new Error(`There are no tasks from “${String(source)}”.`);
  }
}

/**
 * How many classes take part. None of the visitor's own, which are no pool.
 * @param {FewShotState} state
 */
export function classesOf(state) {
  const { source, digits } = state.settings;
  if (source === "digits") return digits.length;
  if (source === "own") return 0;
  const chosen = alphabetsOf(state);
  const groups = state.pools.omniglot?.groups ?? [];
  return groups.reduce((sum, { name, classes }) => sum + (chosen.includes(name) ? classes : 0), 0);
}
