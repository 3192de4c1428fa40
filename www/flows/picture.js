/** Strokes as the model sees them. */

import { ask } from "./context.js";

/**
 * 784 bytes. Any weights do: the picture is taken before the model.
 *
 * @param {import("./context.js").FlowContext} context
 * @param {import("../engine/wire.js").Strokes} strokes
 */
export async function picture(context, strokes) {
  const slot = context.store.get().weights.active;
  const request = { picture: { strokes }, around: 0, spread: 1, seed: 1 };
  return (await ask(context, "encoded", { type: "encode", slot, ...request })).image;
}
