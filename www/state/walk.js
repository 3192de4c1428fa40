/** Pictures to walk between, and the walk. Kept drawings are among them. */

import { ofKind } from "./kept.js";

/** @typedef {import("./page.js").Action} Action */
/** @typedef {import("./page.js").State} State */
/** @typedef {import("../app/walk.js").Way} Way */

/**
 * A picture that is walked to. Of the model that it was pinned under it has its code; under others
 * it is the picture that is encoded.
 *
 * @typedef {object} Pin
 * @property {string} id
 * @property {string} label
 * @property {Uint8Array} image
 * @property {{z: number[], of: string} | null} code Null: it is encoded.
 */

/**
 * @typedef {object} WalkState
 * @property {Pin[]} pins Places of the map, and an example.
 * @property {string | null} from A pin's or a drawing's id, or {@link PAD}.
 * @property {string | null} to
 * @property {Way} way
 * @property {number[][] | null} codes Along the walk.
 * @property {Uint8Array | null} images What they paint.
 * @property {number} at How far along it the picture is, from 0 to 1.
 */

/**
 * @typedef {{type: "walk/pinned", pin: Pin}
 *   | {type: "walk/unpinned", id: string}
 *   | {type: "walk/picked", id: string}
 *   | {type: "walk/way", way: Way}
 *   | {type: "walk/at", at: number}
 *   | {type: "walk/walked", codes: number[][], images: Uint8Array}} WalkAction
 */

/** What is on the pad, as it is now. */
export const PAD = "pad";

/** @type {WalkState} */
const START = {
  pins: [],
  from: null,
  to: null,
  way: "straight",
  codes: null,
  images: null,
  at: 0,
};
const NONE = { codes: null, images: null, at: 0 };

/** @param {WalkState | undefined} state @param {Action} action @returns {WalkState} */
export function walk(state = START, action) {
  switch (action.type) {
    case "walk/pinned":
      return { ...state, pins: [...state.pins, action.pin] };
    case "walk/unpinned": {
      const pins = state.pins.filter(({ id }) => id !== action.id);
      return forget({ ...state, pins }, action.id);
    }
    case "walk/picked":
      return picked(state, action.id);
    case "walk/way":
      return { ...state, way: action.way };
    case "walk/at":
      return { ...state, at: action.at };
    case "walk/walked":
      return { ...state, codes: action.codes, images: action.images };
    case "strip/deleted":
      return forget(state, action.id);
    case "strip/cleared": {
      const stays = (/** @type {string | null} */ id) =>
        id === PAD || state.pins.some((pin) => pin.id === id);
      return [state.from, state.to].reduce(
        (left, id) => (id === null || stays(id) ? left : forget(left, id)),
        state,
      );
    }
    case "kept/heard":
      return [...ofKind(action, "drawing").gone].reduce(forget, state);
    case "draw/blank":
      return forget(state, PAD);
    default:
      return state;
  }
}

/**
 * The two that were picked last are the ends; one that is an end is let go of.
 *
 * @param {WalkState} state
 * @param {string} id
 */
function picked(state, id) {
  const { from, to } = state;
  if (id === from || id === to) return forget(state, id);
  if (from === null) return { ...state, ...NONE, from: id };
  return { ...state, ...NONE, from: to === null ? from : to, to: id };
}

/** @param {WalkState} state @param {string} id @returns {WalkState} */
function forget(state, id) {
  const { from, to } = state;
  if (from !== id && to !== id) return state;
  return { ...state, ...NONE, from: from === id ? null : from, to: to === id ? null : to };
}

/**
 * All that can be walked between: what is on the pad, the kept drawings, the pins.
 *
 * @param {Pick<State, "draw" | "strip" | "walk">} state
 * @returns {Pin[]}
 */
export function collection({ draw, strip, walk }) {
  const drawn = strip.flatMap(({ id, label, image }, index) =>
    image ? [{ id, label: label || String(index + 1), image, code: null }] : [],
  );
  const pad = draw.encoded
    ? [{ id: PAD, label: "On the pad", image: draw.encoded.image, code: null }]
    : [];
  return [...pad, ...drawn, ...walk.pins];
}

/** Which model a code belongs to. @param {Pick<State, "weights">} state */
export const modelOf = ({ weights: { active, revision } }) => `${active} ${revision}`;
