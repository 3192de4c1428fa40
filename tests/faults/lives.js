/** What a visit has, and what it is doing when its engine dies. */

import assert from "node:assert/strict";

import { hostedShards, omniglotArchive } from "../js/real/files.js";
import { pageFile } from "../js/real/page.js";
import { Mortal } from "./deaths.js";

/** @typedef {import("../../www/engine/wire.js").Command} Command */

const IMAGE = new Uint8Array(784).fill(200, 300, 340);
const WEIGHTS = pageFile("weights/vae-mnist.safetensors");
/** Another model, and half a second of each attempt less than the first one. */
const SMALL = pageFile("weights/vae-mnist-z2.packed");
const SHARDS = hostedShards("shards", { train: ["train", 40], test: ["test", 20] });
const HYPER = {
  learningRate: 1e-3,
  batchSize: 8,
  epochs: 50,
  maxSteps: null,
  beta: 1,
  reduction: /** @type {const} */ ("sum"),
  seed: 1,
  readEvery: 1,
  evaluateEvery: 0,
};
/** @type {Command} */
const PRETRAIN = { type: "pretrain", start: "pretrained", hyper: HYPER };
/** @type {Command} */
const FINE_TUNE = { type: "fineTune", hyper: HYPER, images: IMAGE };
/** @type {Command} */
const META = {
  type: "metaTrain",
  start: "pretrained",
  choice: { pool: "digits", groups: [], names: [] },
  hyper: {
    algorithm: "prototypes",
    steps: 50,
    learningRate: 1e-3,
    tasks: 1,
    ways: 2,
    shots: 1,
    queries: 1,
    innerSteps: 1,
    innerRate: 0.1,
    classify: 1,
    elbo: 0.01,
    mixture: { labelled: 1, unlabelled: 0, halves: 0, turns: false },
    deformation: "none",
    seed: 1,
  },
};
/** @type {Command} */
const TASK = {
  type: "defineTask",
  task: 1,
  ways: 2,
  support: { images: new Uint8Array([...IMAGE, ...IMAGE]), labels: new Uint8Array([0, 1]) },
  query: null,
};

/** @type {Command} */
export const ENCODE = {
  type: "encode",
  slot: "pretrained",
  picture: { pixels: IMAGE },
  around: 0,
  spread: 1,
  seed: 1,
};

/** What a visit has before anything goes wrong. @type {Command[]} */
export const BEFORE = [
  { type: "loadWeights", slot: "pretrained", name: "w", bytes: WEIGHTS },
  { type: "loadWeights", slot: "fineTuned", name: "f", bytes: WEIGHTS },
  { type: "loadWeights", slot: "trained", name: "t", bytes: SMALL },
  { type: "loadWeights", slot: "prepared", name: "p", bytes: SMALL },
  { type: "useBuiltIn", train: 60, test: 20, seed: 1 },
  { type: "loadOmniglot", bytes: omniglotArchive("One", 2, 2) },
  { type: "remember", image: IMAGE, label: 0 },
  { type: "remember", image: IMAGE.toReversed(), label: 1 },
  { type: "forget", id: 0 },
];

/**
 * @typedef {object} Phase
 * @property {string} at The call in whose place it dies.
 * @property {number} [nth]
 * @property {Command[]} does The last one's answer is awaited; where it starts a run, its steps are.
 */

/** @type {Record<string, Phase>} */
export const PHASES = {
  "weights are loaded": { at: "loadWeights", does: [{ ...BEFORE[0] }] },
  "data is made": {
    at: "useBuiltIn",
    does: [{ type: "useBuiltIn", train: 30, test: 20, seed: 2 }],
  },
  "a shard is added": {
    at: "addShard",
    does: [
      { type: "openShards", manifest: SHARDS.manifest },
      { type: "addShard", file: "train", bytes: SHARDS.files.train },
    ],
  },
  "a drawing is encoded": {
    at: "encode",
    does: [ENCODE],
  },
  "a run starts": { at: "pretrain", does: [PRETRAIN] },
  "a run takes its steps": { at: "step", nth: 2, does: [PRETRAIN] },
  "a run is stopped": { at: "stopTraining", does: [PRETRAIN, { type: "stopTraining" }] },
  "fine-tuning takes its steps": { at: "step", nth: 2, does: [FINE_TUNE] },
  "meta-training takes its steps": { at: "step", nth: 2, does: [META] },
  "a task is learnt": {
    at: "learnTask",
    does: [TASK, { type: "learnTask", method: "frozen", task: 1, seed: 1, augmentation: null }],
  },
  "an image is remembered": {
    at: "remember",
    does: [{ type: "remember", image: IMAGE, label: 1 }],
  },
};

/** @param {Mortal} mortal */
export async function works(mortal) {
  assert.equal(mortal.failed, 0);
  const [encoded] = await mortal.session.send({
    type: "reconstruct",
    slot: "pretrained",
    images: IMAGE,
  });
  assert.equal(encoded.type, "reconstructed");
}

/** @param {import("../../www/engine/engine.js").Backend} [backend] */
export async function prepared(backend = "cpu") {
  const mortal = new Mortal();
  await mortal.session.start(backend);
  for (const command of BEFORE) await mortal.session.send(command);
  return mortal;
}
