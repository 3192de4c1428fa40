/**
 * Our engine in the benchmark, through its ordinary commands: what is timed is what the page does.
 * Each step gathers its own batch, draws its own noise and uploads both.
 */

import { artefact as chosen } from "../engine/artefacts.js";
import { Peers, threadsFor } from "../worker/peers.js";
import { LATENTS, PIXELS } from "./layout.js";
import { writeWeights } from "./safetensors.js";
import { firstBatch } from "./task.js";

/** @typedef {import("../engine/engine.js").Engine} Engine */
/** @typedef {import("./types.js").Contestant} Contestant */
/** @typedef {import("./types.js").Gradient} Gradient */
/** @typedef {import("./task.js").Task} Task */
/**
 * @typedef {Engine & {gradient(images: Float32Array, eps: Float32Array): Promise<Gradient>}}
 *   WithGradient
 */

const LABELS_MAGIC = 0x801;
const IMAGES_MAGIC = 0x803;

/**
 * @param {Record<string, string>} options `backend`; `artefact`, a path in the built page, without
 *   one what the page takes; and `threads`, more than one where anything is said.
 * @param {import("./gpu-counter.js").GpuCounter | null} counter
 */
export function create({ backend, artefact, threads }, counter) {
  /** @type {WithGradient} */
  let engine;
  /** @type {Task} */
  let task;
  /** @type {WebAssembly.Memory} */
  let memory;
  let readEvery = 0;
  let workers = 1;

  const load = () =>
    engine.handle({
      type: "loadWeights",
      slot: "pretrained",
      name: "benchmark",
      bytes: writeWeights(task.weights),
    });

  /** Starts a run that reads its losses every so many steps. @param {number} steps */
  async function train(steps) {
    if (engine.training()) await engine.handle({ type: "stopTraining" });
    const [started] = await engine.handle({
      type: "pretrain",
      start: "pretrained",
      hyper: { ...HYPER, readEvery: steps },
    });
    // Peers that fell apart would be timed as one worker.
    if (started.type !== "trainingStarted" || started.threads !== workers) {
      throw new Error(`A run by ${workers} workers began with ${JSON.stringify(started)}.`);
    }
    readEvery = steps;
  }

  /** @param {number} steps */
  async function window(steps) {
    if (readEvery !== steps)
      throw new Error(`The run reads every ${readEvery} steps, not every ${steps}.`);
    counter?.start();
    const began = performance.now();
    const events = await engine.step(steps);
    const ms = performance.now() - began;
    const gpu = counter?.stop();
    const done = events.find((event) => event.type === "stepsDone");
    if (done?.type !== "stepsDone" || done.losses.length !== steps) {
      throw new Error(`${steps} steps brought ${JSON.stringify(events)}.`);
    }
    return { ms, gpu, loss: done.losses[steps - 1].losses.total };
  }

  return {
    /** @param {Task} given */
    async open(given) {
      task = given;
      const path =
        artefact || chosen(/** @type {import("../engine/engine.js").Backend} */ (backend));
      const module = await import(new URL(`../../${path}`, import.meta.url).href);
      ({ memory } = await module.default());
      engine = await module.Engine.open(backend);
      if (threads) workers = threadsFor(navigator.hardwareConcurrency);
      if (threads && workers < 2)
        throw new Error("this machine has no second core for another worker");
      if (workers > 1) engine.useWorkers(new Peers(workers, peer));
      await load();
      await engine.handle({ type: "loadFiles", split: "train", files: idx(task.images) });
      const name = engine.device().name;
      return {
        version: "this build",
        device: workers > 1 ? `${workers} workers, each with ${name}` : name,
      };
    },

    async first() {
      await train(1);
      return window(1);
    },

    async agree() {
      await engine.handle({ type: "stopTraining" });
      await load();
      const answer = await engine.gradient(
        firstBatch(task),
        task.eps.slice(0, task.batch * LATENTS),
      );
      await train(1);
      return answer;
    },

    /** @param {number} steps */
    async settle(steps) {
      await train(steps);
      await window(steps);
    },

    window,

    memory: async () => memory.buffer.byteLength,

    /**
     * Steps as the page takes them, in pulls of 8 with its own reading interval, and nothing timed.
     * @param {number} steps
     */
    async run(steps) {
      await train(4);
      for (let taken = 0; taken < steps; taken += 8) await engine.step(Math.min(8, steps - taken));
    },

    /** Ten drawings, 50 steps: seconds from the command to the end of the run. */
    async fineTune() {
      await idle();
      const images = await drawings(10);
      const began = performance.now();
      const hyper = { ...HYPER, learningRate: 1e-4, batchSize: 32, epochs: 50, readEvery: 1 };
      await engine.handle({ type: "fineTune", hyper, images });
      let steps = 0;
      while (engine.training()) {
        for (const event of await engine.step(1))
          if (event.type === "stepsDone") steps += event.losses.length;
      }
      const seconds = (performance.now() - began) / 1000;
      if (steps !== 50) throw new Error(`Fine-tuning took ${steps} steps, not 50.`);
      return seconds;
    },

    /** Encode and reconstruct one drawing, `times` times: ms each. @param {number} times */
    async encode(times) {
      await idle();
      const images = await drawings(10);
      const all = [];
      for (let time = 0; time < times; time++) {
        const pixels = images.slice((time % 10) * PIXELS, (time % 10) * PIXELS + PIXELS);
        const began = performance.now();
        await engine.handle({
          type: "encode",
          slot: "pretrained",
          picture: { pixels },
          around: 0,
          spread: 1,
          seed: 1,
        });
        all.push(performance.now() - began);
      }
      return all;
    },

    /**
     * One epoch of a data set: seconds, and the held-out loss after it.
     *
     * @param {string} folder Where its files are, gzip or raw.
     * @param {Record<"train" | "test", Record<"images" | "labels", string>>} files
     */
    async epoch(folder, files) {
      const bytes = async (/** @type {string} */ name) => {
        const response = await fetch(new URL(name, new URL(`../../${folder}`, import.meta.url)));
        if (!response.ok) throw new Error(`${name}: ${response.status} ${response.statusText}`);
        return new Uint8Array(await response.arrayBuffer());
      };
      const [train, test] = [files.train, files.test].map(({ images, labels }) =>
        Promise.all([images, labels].map(async (name) => ({ name, bytes: await bytes(name) }))),
      );
      await idle();
      await engine.handle({ type: "loadFiles", split: "train", files: await train });
      await engine.handle({ type: "loadFiles", split: "test", files: await test });
      const began = performance.now();
      const hyper = { ...HYPER, epochs: 1, readEvery: 4, evaluateEvery: 1000 };
      await engine.handle({ type: "pretrain", start: "scratch", hyper });
      let steps = 0;
      let nats = NaN;
      while (engine.training()) {
        for (const event of await engine.step(8)) {
          if (event.type === "stepsDone") steps += event.losses.length;
          if (event.type === "evaluated") nats = event.losses.total;
        }
      }
      return { seconds: (performance.now() - began) / 1000, steps, nats };
    },
  };

  async function idle() {
    if (engine.training()) await engine.handle({ type: "stopTraining" });
    await load();
  }

  /** Digits from the engine's own generator. @param {number} count */
  async function drawings(count) {
    await engine.handle({ type: "useBuiltIn", train: 100, test: 10, seed: 7 });
    const [examples] = await engine.handle({
      type: "showExamples",
      split: "train",
      count,
      seed: 7,
    });
    if (examples.type !== "examples") throw new Error("The engine shows no examples.");
    return examples.images;
  }
}

/** Another worker, to share batches with. */
const peer = () => new Worker(new URL("../worker/peer.js", import.meta.url), { type: "module" });

/** @type {import("../engine/wire.js").Hyper} */
const HYPER = {
  learningRate: 1e-3,
  batchSize: 128,
  epochs: 1000,
  maxSteps: null,
  beta: 1,
  reduction: "sum",
  seed: 1,
  readEvery: 1,
  evaluateEvery: 0,
};

/**
 * Bytes as a pair of IDX files.
 *
 * @param {Uint8Array} bytes
 * @returns {import("../engine/wire.js").DataFile[]}
 */
function idx(bytes) {
  const count = bytes.length / PIXELS;
  const images = new Uint8Array(16 + bytes.length);
  words(images, [IMAGES_MAGIC, count, 28, 28]);
  images.set(bytes, 16);
  const labels = new Uint8Array(8 + count);
  words(labels, [LABELS_MAGIC, count]);
  return [
    { name: "images", bytes: images },
    { name: "labels", bytes: labels },
  ];
}

/** @param {Uint8Array} file @param {number[]} values */
function words(file, values) {
  const view = new DataView(file.buffer);
  values.forEach((value, index) => view.setUint32(4 * index, value));
}
