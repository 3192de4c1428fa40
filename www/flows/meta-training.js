/** Meta-training in the tab: starting it, driving it, and its weights as files. */

import { save } from "../app/download.js";
import { OwnFileError, readFile } from "../app/files.js";
import { DIED, EngineError } from "../engine/client.js";
import { MOST_BYTES } from "../engine/limits.js";
import { TRAINED_HERE } from "../state/few-shot.js";
import { chanceOf } from "../state/meta-hyper.js";
import { alphabetsIn } from "../state/meta-training.js";
import { ask, tell } from "./context.js";

/** @typedef {import("../engine/wire.js").Algorithm} Algorithm */
/** @typedef {import("../engine/wire.js").MetaHyper} MetaHyper */
/** @typedef {import("../state/meta-training.js").MetaTrainingState} MetaTrainingState */
/** @typedef {"scratch" | "pretrained" | "current"} Start */

/**
 * @param {import("./context.js").FlowContext} context
 * @param {object} others
 * @param {() => Promise<void>} others.loadData
 * @param {() => Promise<void>} others.whole Sees to it that what is trained from is the whole
 *   pretrained weights.
 * @param {() => void} others.stopFetching Of data, and of weights.
 * @param {(algorithm: Algorithm) => Promise<void>} others.ensure Sees to it that the engine has the
 *   weights that an algorithm is to have.
 * @param {(bytes: Uint8Array, name: string) => void} [others.keep] To the visitor's disk.
 */
export function metaTrainingFlow(context, { loadData, whole, stopFetching, ensure, keep = save }) {
  const { store, session } = context;
  /** Until the engine has been asked for a run, stopping is not asking. */
  let getting = false;

  const status = (/** @type {import("../app/run-state.js").RunState["status"]} */ status) =>
    store.dispatch({ type: "metaTraining/status", status });
  const note = (/** @type {string | null} */ note) =>
    store.dispatch({ type: "metaTraining/note", note });

  /** Says what went wrong where the visitor is looking. @param {unknown} error */
  const refuse = (error) => {
    if (error instanceof OwnFileError)
      store.dispatch({ type: "metaTraining/problem", problem: error.message });
    else if (!(error instanceof EngineError)) tell(context, error);
    else if (error.code !== DIED)
      store.dispatch({ type: "metaTraining/problem", problem: error.message });
  };

  /** @param {() => Promise<unknown>} act */
  const attempt = async (act) => {
    const before = store.get().metaTraining.run.status;
    store.dispatch({ type: "metaTraining/problem", problem: null });
    try {
      await act();
    } catch (error) {
      // As it was, unless the run's end has come in between.
      if (store.get().metaTraining.run.status !== "idle") status(before);
      refuse(error);
    } finally {
      if (store.get().metaTraining.note !== null) note(null);
    }
  };

  /** What tasks are made of is there. @returns {Promise<import("../engine/wire.js").Choice>} */
  const bring = async () => {
    const { data, metaTraining } = store.get();
    if (metaTraining.pool === "omniglot") {
      const groups = alphabetsIn(store.get());
      if (store.get().fewShot.pools.omniglot === null)
        throw refusal("Omniglot is not loaded yet. Choose its zip file.");
      if (groups.length === 0) throw refusal("No alphabet takes part. Tick one at least.");
      return { pool: "omniglot", groups, names: [] };
    }
    if (metaTraining.digits.length === 0) throw refusal("No digit takes part. Tick two at least.");
    // What was chosen since is what the visitor means to train on.
    if (data.train === 0 || data.inUse !== data.source) {
      note("Getting the data…");
      await loadData();
    }
    const { train, problem } = store.get().data;
    if (train === 0)
      throw refusal(problem ?? "There is no data to train on yet. Choose a source in Train.");
    return { pool: "digits", groups: [], names: metaTraining.digits };
  };

  return {
    /** @param {Partial<MetaTrainingState>} change */
    set: (change) => store.dispatch({ type: "metaTraining/set", change }),
    /** @param {MetaHyper} hyper @param {Start} start */
    start: (hyper, start) =>
      attempt(async () => {
        status("starting");
        getting = true;
        const choice = await bring();
        if (getting && start === "current") {
          note("Getting the weights…");
          await ensure(hyper.algorithm);
        }
        if (getting && start === "pretrained") await whole();
        const stopped = !getting;
        getting = false;
        if (stopped) return status("idle");
        note("Starting…");
        const { classes, images } = await ask(context, "metaTrainingStarted", {
          type: "metaTrain",
          hyper,
          start,
          choice,
        });
        store.dispatch({ type: "metaTraining/begun", chance: chanceOf(hyper, classes, images) });
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
        stopFetching();
      }),
    /** @param {File[]} files */
    loadOmniglot: (files) =>
      attempt(async () => {
        for (const file of files) {
          note(`Reading ${file.name}…`);
          const bytes = await readFile(file, MOST_BYTES.archive, "archives");
          await wordedFor(file, () => ask(context, "poolChanged", { type: "loadOmniglot", bytes }));
        }
      }),
    /** @param {Algorithm} algorithm */
    saveWeights: (algorithm) =>
      attempt(async () => {
        await ensure(algorithm);
        const { bytes } = await ask(context, "metaWeightsExported", {
          type: "exportMetaWeights",
          algorithm,
        });
        keep(bytes, `metavae-${algorithm}.safetensors`);
        if (store.get().fewShot.metaWeights[algorithm] === TRAINED_HERE)
          store.dispatch({ type: "weights/taken", weights: algorithm });
      }),
    /** @param {Algorithm} algorithm @param {File} file */
    openWeights: (algorithm, file) =>
      attempt(async () => {
        const bytes = await readFile(file, MOST_BYTES.weights, "weights");
        const command = {
          type: /** @type {const} */ ("loadMetaWeights"),
          algorithm,
          name: file.name,
          bytes,
        };
        await wordedFor(file, () => ask(context, "metaWeightsLoaded", command));
      }),
  };
}

/** @param {File} file @param {() => Promise<unknown>} act */
async function wordedFor({ name }, act) {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof EngineError) || error.code === DIED) throw error;
    throw refusal(
      `${name} was refused: ${error.message.replace(/\.$/, "")}. What was there before is ` +
        "still in use.",
    );
  }
}

/** @param {string} message */
const refusal = (message) => new EngineError({ code: "meta-training", message, retryable: false });
