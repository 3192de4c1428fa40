/** Pretraining: starting it, driving it, and looking in on it. */

import { latest } from "../app/latest.js";
import { hyper } from "../state/hyper.js";
import { ask, tell } from "./context.js";

/** @typedef {import("../state/hyper.js").Settings} Settings */

export const SAMPLES = 10;
/** Always of the same latents, so that a change is the model's. */
export const SAMPLE_SEED = 11;

/**
 * @param {import("./context.js").FlowContext} context
 * @param {object} others
 * @param {(images?: number) => Promise<void>} others.loadData Of the built-in digits, so many.
 * @param {() => Promise<void>} others.whole Sees to it that what is trained from is the whole
 *   weights.
 * @param {() => void} others.stopData
 * @param {() => void} others.refreshDrawing
 */
export function trainFlow(context, { loadData, whole, stopData, refreshDrawing }) {
  const { store, session } = context;
  /** Until the engine has been asked for a run, stopping is not asking. */
  let getting = false;
  let refreshEvery = 20;
  let shownAt = 0;

  const status = (/** @type {import("../app/run-state.js").RunState["status"]} */ status) =>
    store.dispatch({ type: "train/status", status });

  const sampled = (/** @type {"pretrained" | "trained"} */ slot) =>
    ask(context, "decoded", { type: "sample", slot, count: SAMPLES, seed: SAMPLE_SEED });

  /** Held-out reconstructions and samples: of the copy as it is now, where there is one. */
  const look = latest(async () => {
    const { train, weights } = store.get();
    const copy = weights.trained !== null || weights.running !== null;
    if (weights.name === null && !copy) return;
    try {
      const slot = copy ? "trained" : "pretrained";
      const row = train.heldOut?.images;
      const reconstructions = row
        ? (await ask(context, "reconstructed", { type: "reconstruct", slot, images: row })).images
        : null;
      const samples = await sampled(slot);
      // To compare with, where one has to choose.
      const beside =
        weights.trained !== null && weights.running === null && weights.name !== null
          ? (await sampled("pretrained")).images
          : null;
      store.dispatch({
        type: "train/pictures",
        reconstructions,
        samples: samples.images,
        beside,
      });
    } catch (error) {
      tell(context, error);
    }
  });

  /** @param {() => Promise<unknown>} act */
  const attempt = async (act) => {
    const before = store.get().train.run.status;
    try {
      await act();
    } catch (error) {
      // As it was, unless the run's end has come in between.
      if (store.get().train.run.status !== "idle") status(before);
      tell(context, error);
    }
  };

  return {
    /**
     * @param {"scratch" | "current"} wished Current: the copy that was trained last, where there
     *   is one, and else a copy of the pretrained model.
     * @param {Settings} settings
     * @param {number} [latents] Of a run from scratch.
     * @param {number} [images] Of the built-in digits, where they are used: at least so many.
     */
    start: (wished, settings, latents, images = 0) =>
      attempt(async () => {
        status("starting");
        const { data } = store.get();
        getting = true;
        // What was chosen since is what the visitor means to train on.
        const few = data.source === "builtIn" && data.train < images;
        if (data.train === 0 || data.inUse !== data.source || few) await loadData(images);
        const goesOn = store.get().weights.trained ? "trained" : "pretrained";
        const start = wished === "scratch" ? wished : goesOn;
        if (getting && start === "pretrained") await whole();
        const stopped = !getting;
        getting = false;
        if (stopped || store.get().data.train === 0) return status("idle");
        shownAt = 0;
        const { beta, reduction } = settings;
        store.dispatch({ type: "train/asked", objective: { beta, reduction } });
        const backend = store.get().engine.device?.kind ?? "cpu";
        await ask(context, "trainingStarted", {
          type: "pretrain",
          start,
          latents: start === "scratch" ? latents : undefined,
          hyper: hyper("pretrain", settings, backend),
        });
        void look();
      }),
    pause: () =>
      attempt(async () => {
        await session.control("pause");
        status("paused");
      }),
    resume: () =>
      attempt(async () => {
        await session.control("resume");
        status("running");
      }),
    singleStep: () => attempt(() => session.control("step")),
    stop: () =>
      attempt(async () => {
        status("stopping");
        if (!getting) return void (await session.send({ type: "stopTraining" }));
        getting = false;
        stopData();
      }),
    look,
    /** @param {number} every */
    setRefresh(every) {
      refreshEvery = every;
    },
    /** Called as steps come in. */
    follow() {
      const { run } = store.get().train;
      if (run.status === "idle" || run.step < shownAt + refreshEvery) return;
      shownAt = run.step;
      void look();
      if (store.get().weights.active === "trained") refreshDrawing();
    },
  };
}
