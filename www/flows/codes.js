/** The codes of many digits, asked for in pieces. */

import { ask } from "./context.js";

/** @typedef {import("../engine/wire.js").Slot} Slot */

/** Asked for at a time, so that a drawing waits a tenth of a second for its turn at most. */
const PIECE = 250;
const SEED = 1;

/** @param {Uint8Array[]} pieces */
function joined(pieces) {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  pieces.reduce((at, piece) => {
    all.set(piece, at);
    return at + piece.length;
  }, 0);
  return all;
}

/**
 * @param {import("./context.js").FlowContext} context
 * @param {Slot} slot
 * @param {number} count Digits.
 * @param {() => boolean} stillWanted
 * @returns {Promise<{means: Float32Array, labels: Uint8Array, images: Uint8Array, latents: number,
 *   builtIn: boolean} | null>} Null: they are not wanted any more.
 */
export async function codesOf(context, slot, count, stillWanted) {
  const pieces = [];
  for (let from = 0; from < count; from += PIECE) {
    pieces.push(
      await ask(context, "codes", { type: "showCodes", slot, count: PIECE, from, seed: SEED }),
    );
    if (!stillWanted()) return null;
  }
  const [{ latents, builtIn }] = pieces;
  return {
    latents,
    builtIn,
    means: new Float32Array(joined(pieces.map(({ means }) => means)).buffer),
    labels: joined(pieces.map(({ labels }) => labels)),
    images: joined(pieces.map(({ images }) => images)),
  };
}
