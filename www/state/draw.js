/** The pad, what the model makes of it, and the pictures around it. */

import { divergences } from "./latents.js";

/** @typedef {import("./page.js").Action} Action */
/** @typedef {import("../engine/wire.js").Encoded} Encoded */
/** @typedef {import("../engine/engine.js").Strokes} Strokes */

/**
 * Latents other than the posterior's mean, and the picture that they decode to.
 * @typedef {object} Elsewhere
 * @property {number[]} z
 * @property {"moved" | "sampled" | "dragged" | "walked"} why Moved one by one, drawn from q(z|x),
 *   from the map, or on the way between two pictures.
 * @property {Uint8Array | null} image Until it has come, the picture before it stays, with what
 *   that one costs.
 * @property {number | null} reconstruction −ln p(x|z) of the drawing, nats.
 * @property {number | null} kl
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
 * @property {Elsewhere | null} at Where the latents are, when not at their means.
 * @property {Uint8Array | null} traversal One latent from −3 to 3, the others as they are.
 * @property {number} priorSeed
 * @property {Uint8Array | null} prior
 * @property {Uint8Array | null} grid What a model of two latents paints all over the prior.
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
 *   | {type: "draw/at", z: number[], why: Elsewhere["why"]}
 *   | {type: "draw/unmoved"}
 *   | {type: "draw/traversed", z: number[], image: Uint8Array, reconstruction: number,
 *       row: Uint8Array | null}
 *   | {type: "draw/priorAgain"}
 *   | {type: "draw/prior", images: Uint8Array, grid: Uint8Array | null}} DrawAction
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
  at: null,
  traversal: null,
  priorSeed: 1,
  prior: null,
  grid: null,
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
        at: null,
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
        at: null,
        traversal: null,
      };
    case "draw/spread":
      return { ...state, spread: action.spread };
    case "draw/aroundAgain":
      return { ...state, aroundSeed: state.aroundSeed + 1 };
    case "draw/latent":
      return { ...state, latent: action.latent };
    case "draw/moved": {
      const z = latents(state)?.map((z, at) => (at === action.latent ? action.value : z));
      return z ? { ...elsewhere(state, z, "moved"), latent: action.latent } : state;
    }
    case "draw/at":
      return elsewhere(state, action.z, action.why);
    case "draw/unmoved":
      return { ...state, at: null };
    case "draw/traversed": {
      const { z, image, reconstruction, row } = action;
      const { at, encoded } = state;
      // A hand that goes on sees where it was; at a sample it is that sample that counts.
      if (!at || !encoded || (at.z !== z && at.why === "sampled"))
        return { ...state, traversal: row };
      // There the KL is still that of q.
      const kl = at.why === "sampled" ? encoded.losses.kl : divergence(z, encoded.deviation);
      return { ...state, at: { ...at, image, reconstruction, kl }, traversal: row };
    }
    case "draw/priorAgain":
      return { ...state, priorSeed: state.priorSeed + 1 };
    case "draw/prior":
      return { ...state, prior: action.images, grid: action.grid };
    default:
      return state;
  }
}

const UNPAINTED = { image: null, reconstruction: null, kl: null };

/** @param {Encoded} encoded @param {number | null} latent */
const has = ({ mean }, latent) => latent !== null && latent < mean.length;

/**
 * @param {DrawState} state
 * @param {number[]} z
 * @param {Elsewhere["why"]} why
 * @returns {DrawState}
 */
const elsewhere = (state, z, why) => ({
  ...state,
  at: { ...(state.at ?? UNPAINTED), z, why },
});

/**
 * The latents as they stand: the means, or where they are instead.
 *
 * @param {DrawState} state
 * @returns {number[] | null}
 */
export const latents = ({ encoded, at }) => (encoded ? (at?.z ?? encoded.mean) : null);

/** Which latents were moved by hand. @param {DrawState} state @returns {number[]} */
export function movedOf({ encoded, at }) {
  if (!encoded || at?.why !== "moved") return [];
  return at.z.flatMap((value, index) => (value === encoded.mean[index] ? [] : [index]));
}

/**
 * What the picture that is shown costs, in nats. Of latents elsewhere than at a sample of q(z|x),
 * the KL is that of the posterior moved there with its spread.
 *
 * @param {DrawState} state
 * @returns {{reconstruction: number, kl: number, total: number} | null}
 */
export function costs({ encoded, at }) {
  if (!encoded || at?.reconstruction == null || at.kl === null) return encoded?.losses ?? null;
  const { reconstruction, kl } = at;
  return { reconstruction, kl, total: reconstruction + kl };
}

/** The picture that is shown. @param {DrawState} state */
export const shown = ({ encoded, at }) => at?.image ?? encoded?.reconstruction ?? null;

/** KL(N(mean, deviation²) ‖ N(0, I)), nats. @param {number[]} mean @param {number[]} deviation */
const divergence = (mean, deviation) =>
  divergences(mean, deviation).reduce((sum, each) => sum + each, 0);
