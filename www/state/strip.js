/** The drawings that were kept. */

import { ofKind } from "./kept.js";

/** @typedef {import("./page.js").Action} Action */
/** @typedef {import("../engine/engine.js").Strokes} Strokes */

/**
 * @typedef {object} Drawing
 * @property {string} id
 * @property {string} label
 * @property {Strokes} strokes
 * @property {boolean} selected For fine-tuning.
 * @property {Uint8Array | null} image What the model sees; null until the engine has drawn it.
 */

/**
 * @typedef {{type: "strip/kept", drawing: Drawing}
 *   | {type: "strip/drawn", images: ReadonlyMap<string, Uint8Array>}
 *   | {type: "strip/labelled", id: string, label: string}
 *   | {type: "strip/selected", ids: string[] | "all" | "none"}
 *   | {type: "strip/toggled", id: string}
 *   | {type: "strip/deleted", id: string}
 *   | {type: "strip/cleared"}} StripAction
 */

/** @param {Drawing[] | undefined} state @param {Action} action @returns {Drawing[]} */
export function strip(state = [], action) {
  switch (action.type) {
    case "strip/kept":
      return [...state, action.drawing];
    case "strip/drawn":
      return state.map((drawing) => {
        const image = action.images.get(drawing.id);
        return image ? { ...drawing, image } : drawing;
      });
    case "strip/labelled":
      return change(state, action.id, { label: action.label });
    case "strip/toggled":
      return state.map((drawing) =>
        drawing.id === action.id ? { ...drawing, selected: !drawing.selected } : drawing,
      );
    case "strip/selected": {
      const { ids } = action;
      const wanted = (/** @type {string} */ id) =>
        ids === "all" || (ids !== "none" && ids.includes(id));
      return state.map((drawing) => ({ ...drawing, selected: wanted(drawing.id) }));
    }
    case "strip/deleted":
      return state.filter((drawing) => drawing.id !== action.id);
    case "strip/cleared":
      return [];
    case "kept/heard": {
      const { entries, gone } = ofKind(action, "drawing");
      return entries.length + gone.size === 0 ? state : hear(state, entries, gone);
    }
    default:
      return state;
  }
}

/**
 * @param {Drawing[]} state
 * @param {import("../app/kept.js").Entry[]} entries
 * @param {ReadonlySet<string>} gone
 * @returns {Drawing[]}
 */
function hear(state, entries, gone) {
  const drawings = new Map(state.map((drawing) => [drawing.id, drawing]));
  for (const id of gone) drawings.delete(id);
  for (const { id, value } of entries) {
    const known = drawings.get(id);
    // Another tab may have given it another label; its strokes never change.
    const { selected, image } = known ?? { selected: true, image: null };
    const { label, strokes } = known ? { ...known, label: value.label } : value;
    drawings.set(id, { id, label, strokes, selected, image });
  }
  return [...drawings.values()];
}

/** @param {Drawing[]} state @param {string} id @param {Partial<Drawing>} part */
const change = (state, id, part) =>
  state.map((drawing) => (drawing.id === id ? { ...drawing, ...part } : drawing));

/** Those that can be trained on now. @param {Drawing[]} state */
export const selected = (state) =>
  state.filter((drawing) => drawing.selected && drawing.image !== null);
