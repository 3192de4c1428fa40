/** The pad, what the model makes of it, and the pictures around it. */

import { ofKind } from "./kept.js";

/** @typedef {import("./page.js").Action} Action */
/** @typedef {import("../engine/wire.js").Encoded} Encoded */
/** @typedef {import("../engine/engine.js").Strokes} Strokes */

/**
 * @typedef {object} Traversal
 * @property {Uint8Array} row One latent from −3 to 3, the others as they are.
 * @property {Uint8Array} now The picture of the latents as they stand.
 */

/**
 * @typedef {object} DrawState
 * @property {Strokes} strokes In pad units, 0 to 280, y downwards.
 * @property {boolean} example Whether the pad shows an example and nothing of the visitor's.
 * @property {boolean} kept Whether the drawing was kept: the next stroke begins another one.
 * @property {string} label
 * @property {Encoded | null} encoded
 * @property {number} count How many encodings have come back.
 * @property {number} spread Of the samples around, in posterior deviations.
 * @property {number} aroundSeed
 * @property {number | null} latent The one that is being moved, from 0.
 * @property {Record<number, number>} moved Latents that were moved off their means.
 * @property {Traversal | null} traversal
 * @property {number} priorSeed
 * @property {Uint8Array | null} prior
 * @property {{from: string | null, to: string | null, images: Uint8Array | null}} between Two
 *   drawings' ids and the pictures on the line between them.
 */

/**
 * @typedef {{type: "draw/strokes", strokes: Strokes, example: boolean}
 *   | {type: "draw/kept"}
 *   | {type: "draw/label", label: string}
 *   | {type: "draw/encoded", encoded: Encoded}
 *   | {type: "draw/blank"}
 *   | {type: "draw/spread", spread: number}
 *   | {type: "draw/aroundAgain"}
 *   | {type: "draw/latent", latent: number | null}
 *   | {type: "draw/moved", latent: number, value: number}
 *   | {type: "draw/unmoved"}
 *   | {type: "draw/traversed", traversal: Traversal}
 *   | {type: "draw/priorAgain"}
 *   | {type: "draw/prior", images: Uint8Array}
 *   | {type: "draw/ends", from: string | null, to: string | null}
 *   | {type: "draw/between", images: Uint8Array | null}} DrawAction
 */

/** @type {DrawState} */
const START = {
  strokes: [],
  example: false,
  kept: false,
  label: "",
  encoded: null,
  count: 0,
  spread: 1,
  aroundSeed: 1,
  latent: null,
  moved: {},
  traversal: null,
  priorSeed: 1,
  prior: null,
  between: { from: null, to: null, images: null },
};

/** @param {DrawState | undefined} state @param {Action} action @returns {DrawState} */
export function draw(state = START, action) {
  switch (action.type) {
    case "draw/strokes": {
      // A label belongs to its drawing: the example's, or that of the one that was kept.
      const another = state.kept || (state.example && !action.example);
      const { strokes, example } = action;
      return { ...state, strokes, example, kept: false, label: another ? "" : state.label };
    }
    case "draw/kept":
      return { ...state, kept: true };
    case "draw/label":
      return { ...state, label: action.label };
    case "draw/encoded":
      return {
        ...state,
        encoded: action.encoded,
        count: state.count + 1,
        // Another model may have fewer.
        latent: has(action.encoded, state.latent) ? state.latent : null,
        moved: {},
        traversal: null,
      };
    case "draw/blank":
      return {
        ...state,
        strokes: [],
        example: false,
        kept: false,
        label: "",
        encoded: null,
        moved: {},
        traversal: null,
      };
    case "draw/spread":
      return { ...state, spread: action.spread };
    case "draw/aroundAgain":
      return { ...state, aroundSeed: state.aroundSeed + 1 };
    case "draw/latent":
      return { ...state, latent: action.latent };
    case "draw/moved":
      return {
        ...state,
        latent: action.latent,
        moved: { ...state.moved, [action.latent]: action.value },
      };
    case "draw/unmoved":
      return { ...state, moved: {}, traversal: null };
    case "draw/traversed":
      return { ...state, traversal: action.traversal };
    case "draw/priorAgain":
      return { ...state, priorSeed: state.priorSeed + 1 };
    case "draw/prior":
      return { ...state, prior: action.images };
    case "draw/ends":
      return { ...state, between: { from: action.from, to: action.to, images: null } };
    case "draw/between":
      return { ...state, between: { ...state.between, images: action.images } };
    case "strip/deleted":
      return forget(state, action.id);
    case "kept/heard":
      return [...ofKind(action, "drawing").gone].reduce(forget, state);
    case "strip/cleared":
      return { ...state, between: { from: null, to: null, images: null } };
    default:
      return state;
  }
}

/** @param {Encoded} encoded @param {number | null} latent */
const has = ({ mean }, latent) => latent !== null && latent < mean.length;

/** @param {DrawState} state @param {string} id @returns {DrawState} */
function forget(state, id) {
  const { from, to } = state.between;
  if (from !== id && to !== id) return state;
  return {
    ...state,
    between: { from: from === id ? null : from, to: to === id ? null : to, images: null },
  };
}

/**
 * The latents as they stand: the means, with those that were moved where they were moved to.
 *
 * @param {DrawState} state
 * @returns {number[] | null}
 */
export const latents = ({ encoded, moved }) =>
  encoded ? encoded.mean.map((mean, index) => moved[index] ?? mean) : null;
