/** Strokes as the model sees them. */

import { ask } from "./context.js";

/**
 * 784 bytes.
 *
 * @param {import("./context.js").FlowContext} context
 * @param {number[][]} strokes
 */
export const picture = async (context, strokes) =>
  (await ask(context, "rasterised", { type: "rasterise", strokes })).image;
