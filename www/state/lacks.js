/**
 * What a method lacks before it can learn anything in this tab, and what that costs to bring: said
 * before it can be ticked.
 */

import { METHODS, methodOf } from "../text/methods.js";
import { TRAINED_HERE } from "./few-shot.js";

/** @typedef {import("./page.js").State} State */
/** @typedef {import("../text/methods.js").Method} Method */

/** Of `weights/vae-mnist.safetensors`; a test holds it to the file. */
export const WHOLE_BYTES = 3_402_538;

/**
 * - `weights`: the meta-trained ones that it is to start from; `bytes` is null where none are.
 * - `whole`: the pretrained weights in full, since it trains from them.
 * - `model`: any pretrained weights.
 * - `data`: images to find components of. `bytes` is 0 where they are made here.
 *
 * @typedef {{what: "weights" | "whole" | "model" | "data", bytes: number | null}} Lack
 */

/** @param {Method} method @param {State} state @returns {Lack | null} Null: it can begin. */
export function lackOf({ algorithm, family, start }, state) {
  const { weights } = state;
  if (algorithm) return weightsLack(algorithm, state);
  if (start === "images") {
    return state.data.train > 0 || state.fewShot.pools.omniglot
      ? null
      : { what: "data", bytes: dataBytes(state) };
  }
  if (start === "nothing") return null;
  // While they are on their way, which they are from the page's first moment, they are not missing.
  if (weights.status === "missing") return { what: "model", bytes: null };
  return family === "fast" && weights.small ? { what: "whole", bytes: WHOLE_BYTES } : null;
}

/**
 * @param {import("../engine/wire.js").Algorithm} algorithm
 * @param {State} state
 * @returns {Lack | null}
 */
function weightsLack(algorithm, { fewShot: { sets, metaWeights, offers } }) {
  const set = sets[algorithm];
  // What was trained here is kept beside the engine.
  if (set !== undefined && (metaWeights[algorithm] === set || set === TRAINED_HERE)) return null;
  const offer = offers?.find((each) => each.algorithm === algorithm && each.set === set);
  return { what: "weights", bytes: offer?.bytes ?? null };
}

/**
 * To have digits to draw tasks from, or to train on: null where there are some, 0 where they are
 * made here.
 *
 * @param {State} state
 */
export function dataCost(state) {
  const { data } = state;
  return data.test > 0 || data.status === "loading" ? null : dataBytes(state);
}

/** @param {State} state */
const dataBytes = ({ data: { source, offer } }) => (source === "shards" ? (offer?.bytes ?? 0) : 0);

/** The methods that are ticked and can run, in order. @param {State} state */
export const running = (state) =>
  METHODS.filter(
    (method) => state.scores.chosen.includes(method.id) && lackOf(method, state) === null,
  ).map(({ id }) => id);

/** @param {Method["id"]} id @param {State} state */
export const canRun = (id, state) => lackOf(methodOf(id), state) === null;
