/** Strokes as the model sees them. */

import { EngineError } from "../engine/client.js";
import { ask } from "./context.js";

/** @typedef {import("../engine/engine.js").Strokes} Strokes */

/** So many are asked for at once: the engine never waits for the page, nor a visitor for long. */
const AT_ONCE = 64;
/** The engine's codes for strokes that it does not take. Anything else is no fault of theirs. */
const REFUSALS = ["blank", "argument"];

/**
 * 784 bytes.
 *
 * @param {import("./context.js").FlowContext} context
 * @param {Strokes} strokes
 */
export const picture = async (context, strokes) =>
  (await ask(context, "rasterised", { type: "rasterise", strokes })).image;

/**
 * Draws what has strokes and no picture yet, as drawings of an earlier visit.
 *
 * @param {import("./context.js").FlowContext} context
 * @param {() => {id: string, strokes: Strokes, image: Uint8Array | null}[]} all As they are now.
 * @param {(images: Map<string, Uint8Array>) => void} drawn
 * @param {(id: string, reason: string) => void} refused By the engine: it is not asked again.
 */
export async function drawMissing(context, all, drawn, refused) {
  for (;;) {
    // The newest first: they are what is shown.
    const some = all()
      .filter(({ image }) => !image)
      .slice(-AT_ONCE);
    if (some.length === 0) return;
    /** @type {Map<string, Uint8Array>} */
    const images = new Map();
    /** @type {Map<string, string>} */
    const wrong = new Map();
    await Promise.all(
      some.map(async ({ id, strokes }) => {
        try {
          images.set(id, await picture(context, strokes));
        } catch (error) {
          if (!(error instanceof EngineError) || !REFUSALS.includes(error.code)) throw error;
          wrong.set(id, error.message);
        }
      }),
    );
    drawn(images);
    for (const [id, reason] of wrong) refused(id, reason);
  }
}
