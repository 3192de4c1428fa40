/** Bringing data to the engine. */

import { readFile, reasonOf } from "../app/files.js";
import { EngineError } from "../engine/client.js";
import { MOST_BYTES } from "../engine/limits.js";
import { MOST_FETCHED } from "../engine/sizes.js";
import { ask, tell } from "./context.js";
import { fetchManifest, loadShards } from "./shards.js";

/** @typedef {import("../engine/wire.js").Split} Split */
/** @typedef {import("../state/data.js").SourceKind} SourceKind */
/** @typedef {import("../engine/wire.js").ShardFile} ShardFile */
/** @typedef {import("../state/data.js").DataForm} DataForm */

const FOLDER = "data/";
const MANIFEST = `${FOLDER}manifest.json`;
/** A tenth of what is held out, as a row to look at. */
const HELD_OUT = 10;

/** @param {import("./context.js").FlowContext} context */
export function dataFlow(context) {
  const { store, files: host } = context;
  /** @type {import("./shards.js").Manifest | null} */
  let hosted = null;
  /** @type {ShardFile[]} */
  let files = [];
  /** Resolves when there is enough to train on, in place of when all is there. */
  let enough = () => {};
  /** Ends the loading under way. */
  let stopping = new AbortController();

  const settle = (/** @type {string | null} */ problem) =>
    store.dispatch({ type: "data/settled", problem });

  const showHeldOut = async () => {
    if (store.get().data.test === 0) return;
    const { images, labels } = await ask(context, "examples", {
      type: "showExamples",
      split: "test",
      count: HELD_OUT,
      seed: 7,
    });
    store.dispatch({ type: "train/heldOut", images, labels });
  };

  /**
   * @param {ShardFile[]} wanted
   * @param {boolean} [afresh] Past the browser's cache, which may have what was refused.
   */
  const bringShards = async (wanted, afresh = false) => {
    let shown = false;
    const failures = await loadShards({
      files: wanted,
      fetched: (file, cache) => {
        const { signal } = stopping;
        const path = FOLDER + file;
        const how = { most: MOST_FETCHED.shard, file, signal };
        return host.bytes(path, { ...how, cache: afresh ? "reload" : cache });
      },
      add: async (file, bytes) => {
        await ask(context, "dataChanged", { type: "addShard", file, bytes });
        if (store.get().data.train > 0) enough();
        if (!shown && store.get().data.test > 0) {
          shown = true;
          await showHeldOut();
        }
      },
      report: (file, status) => store.dispatch({ type: "data/shard", file, status }),
    });
    const [first] = failures;
    if (!first) return settle(null);
    const rest = failures.length > 1 ? ` and ${failures.length - 1} more` : "";
    settle(`${first.file}${rest} did not arrive: ${first.reason}.`);
    // Who stopped it knows.
    if (stopping.signal.aborted) return;
    const some = store.get().data.train > 0;
    store.dispatch({
      type: "notice/shown",
      kind: "error",
      code: "shard",
      text:
        `A part of the data did not arrive: ${first.file}${rest}. ${capital(first.reason)} ` +
        (some ? "What did arrive can be trained on." : "Or train on the built-in digits."),
      action: { label: "Fetch it again", intent: "retryData" },
    });
  };

  const fromShards = async () => {
    hosted ??= await fetchManifest(host, MANIFEST, stopping.signal);
    if (hosted === null) {
      throw new EngineError({
        code: "no-shards",
        message:
          "This host has no MNIST shards. Take the built-in digits, or pick the MNIST files " +
          "from your disk.",
        retryable: false,
      });
    }
    ({ files } = await ask(context, "shardsOpened", { type: "openShards", manifest: hosted.text }));
    await bringShards(files);
  };

  /** @param {DataForm} form */
  const fromDisk = async ({ files }) => {
    const { trainImages, trainLabels, testImages, testLabels } = files;
    if (!trainImages || !trainLabels || Boolean(testImages) !== Boolean(testLabels)) {
      throw new EngineError({
        code: "data",
        message:
          "Pick an images file and the labels file that belongs to it. The held-out pair may " +
          "be left out, but not half of it.",
        retryable: false,
      });
    }
    await readFiles("train", trainImages, trainLabels);
    enough();
    if (testImages && testLabels) await readFiles("test", testImages, testLabels);
  };

  /** @param {Split} split @param {File} images @param {File} labels */
  const readFiles = async (split, images, labels) => {
    const files = [
      { name: images.name, bytes: await readFile(images, MOST_BYTES.images, "images as IDX") },
      { name: labels.name, bytes: await readFile(labels, MOST_BYTES.labels, "labels as IDX") },
    ];
    await ask(context, "dataChanged", { type: "loadFiles", split, files });
  };

  /** @param {DataForm} form */
  const builtIn = ({ train, test, seed }) =>
    ask(context, "dataChanged", { type: "useBuiltIn", train, test, seed });

  /** @param {SourceKind} source @param {DataForm} form */
  const bring = (source, form) => {
    switch (source) {
      case "shards":
        return fromShards();
      case "idx":
        return fromDisk(form);
      case "builtIn":
        return builtIn(form);
      default:
        throw new Error(`There is no data source “${String(source)}”.`);
    }
  };

  /**
   * @param {DataForm} form
   * @returns {Promise<void>} Settles when there is enough to train on, or nothing will come.
   */
  const load = (form) =>
    new Promise((resolve) => {
      enough = resolve;
      stopping = new AbortController();
      void (async () => {
        const { source } = store.get().data;
        store.dispatch({ type: "data/loading", source });
        store.dispatch({ type: "notice/cleared", code: "shard" });
        store.dispatch({ type: "notice/cleared", code: "data" });
        try {
          await bring(source, form);
          if (source !== "shards") {
            settle(null);
            await showHeldOut();
          }
        } catch (error) {
          settle(error instanceof Error ? error.message : String(error));
          if (!stopping.signal.aborted) tell(context, error);
        }
        resolve();
      })();
    });

  return {
    load,
    /** Whether this host has shards. */
    async look() {
      try {
        hosted = await fetchManifest(host, MANIFEST);
        store.dispatch({ type: "data/hosted", hosted: hosted !== null, offer: hosted });
      } catch (error) {
        // Offline, perhaps. Asked again when they are wanted.
        store.dispatch({ type: "data/unknown", reason: reasonOf(error) });
      }
    },
    /** Fetches the shards that failed. */
    async retry() {
      const { shards } = store.get().data;
      const missing = files.filter(({ file }) =>
        shards.some((each) => each.file === file && each.status !== "added"),
      );
      store.dispatch({ type: "notice/cleared", code: "shard" });
      stopping = new AbortController();
      try {
        await bringShards(missing, true);
      } catch (error) {
        settle(error instanceof Error ? error.message : String(error));
        tell(context, error);
      }
    },
    /** Ends what is on its way; a shard that the engine is reading is not taken back. */
    stop: () => stopping.abort(),
    /** @param {SourceKind} source */
    choose: (source) => store.dispatch({ type: "data/chosen", source }),
  };
}

/** @param {string} reason */
const capital = (reason) =>
  `${reason[0]?.toUpperCase() ?? ""}${reason.slice(1).replace(/\.?$/, ".")}`;
