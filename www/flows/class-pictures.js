/**
 * What the model makes up for each class: samples around the codes of the class's drawings, decoded
 * by the fine-tuned copy where there is one.
 */

import { latest } from "../app/latest.js";
import { drawnFrom, momentsOf } from "../app/mixture.js";
import { taught } from "../state/teach.js";
import { ask, tell } from "./context.js";

/** Pictures a class. */
export const MADE = 8;
/** Drawings of a class that are encoded, the newest: each is a request. */
const ENCODED = 12;

/** @param {import("./context.js").FlowContext} context */
export function classPicturesFlow(context) {
  const { store } = context;

  const make = latest(async () => {
    const state = store.get();
    if (state.weights.name === null || state.engine.status !== "ready") return;
    const slot = state.weights.fineTuned ? "fineTuned" : "pretrained";
    /** @type {import("../state/made.js").Made[]} */
    const classes = [];
    try {
      for (const { id, name, drawings } of taught(state)) {
        const pictures = drawings.flatMap(({ image }) => image ?? []).slice(-ENCODED);
        if (pictures.length === 0) continue;
        const posteriors = [];
        for (const pixels of pictures) {
          const request = { picture: { pixels }, around: 0, spread: 1, seed: 1 };
          posteriors.push(await ask(context, "encoded", { type: "encode", slot, ...request }));
        }
        const latents = drawnFrom(momentsOf(posteriors), MADE);
        const { images } = await ask(context, "decoded", { type: "decode", slot, latents });
        classes.push({ id, name, images });
      }
      store.dispatch({ type: "made/images", classes, improved: slot === "fineTuned" });
    } catch (error) {
      tell(context, error);
    }
  });
  return { make: () => void make() };
}
