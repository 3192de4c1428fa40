/** Digits that a trained copy makes up, where it has codes for digits. */

import { drawn, fitted } from "../app/density.js";
import { latest } from "../app/latest.js";
import { PRESET } from "../app/preset.js";
import { codesOf } from "./codes.js";
import { ask, tell } from "./context.js";

/** What the density is fitted to. */
const DIGITS = 1000;
const MADE = 20;
const SEED = 1;

/** @param {import("./context.js").FlowContext} context */
export function madeFlow(context) {
  const { store } = context;
  return {
    /** After a run: pictures of codes that are drawn from what the copy's codes are like. */
    draw: latest(async () => {
      const { revision, trained } = store.get().weights;
      const wanted = () => store.get().weights.revision === revision;
      if (!trained) return;
      try {
        const slot = /** @type {const} */ ("trained");
        const codes = await codesOf(context, slot, DIGITS, wanted);
        if (!codes) return;
        const mixture = fitted(codes.means, codes.latents, { ...PRESET.density, seed: SEED });
        const { images } = await ask(context, "decoded", {
          type: "decode",
          slot,
          latents: drawn(mixture, MADE, { seed: SEED }),
        });
        if (wanted()) store.dispatch({ type: "train/made", images });
      } catch (error) {
        tell(context, error);
      }
    }),
  };
}
