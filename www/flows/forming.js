/** The plane of a copy of two latents, as it forms while it is trained. */

import { latest } from "../app/latest.js";
import { codesOf } from "./codes.js";
import { tell } from "./context.js";

/** One piece: some milliseconds of the engine's time, which the run has to wait. */
const DIGITS = 250;
const EVERY_MS = 1000;

/** @param {import("./context.js").FlowContext} context */
export function formingFlow(context) {
  const { store } = context;
  let shownAt = -Infinity;
  /** Whether the last try was refused: said once, not each second of a run. */
  let refused = false;
  const there = () => {
    const { running, trained } = store.get().weights;
    return (running ?? trained?.latents) === 2;
  };

  const draw = latest(async () => {
    if (!there()) return;
    const { revision } = store.get().weights;
    const wanted = () => there() && store.get().weights.revision === revision;
    try {
      const codes = await codesOf(context, "trained", DIGITS, wanted);
      if (codes?.latents !== 2) return;
      const { means, labels } = codes;
      store.dispatch({ type: "train/codes", plane: { places: means, labels } });
      refused = false;
    } catch (error) {
      // The copy may have gone meanwhile.
      if (!wanted()) return;
      if (!refused) tell(context, error);
      refused = true;
    }
  });

  return {
    draw,
    /** Called as steps come in. */
    follow() {
      const now = performance.now();
      if (!there() || now < shownAt + EVERY_MS) return;
      shownAt = now;
      void draw();
    },
  };
}
