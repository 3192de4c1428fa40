/** The visitor's own classes, each with its drawings. */

import { join } from "../app/pixels.js";
import { ofKind } from "./kept.js";

/** @typedef {import("./page.js").Action} Action */
/** @typedef {import("../engine/engine.js").Strokes} Strokes */

/**
 * @typedef {object} Example
 * @property {string} id
 * @property {Strokes} strokes
 * @property {Uint8Array | null} image What the model sees; null until the engine has drawn it.
 */

/** @typedef {{id: string, name: string, drawings: Example[]}} OwnClass */

/**
 * @typedef {{type: "classes/added", id: string, name: string}
 *   | {type: "classes/renamed", id: string, name: string}
 *   | {type: "classes/deleted", id: string}
 *   | {type: "classes/restored", own: OwnClass, at: number}
 *   | {type: "classes/drawn", into: string, drawing: Example}
 *   | {type: "classes/pictured", images: ReadonlyMap<string, Uint8Array>}
 *   | {type: "classes/moved", id: string, into: string}
 *   | {type: "classes/removed", id: string}} ClassesAction
 */

/** More classes than a task may have are of no use; more drawings than this make nothing better. */
export const MOST_CLASSES = 20;
export const MOST_DRAWINGS = 50;

/** @param {OwnClass[] | undefined} state @param {Action} action @returns {OwnClass[]} */
export function classes(state = [], action) {
  switch (action.type) {
    case "classes/added":
      return [...state, { id: action.id, name: action.name, drawings: [] }];
    case "classes/renamed":
      return state.map((each) => (each.id === action.id ? { ...each, name: action.name } : each));
    case "classes/deleted":
      return state.filter(({ id }) => id !== action.id);
    case "classes/restored":
      return [...state.slice(0, action.at), action.own, ...state.slice(action.at)];
    case "classes/drawn":
      return put(state, action.into, action.drawing);
    case "classes/pictured":
      return state.map((each) => ({
        ...each,
        drawings: each.drawings.map((one) => {
          const image = action.images.get(one.id);
          return image ? { ...one, image } : one;
        }),
      }));
    case "classes/moved": {
      const drawing = state.flatMap(({ drawings }) => drawings).find(({ id }) => id === action.id);
      if (!drawing || !state.some(({ id }) => id === action.into)) return state;
      return put(take(state, action.id), action.into, drawing);
    }
    case "classes/removed":
      return take(state, action.id);
    case "kept/heard":
      return hear(state, action);
    default:
      return state;
  }
}

/**
 * A class that another tab deleted stays while it holds a drawing that is new in this one.
 *
 * @param {OwnClass[]} state
 * @param {import("./kept.js").KeptAction} action
 * @returns {OwnClass[]}
 */
function hear(state, action) {
  const named = ofKind(action, "class");
  const drawn = ofKind(action, "example");
  if ([named, drawn].every(({ entries, gone }) => entries.length + gone.size === 0)) return state;
  /** @type {Map<string, OwnClass>} */
  const classes = new Map(state.map((own) => [own.id, own]));
  for (const { id, value } of named.entries)
    classes.set(id, { id, name: value.name, drawings: classes.get(id)?.drawings ?? [] });
  /** Pictures that are there already: strokes never change. @type {Map<string, Example>} */
  const known = new Map();
  const moved = new Set(drawn.entries.map(({ id }) => id));
  for (const own of classes.values()) {
    for (const one of own.drawings) known.set(one.id, one);
    const drawings = own.drawings.filter(({ id }) => !drawn.gone.has(id) && !moved.has(id));
    classes.set(own.id, { ...own, drawings });
  }
  for (const { id, value } of drawn.entries) {
    const { strokes, image } = known.get(id) ?? { strokes: value.strokes, image: null };
    classes.get(value.into)?.drawings.push({ id, strokes, image });
  }
  return [...classes.values()].filter(
    ({ id, drawings }) => drawings.length > 0 || !named.gone.has(id),
  );
}

/** @param {OwnClass[]} state @param {string} into @param {Example} drawing @returns {OwnClass[]} */
const put = (state, into, drawing) =>
  state.map((each) =>
    each.id === into ? { ...each, drawings: [...each.drawings, drawing] } : each,
  );

/** @param {OwnClass[]} state @param {string} drawing @returns {OwnClass[]} */
const take = (state, drawing) =>
  state.map((each) =>
    each.drawings.some(({ id }) => id === drawing)
      ? { ...each, drawings: each.drawings.filter(({ id }) => id !== drawing) }
      : each,
  );

/**
 * The classes as a task, every drawing shown with its class; or what is missing, as a sentence.
 *
 * @param {OwnClass[]} state
 * @returns {{task: Omit<import("./few-shot.js").Task, "number">, problem: null}
 *   | {task: null, problem: string}}
 */
export function taskOf(state) {
  /** @param {string} problem */
  const missing = (problem) => ({ task: null, problem });
  if (state.length === 0)
    return missing("You have no classes yet. Add two at least, and draw something into each.");
  if (state.length === 1)
    return missing(
      `“${state[0].name}” is taught. Add a second class: from two on they are told apart.`,
    );
  // Two tabs together may have made more than either would.
  if (state.length > MOST_CLASSES)
    return missing(
      `You have ${state.length} classes; a task takes ${MOST_CLASSES} at most. Delete some first.`,
    );
  const empty = state.find(({ drawings }) => drawings.length === 0);
  if (empty)
    return missing(
      `The class “${empty.name}” has no drawing yet. Draw one into it, or delete the class.`,
    );
  /** @type {Uint8Array[]} */
  const images = [];
  /** @type {number[]} */
  const labels = [];
  for (const [way, { drawings }] of state.entries()) {
    for (const { image } of drawings) {
      if (!image) return missing("Your drawings are still being read. They are here in a moment.");
      images.push(image);
      labels.push(way);
    }
  }
  const names = state.map(({ name }) => name);
  return {
    task: { names, support: { images: join(images), labels: new Uint8Array(labels) }, query: null },
    problem: null,
  };
}
