/** Strokes as the model sees them. */

import { ask } from "../app/flow-context.js";

/**
 * 784 bytes. Any weights do: the picture is taken before the model.
 *
 * @param {import("../app/flow-context.js").Desk} desk
 * @param {import("../engine/wire.js").Strokes} strokes
 */
export async function picture(desk, strokes) {
  const slot = desk.store.get().weights.active;
  const request = { picture: { strokes }, around: 0, spread: 1, seed: 1 };
  return (await ask(desk, "encoded", { type: "encode", slot, ...request })).image;
}
