/**
 * Large commands to an engine whose memory ends at 256 MiB, through the page's session: whatever
 * each asks for is done, or refused, or costs one engine, and the next has all that was there.
 */

import assert from "node:assert/strict";
import { rmSync } from "node:fs";

import { EngineError } from "../../../www/engine/client.js";
import { EngineSession } from "../../../www/engine/session.js";
import { pageFile } from "../../js/real/page.js";
import { RealWorker } from "../../js/real/worker.js";
import { cappedEngine } from "../capped.js";

/** @typedef {import("../../../www/engine/wire.js").Command} Command */

const MIB = 256;
const PIXELS = 784;

/** A file of IDX images or labels that claims what it has. @param {number} kind */
function idx(kind, /** @type {number[]} */ sizes, fill = 7) {
  const bytes = new Uint8Array(4 + 4 * sizes.length + sizes.reduce((a, b) => a * b)).fill(fill);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, kind);
  sizes.forEach((size, at) => view.setUint32(4 + 4 * at, size));
  return bytes;
}

/** @param {number} count @returns {Command} */
const files = (count) => ({
  type: "loadFiles",
  split: "train",
  files: [
    { name: "images", bytes: idx(0x803, [count, 28, 28]) },
    { name: "labels", bytes: idx(0x801, [count]) },
  ],
});

/** @param {number} count @param {number} ways @returns {Command} */
const task = (count, ways) => ({
  type: "defineTask",
  task: 1,
  ways,
  support: {
    images: new Uint8Array(count * PIXELS).fill(90),
    labels: Uint8Array.from({ length: count }, (_, at) => at % ways),
  },
  query: null,
});

/** @type {Command} */
const META = {
  type: "metaTrain",
  start: "pretrained",
  choice: { pool: "digits", groups: [], names: [] },
  hyper: {
    algorithm: "prototypes",
    steps: 1,
    learningRate: 1e-3,
    tasks: 1,
    ways: 500,
    shots: 10,
    queries: 10,
    innerSteps: 1,
    innerRate: 0.1,
    classify: 1,
    elbo: 0.01,
    mixture: { labelled: 0, unlabelled: 1, halves: 0, turns: false },
    deformation: "none",
    seed: 1,
  },
};

/** @type {{[what: string]: () => Command[]}} */
const LARGE = {
  "a file of 200 MiB as weights": () => [
    { type: "loadWeights", slot: "pretrained", name: "x", bytes: new Uint8Array(200 << 20) },
  ],
  "a file of 300 MiB as an archive": () => [
    { type: "loadOmniglot", bytes: new Uint8Array(300 << 20) },
  ],
  "120,000 images at a time": () => [files(120_000)],
  "60,000 images, three times over": () => [files(60_000), files(60_000), files(60_000)],
  "120,000 built-in digits, twice": () => [
    { type: "useBuiltIn", train: 60_000, test: 60_000, seed: 1 },
    { type: "useBuiltIn", train: 60_000, test: 60_000, seed: 2 },
  ],
  "a support grown to 10,000 images": () => [
    task(1000, 10),
    {
      type: "learnTask",
      method: "frozen",
      task: 1,
      seed: 1,
      augmentation: { samples: 5, blends: 4, spread: 1 },
    },
  ],
  "1,100 images in nine views": () => [
    task(1100, 10),
    { type: "learnTask", method: "deformedViews", task: 1, seed: 1, augmentation: null },
  ],
  "a step of meta-training over 10,000 images": () => [META],
};

/** @param {import("../faults.js").Faults} faults */
export async function run(faults) {
  const folder = process.env.METAVAE_ENGINE;
  assert.ok(folder, "METAVAE_ENGINE names the folder of the engine");
  const own = cappedEngine(folder, MIB);
  process.env.METAVAE_ENGINE = own;
  let restarts = 0;
  /** @type {RealWorker[]} */
  const workers = [];
  // Where a thread would end, the worker without one is told.
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", (error) => workers.at(-1)?.die(String(error)));
  for (const [what, commands] of Object.entries(LARGE)) {
    await faults.attempt(what, async () => {
      restarts += await survived(workers, commands());
    });
  }
  faults.figures.restarts = restarts;
  rmSync(own, { recursive: true });
}

/** How many engines it cost. @param {RealWorker[]} workers @param {Command[]} commands */
async function survived(workers, commands) {
  let lost = 0;
  /** @type {string[]} */
  const failed = [];
  /** @type {() => void} */
  let back = () => {};
  const restored = new Promise((resolve) => (back = () => resolve(undefined)));
  /** @type {() => void} */
  let ended = () => {};
  const over = new Promise((resolve) => (ended = () => resolve(undefined)));
  const session = new EngineSession(
    () => {
      const worker = new RealWorker();
      workers.push(worker);
      return worker;
    },
    /** @type {any} */ ({
      events: (/** @type {{type: string}[]} */ events) => {
        if (events.some(({ type }) => type === "metaTrainingEnded")) ended();
      },
      memory() {},
      lost: () => lost++,
      restored: () => back(),
      failed: (/** @type {string} */ reason) => failed.push(reason),
    }),
  );
  await session.start("cpu");
  const bytes = pageFile("weights/vae-mnist.safetensors");
  await session.send({ type: "loadWeights", slot: "pretrained", name: "mnist", bytes });
  await session.send({ type: "useBuiltIn", train: 600, test: 600, seed: 1 });
  const trained = pageFile("weights/mnist-prototypes.safetensors");
  const algorithm = "prototypes";
  await session.send({ type: "loadMetaWeights", algorithm, name: "mnist", bytes: trained });
  /** @type {Command} */
  const asked = { type: "sample", slot: "pretrained", count: 1, seed: 1 };
  const before = await session.send(asked);
  for (const command of commands) {
    try {
      await session.send(command);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
  }
  if (commands[0]?.type === "metaTrain") await Promise.race([over, restored]);
  const after = await session.send(asked);
  if (lost > 0) await restored;
  assert.deepEqual(failed, [], "it was not given up");
  assert.ok(lost <= 1, `${lost} engines were lost`);
  assert.deepEqual(after, before, "the weights are those of before");
  workers.splice(0).forEach((worker) => worker.terminate());
  return lost;
}
