/** Models beside the pretrained one: that which was trained here, and those to compare with. */

import { MOST_FETCHED } from "../engine/sizes.js";
import { ask, tell } from "./context.js";

/** @typedef {import("../engine/wire.js").Slot} Slot */

/** Models to compare with, which the page comes with, and what they are called. */
export const PREPARED = {
  z2: "two latents",
  "beta-0.1": "trained with β = 0.1",
  "beta-8": "trained with β = 8",
  literal: "trained with the mean over pixels",
};

/** @typedef {keyof typeof PREPARED} Prepared */

/** @param {import("./context.js").FlowContext} context */
export function copiesFlow(context) {
  const { store, files } = context;

  /** @param {Slot} slot */
  const discard = async (slot) => {
    try {
      await ask(context, "modelDiscarded", { type: "discardModel", slot });
    } catch (error) {
      tell(context, error);
    }
  };
  /** What was looked through before a prepared model. @type {Slot} */
  let before = "pretrained";

  return {
    /**
     * Looks through a model to compare with; all others stay as they are.
     *
     * @param {Prepared} which
     * @returns {Promise<boolean>} Whether it came. If not, why is said.
     */
    async prepare(which) {
      const file = `vae-mnist-${which}.packed`;
      try {
        const bytes = await files.bytes(`weights/${file}`, { most: MOST_FETCHED.weights, file });
        const name = PREPARED[which];
        await ask(context, "weightsLoaded", { type: "loadWeights", slot: "prepared", name, bytes });
        const { active } = store.get().weights;
        if (active !== "prepared") before = active;
        store.dispatch({ type: "weights/activated", slot: "prepared" });
        return true;
      } catch (error) {
        tell(context, error);
        return false;
      }
    },
    /** Back to the model that was looked through before. */
    async unprepare() {
      if (store.get().weights.active === "prepared")
        store.dispatch({ type: "weights/activated", slot: before });
      await discard("prepared");
    },
    /** The copy that was trained takes the place of the pretrained model. */
    async keepTrained() {
      const name = store.get().weights.trained?.name;
      if (!name) return;
      try {
        await ask(context, "modelKept", { type: "keepModel", slot: "trained", name });
      } catch (error) {
        tell(context, error);
      }
    },
    discardTrained: () => discard("trained"),
  };
}
