/**
 * What is not a number, in a batch, a gradient, weights and rates: found one reading later at most,
 * gone back from to the newest weights that were good, and said.
 */

import assert from "node:assert/strict";

import { DEFAULTS } from "../../../www/engine/limits.js";
import { pageFile } from "../../js/real/page.js";
import { openWith } from "../../js/real/peers.js";
import { assertFinite, hash, metaWeights, only, train, weights } from "../runs.js";
import { edited } from "../safetensors.js";

/** @typedef {import("../faults.js").Faults} Faults */
/** @typedef {import("../../../www/engine/engine.js").Engine} Engine */
/** @typedef {import("../../../www/engine/engine.js").EngineEvent} EngineEvent */
/** @typedef {import("../../../www/engine/wire.js").Algorithm} Algorithm */
/** @typedef {import("../../../www/engine/wire.js").Command} Command */
/** @typedef {import("../../js/real/peers.js").Tampering} Tampering */

const BAD = { NaN: Number.NaN, "∞": Number.POSITIVE_INFINITY, "−∞": Number.NEGATIVE_INFINITY };
const NAME = "vae-mnist.safetensors";
const LOSSES = 3;

/** Two windows of readings, and two steps that only the end of the run reads. */
const STEPS = 8;
const READ_EVERY = 3;

/** The page's own weights, loaded, and data to train on. @param {Engine} engine */
async function ready(engine) {
  await engine.handle({ type: "useBuiltIn", train: 100, test: 10, seed: 1 });
  await load(engine, pageFile(`weights/${NAME}`));
}

/** @param {Engine} engine @param {Uint8Array} bytes */
const load = (engine, bytes) =>
  engine.handle({ type: "loadWeights", slot: "pretrained", name: NAME, bytes });

/** @param {number} maxSteps @returns {Command} */
const pretraining = (maxSteps) => ({
  type: "pretrain",
  start: "pretrained",
  // The fewest images that two workers share.
  hyper: { ...DEFAULTS.pretrain, batchSize: 64, maxSteps, readEvery: READ_EVERY, evaluateEvery: 0 },
});

/** Hashes of the weights after so many steps of a run that nobody tampers with. */
class Untouched {
  /** @type {Map<number, string>} */
  #after = new Map();

  /** @param {number} steps */
  async after(steps) {
    const known = this.#after.get(steps);
    if (known) return known;
    const { engine, close } = await openWith(2);
    try {
      await ready(engine);
      if (steps > 0) await train(engine, pretraining(steps));
      const found = hash(await weights(engine, steps > 0 ? "trained" : "pretrained"));
      this.#after.set(steps, found);
      return found;
    } finally {
      close();
    }
  }
}

/**
 * One number that a worker computes with in step `at`, from 0, is bad.
 *
 * @param {"batch" | "gradient"} where
 * @param {number} at
 * @param {number} bad
 * @param {Untouched} untouched
 */
async function poison(where, at, bad, untouched) {
  let taken = 0;
  /** @type {Tampering} */
  const tampering = {
    noise(eps, step) {
      taken = step + 1;
      if (where === "batch" && step === at) eps[0] = bad;
    },
    sent(numbers, step) {
      if (where === "gradient" && step === at) numbers[numbers.length - LOSSES - 1] = bad;
    },
  };
  const { engine, close } = await openWith(2, tampering);
  try {
    await ready(engine);
    const events = await train(engine, pretraining(STEPS));
    assert.equal(only(events, "trainingStarted").threads, 2);
    const ended = assertSaid(events);
    assertReadingsFinite(events);
    // A gradient shows in the next step's loss, which the next reading has.
    assert.ok(taken <= at + 1 + READ_EVERY + 1, `found after ${taken} steps`);
    assert.ok(ended.step >= at - READ_EVERY, `back to step ${ended.step}: newer ones were good`);
    assert.equal(hash(await weights(engine, "trained")), await untouched.after(ended.step));
  } finally {
    close();
  }
}

/** @param {EngineEvent[]} events */
function assertSaid(events) {
  const ended = only(events, "trainingEnded");
  assert.equal(ended.ending, "diverged");
  assert.match(ended.message ?? "", /no longer a number at step \d+.*after step \d+ are back/s);
  assert.match(ended.message ?? "", new RegExp(`after step ${ended.step} `));
  return ended;
}

/** What a chart is given. @param {EngineEvent[]} events */
function assertReadingsFinite(events) {
  for (const event of events) {
    if (event.type !== "stepsDone") continue;
    for (const { step, losses } of event.losses)
      assert.ok(Object.values(losses).every(Number.isFinite), `step ${step} was told as it is`);
  }
}

/**
 * A command is refused by a sentence, and nothing is other than before.
 *
 * @param {Command} command
 * @param {RegExp} sentence
 */
async function refused(command, sentence) {
  const { engine } = await openWith(1);
  await ready(engine);
  const before = hash(await weights(engine, "pretrained"));
  await assert.rejects(engine.handle(command), (/** @type {{message: string}} */ { message }) => {
    assert.match(message, sentence);
    return true;
  });
  assert.equal(engine.training(), false);
  assert.equal(hash(await weights(engine, "pretrained")), before);
  await assert.rejects(
    engine.handle({ type: "exportWeights", slot: "fineTuned", precision: "f32" }),
  );
}

