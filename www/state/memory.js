/**
 * The external memory: what it holds, what its classes are called, and what was last looked up in
 * it.
 */

import { DEFAULTS } from "../engine/limits.js";

/** @typedef {import("./page.js").Action} Action */
/** @typedef {import("../engine/wire.js").MemoryTrace} Trace */

/** Queries of a task that are offered; it may have hundreds. */
const MOST_QUERIES = 30;

/** What is looked up: the drawing of the pad, or a query of the task on display. */
/** @typedef {{from: "pad"} | {from: "query", index: number}} Query */

/**
 * @typedef {object} Recall
 * @property {number[]} ids Of the traces that the attention is on.
 * @property {number[]} attention
 * @property {number[]} classes
 * @property {number[]} gaussian Empty where a class has no trace.
 * @property {[number, number]} place
 * @property {Uint8Array} image What was looked up.
 */

/**
 * @typedef {object} MemoryState
 * @property {number} capacity
 * @property {Trace[]} traces Oldest first.
 * @property {string[]} names By label.
 * @property {Trace[]} forgotten Those that the last change left no room for.
 * @property {number | null} selected A trace's id.
 * @property {Query} query
 * @property {Recall | null} recall
 * @property {{done: number, total: number} | null} writing
 * @property {boolean} stopping
 * @property {string} said What the last change did.
 * @property {string | null} problem
 */

/**
 * @typedef {{type: "memory/named", names: string[]}
 *   | {type: "memory/selected", id: number | null}
 *   | {type: "memory/query", query: Query}
 *   | {type: "memory/recalled", recall: Recall | null}
 *   | {type: "memory/begun"}
 *   | {type: "memory/writing", writing: MemoryState["writing"]}
 *   | {type: "memory/stopping"}
 *   | {type: "memory/said", said: string}
 *   | {type: "memory/problem", problem: string | null}} MemoryAction
 */

/** @type {MemoryState} */
const START = {
  capacity: DEFAULTS.memory.capacity,
  traces: [],
  names: [],
  forgotten: [],
  selected: null,
  query: { from: "pad" },
  recall: null,
  writing: null,
  stopping: false,
  said: "",
  problem: null,
};

/** @param {MemoryState | undefined} state @param {Action} action @returns {MemoryState} */
export function memory(state = START, action) {
  switch (action.type) {
    case "memory/named":
      return { ...state, names: action.names };
    case "memory/selected":
      return { ...state, selected: action.id };
    case "memory/query":
      return { ...state, query: action.query };
    case "memory/recalled":
      return { ...state, recall: action.recall };
    case "memory/begun":
      // Another change: what the last one drove out is no news any more.
      return { ...state, forgotten: [], said: "", problem: null, stopping: false };
    case "memory/writing":
      return { ...state, writing: action.writing };
    case "memory/stopping":
      return { ...state, stopping: state.writing !== null };
    case "memory/said":
      return { ...state, said: action.said };
    case "memory/problem":
      return { ...state, problem: action.problem };
    case "fewShot/task":
      // The queries are others now.
      return state.query.from === "query" ? { ...state, query: { from: "pad" } } : state;
    case "engine/events":
      return action.events.reduce(hear, state);
    default:
      return state;
  }
}

/**
 * @param {MemoryState} state
 * @param {import("../engine/engine.js").EngineEvent} event
 * @returns {MemoryState}
 */
function hear(state, event) {
  if (event.type !== "memoryChanged") return state;
  const { capacity, traces, forgotten } = event;
  const gone = state.traces.filter(({ id }) => forgotten.includes(id));
  return {
    ...state,
    capacity,
    traces,
    forgotten: gone.length > 0 ? [...state.forgotten, ...gone] : state.forgotten,
    selected: traces.some(({ id }) => id === state.selected) ? state.selected : null,
    recall: traces.length === 0 ? null : state.recall,
  };
}

/** How many traces each class has. @param {Pick<MemoryState, "traces" | "names">} state */
export const sizes = ({ traces, names }) =>
  names.map((_, label) => traces.filter((trace) => trace.label === label).length);

/**
 * The queries that are offered, of each class in turn: they come class by class.
 *
 * @param {import("../engine/wire.js").LabelledImages | null | undefined} shown
 */
export function offered(shown) {
  const labels = [...(shown?.labels ?? [])];
  const nth = labels.map(
    (label, index) => labels.slice(0, index).filter((other) => other === label).length,
  );
  return [...labels.keys()]
    .sort((one, other) => nth[one] - nth[other] || one - other)
    .slice(0, MOST_QUERIES);
}

/**
 * The picture that is to be looked up, if there is one.
 *
 * @param {import("./page.js").State} state
 * @returns {Uint8Array | null}
 */
export function sought({ memory: { query }, draw, fewShot }) {
  if (query.from === "pad") return draw.encoded?.image ?? null;
  const images = fewShot.task?.query?.images;
  return images?.slice(query.index * 784, (query.index + 1) * 784) ?? null;
}
