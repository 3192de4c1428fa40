/** The same seed gives the same weights to the bit, on the CPU, whatever the number of workers. */

import { DEFAULTS } from "../../../www/engine/limits.js";
import { openWith } from "../../js/real/peers.js";
import { hash, metaWeights, only, train, weights } from "../runs.js";

/** @typedef {import("../faults.js").Faults} Faults */
/** @typedef {import("../../../www/engine/engine.js").Engine} Engine */
/** @typedef {import("../../../www/engine/wire.js").Command} Command */

const DIGITS = { type: "useBuiltIn", train: 200, test: 20, seed: 1 };

/**
 * Does the same on two engines with as many workers, and on one with another seed.
 *
 * @param {number} workers
 * @param {(engine: Engine, seed: number) => Promise<Uint8Array>} learn Answers with the weights.
 */
async function repeat(workers, learn) {
  const learnt = [];
  for (const seed of [1, 1, 2]) {
    const { engine, close } = await openWith(workers);
    try {
      await engine.handle(/** @type {Command} */ (DIGITS));
      learnt.push(hash(await learn(engine, seed)));
    } finally {
      close();
    }
  }
  if (learnt[0] !== learnt[1]) throw new Error("the same seed gave other weights");
  if (learnt[0] === learnt[2]) throw new Error("the seed has no effect");
}

/**
 * @param {number} workers
 * @param {import("../../../www/engine/wire.js").Recipe} [recipe]
 */
const pretraining =
  (workers, recipe) =>
  /** @param {Engine} engine @param {number} seed */
  async (engine, seed) => {
    // As many images as pay for the exchange, and an odd one.
    const batchSize = 32 * workers + 1;
    const plain = { ...DEFAULTS.pretrain, batchSize, maxSteps: 4, evaluateEvery: 0, seed };
    const hyper = recipe ? { ...plain, recipe } : plain;
    const events = await train(engine, { type: "pretrain", start: "scratch", hyper });
    const { threads } = only(events, "trainingStarted");
    if (threads !== workers) throw new Error(`${threads} workers`);
    return weights(engine, "trained");
  };

/** @param {Engine} engine @param {number} seed */
async function fineTuning(engine, seed) {
  await pretraining(1)(engine, 1);
  await engine.handle({ type: "keepModel", slot: "trained", name: "kept" });
  const examples = await engine.handle({ type: "showExamples", split: "train", count: 8, seed: 1 });
  const { images } = only(examples, "examples");
  const hyper = { ...DEFAULTS.fineTune, maxSteps: 6, seed };
  await train(engine, { type: "fineTune", hyper, images });
  return weights(engine, "fineTuned");
}

/** @param {Engine} engine @param {number} seed */
async function metaTraining(engine, seed) {
  const hyper = { ...DEFAULTS.metaTrain.reptile, steps: 3, ways: 3, shots: 1, queries: 1, seed };
  const choice = { pool: /** @type {const} */ ("digits"), groups: [], names: [] };
  await train(engine, { type: "metaTrain", hyper, start: "scratch", choice });
  return metaWeights(engine, "reptile");
}

const RECIPE = /** @type {const} */ ({ decay: "cosine", averaging: 0.9, binarise: true });

/** @param {Faults} faults */
export async function run(faults) {
  for (const workers of [1, 2, 3, 4]) {
    const name = `pretraining with ${workers} workers`;
    await faults.attempt(name, () => repeat(workers, pretraining(workers)));
    await faults.attempt(`${name} by a recipe`, () =>
      repeat(workers, pretraining(workers, RECIPE)),
    );
  }
  await faults.attempt("fine-tuning", () => repeat(1, fineTuning));
  await faults.attempt("meta-training", () => repeat(1, metaTraining));
}