/** @param {number} learningRate @returns {Promise<Command>} */
async function fineTuning(learningRate) {
  const images = new Uint8Array(8 * 784).map((_, at) => (at % 784 < 300 ? 255 : 0));
  return { type: "fineTune", hyper: { ...DEFAULTS.fineTune, learningRate, maxSteps: 40 }, images };
}

/** @type {Algorithm[]} */
const ALGORITHMS = /** @type {any} */ (Object.keys(DEFAULTS.metaTrain));

/** @param {Algorithm} algorithm @param {object} change @returns {Command} */
const metaTraining = (algorithm, change) => ({
  type: "metaTrain",
  hyper: {
    ...DEFAULTS.metaTrain[algorithm],
    ...{ steps: 3, tasks: 1, ways: 3, shots: 1, queries: 1, innerSteps: 2 },
    ...change,
  },
  start: "pretrained",
  choice: { pool: "digits", groups: [], names: [] },
});

/**
 * Fine-tuning from weights that are finite and absurd, or refused as that.
 *
 * @param {number} factor
 */
async function absurd(factor) {
  const { engine } = await openWith(1);
  await ready(engine);
  const own = hash(await weights(engine, "pretrained"));
  try {
    await load(
      engine,
      edited(pageFile(`weights/${NAME}`), (weight) => weight * factor),
    );
  } catch (error) {
    assert.equal(typeof (/** @type {any} */ (error).message), "string");
    assert.equal(hash(await weights(engine, "pretrained")), own);
    return;
  }
  const events = await train(engine, await fineTuning(1e-3));
  assertReadingsFinite(events);
  if (only(events, "trainingEnded").ending !== "completed") assertSaid(events);
  assertFinite(await weights(engine, "fineTuned"));
}

/** @param {Algorithm} algorithm */
async function metaDivergence(algorithm) {
  const { engine } = await openWith(1);
  await ready(engine);
  await train(engine, metaTraining(algorithm, { steps: 1 }));
  const before = hash(await metaWeights(engine, algorithm));
  // What is still finite, and whose square is not.
  await load(
    engine,
    edited(pageFile(`weights/${NAME}`), (weight) => weight * 1e4),
  );
  const events = await train(engine, metaTraining(algorithm, { learningRate: 1, innerRate: 10 }));
  const ended = only(events, "metaTrainingEnded");
  for (const event of events)
    if (event.type === "metaStepsDone")
      for (const { before, after } of event.losses)
        assert.ok(Number.isFinite(before ?? 0) && Number.isFinite(after), "a loss that is none");
  if (ended.ending === "completed") assertFinite(await metaWeights(engine, algorithm));
  else {
    assert.equal(ended.ending, "diverged");
    assert.match(ended.message ?? "", /no longer a number at step \d+|no longer finite/);
    assert.equal(hash(await metaWeights(engine, algorithm)), before);
  }
}

/**
 * No loss sees the last update: what it made must be usable, or said not to be.
 *
 * @param {Algorithm} algorithm
 */
async function lastUpdate(algorithm) {
  const { engine } = await openWith(1);
  await ready(engine);
  const events = await train(engine, metaTraining(algorithm, { steps: 1, learningRate: 1 }));
  const ended = only(events, "metaTrainingEnded");
  if (ended.ending === "diverged") return assert.match(ended.message ?? "", /no longer finite/);
  const bytes = await metaWeights(engine, algorithm);
  const name = "again";
  await engine.handle({ type: "loadMetaWeights", algorithm, bytes, name });
}

/** @param {Faults} faults */
export async function run(faults) {
  const untouched = new Untouched();
  for (const where of /** @type {const} */ (["batch", "gradient"]))
    for (const [name, bad] of Object.entries(BAD))
      for (const at of [0, READ_EVERY - 1, STEPS - 1])
        await faults.attempt(`${name} in a ${where} of step ${at + 1}`, () =>
          poison(where, at, bad, untouched),
        );
  for (const rate of [1e6, Number.NaN, Number.POSITIVE_INFINITY])
    await faults.attempt(`fine-tuning at a rate of ${rate}`, async () =>
      refused(await fineTuning(rate), /learning rate/i),
    );
  await faults.attempt("meta-training at a rate of 1e6", () =>
    refused(metaTraining("reptile", { innerRate: 1e6 }), /inner learning rate/),
  );
  for (const [name, bad] of Object.entries(BAD))
    await faults.attempt(`${name} in weights`, () => {
      const bytes = edited(pageFile(`weights/${NAME}`), (weight, at) => (at === 7 ? bad : weight));
      const slot = /** @type {const} */ ("pretrained");
      return refused({ type: "loadWeights", slot, name: NAME, bytes }, /not finite/);
    });
  for (const factor of [1e2, 1e6, 1e15])
    await faults.attempt(`weights × ${factor}`, () => absurd(factor));
  for (const algorithm of ALGORITHMS)
    await faults.attempt(`${algorithm} at the largest rates from absurd weights`, () =>
      metaDivergence(algorithm),
    );
  for (const algorithm of ALGORITHMS)
    await faults.attempt(`${algorithm}: the last update`, () => lastUpdate(algorithm));
}
