/** Fine-tuning on the visitor's drawings: before, during, after. */

import { latest } from "../app/latest.js";
import { imageAt, join } from "../app/pixels.js";
import { LIMITS } from "../engine/limits.js";
import { hyper } from "../state/hyper.js";
import { COMPARED, material } from "../state/tune.js";
import { ask, tell } from "./context.js";

/** @typedef {import("../state/hyper.js").Settings} Settings */
/** @typedef {import("../engine/wire.js").Slot} Slot */
/** @typedef {import("../state/tune.js").Outcome} Outcome */

/** The most images of one request. */
const MOST = LIMITS.pictures.most;

/**
 * @param {import("./context.js").FlowContext} context
 * @param {() => Promise<void>} whole Sees to it that what is trained from is the whole weights.
 */
export function tuneFlow(context, whole) {
  const { store, session } = context;

  /** From being asked for a run until the engine is. */
  let preparing = false;

  const status = (/** @type {import("../app/run-state.js").RunState["status"]} */ status) =>
    store.dispatch({ type: "tune/status", status });

  /**
   * @param {Slot} slot
   * @param {Uint8Array[]} images
   * @returns {Promise<Outcome[]>}
   */
  const reconstruct = async (slot, images) => {
    /** @type {Outcome[]} */
    const outcomes = [];
    for (let at = 0; at < images.length; at += MOST) {
      const some = join(images.slice(at, at + MOST));
      const answer = await ask(context, "reconstructed", {
        type: "reconstruct",
        slot,
        images: some,
      });
      answer.losses.forEach((losses, index) =>
        outcomes.push({ image: imageAt(answer.images, index), losses }),
      );
    }
    return outcomes;
  };

  const showAfter = latest(async () => {
    const { tune, weights } = store.get();
    if (tune.rows.length === 0 || (tune.run.status === "idle" && !weights.fineTuned)) return;
    try {
      const images = tune.rows.slice(0, COMPARED).map((row) => row.image);
      const { step } = tune.run;
      const outcomes = await reconstruct("fineTuned", images);
      store.dispatch({ type: "tune/after", outcomes, step });
    } catch (error) {
      tell(context, error);
    }
  });

  /** The rows for what is selected, with what the pretrained model makes of it. */
  const compare = latest(async () => {
    const { weights, tune } = store.get();
    if (weights.name === null || tune.run.status !== "idle") return;
    const drawings = material(store.get());
    try {
      const images = drawings.map(({ image }) => image);
      const before = await reconstruct("pretrained", images.slice(0, COMPARED));
      if (store.get().tune.run.status !== "idle") return;
      const rows = drawings.map((drawing, index) => ({
        ...drawing,
        before: before[index] ?? null,
        after: null,
      }));
      store.dispatch({ type: "tune/rows", rows });
      await showAfter();
    } catch (error) {
      tell(context, error);
    }
  });

  return {
    compare,
    /** Called as steps come in. */
    follow: () => void showAfter(),
    /**
     * @param {Settings} settings
     * @param {{image: Uint8Array | null}[]} [drawings] Where not said, all that there are.
     */
    async start(settings, drawings = material(store.get())) {
      if (drawings.length === 0) {
        store.dispatch({
          type: "notice/shown",
          kind: "info",
          code: "no-drawings",
          text:
            "There are no drawings to learn from. Draw a class of your own, or select some that " +
            "you have kept.",
        });
        return;
      }
      if (preparing) return;
      preparing = true;
      await whole();
      await compare();
      preparing = false;
      status("starting");
      try {
        const backend = store.get().engine.device?.kind ?? "cpu";
        await ask(context, "trainingStarted", {
          type: "fineTune",
          hyper: hyper("fineTune", settings, backend),
          images: join(drawings.map(({ image }) => /** @type {Uint8Array} */ (image))),
        });
      } catch (error) {
        status("idle");
        tell(context, error);
      }
    },
    async stop() {
      status("stopping");
      try {
        await session.send({ type: "stopTraining" });
      } catch (error) {
        if (store.get().tune.run.status !== "idle") status("running");
        tell(context, error);
      }
    },
    /** The Draw panel looks through the adapted model from now on. */
    keep: () => store.dispatch({ type: "weights/activated", slot: "fineTuned" }),
    async discard() {
      try {
        await ask(context, "modelDiscarded", { type: "discardModel", slot: "fineTuned" });
      } catch (error) {
        tell(context, error);
      }
    },
  };
}
