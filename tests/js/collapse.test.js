import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULTS } from "../../www/engine/limits.js";
import { collapseOf } from "../../www/state/collapse.js";
import { reduce } from "../../www/state/page.js";
import { instantiate } from "./real/module.js";

/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */

/**
 * A run whose held-out readings are these.
 * @param {...[step: number, kl: number, active: number]} readings
 */
function after(...readings) {
  /** @type {EngineEvent[]} */
  const events = readings.map(([step, kl, activeUnits]) => ({
    type: "evaluated",
    step,
    losses: { reconstruction: 200, kl, total: 200 + kl },
    images: 256,
    activeUnits,
    latents: 32,
  }));
  /** @type {EngineEvent} */
  const started = {
    type: "trainingStarted",
    run: "pretrain",
    steps: 500,
    stepsPerEpoch: 10,
    batchSize: 128,
    threads: 1,
    latents: 32,
  };
  return reduce(undefined, { type: "engine/events", events: [started, ...events], at: 0 }).train;
}

const ELBO = /** @type {const} */ ({ beta: 1, reduction: "sum" });
const LITERAL = /** @type {const} */ ({ beta: 1, reduction: "meanPixels" });

test("a KL that stays at nothing under a strong weight is the KL's doing", () => {
  const silent = after([1, 0.04, 0], [50, 5e-5, 0], [100, 2e-5, 0]).run;
  assert.equal(collapseOf(silent, LITERAL), "kl");
  assert.equal(collapseOf(silent, { beta: 30, reduction: "sum" }), "kl");
  assert.equal(collapseOf(after([50, 3, 0], [100, 3, 0]).run, LITERAL), "kl", "no active latent");
});

test("a KL that shot up before it fell silent is the learning rate's doing", () => {
  const { run } = after([1, 0.04, 0], [50, 0, 0], [100, 0, 0]);
  assert.equal(collapseOf({ ...run, peakKl: 18_809 }, ELBO), "rate");
  assert.equal(collapseOf({ ...run, peakKl: 18_809 }, LITERAL), "rate", "whatever the weight");
  assert.equal(collapseOf({ ...run, peakKl: 3 }, ELBO), null, "early, and without a reason");
  const late = after([350, 0, 0], [400, 0, 0], [450, 0, 0]).run;
  assert.equal(collapseOf(late, ELBO), "unknown");
});

test("a run from random weights passes through a small KL, and is let pass", () => {
  // As measured on the built-in digits.
  for (const readings of /** @type {[number, number, number][][]} */ ([
    [[1, 0.04, 0]],
    [
      [1, 0.04, 0],
      [50, 0.13, 1],
    ],
    [
      [1, 0.04, 0],
      [50, 0.13, 1],
      [100, 0.3, 2],
    ],
    // Eight latents, batches of 64.
    [
      [50, 0.01, 0],
      [100, 0.01, 0],
    ],
    [
      [50, 0.13, 1],
      [100, 1.8, 28],
      [150, 5.2, 32],
    ],
    [],
  ]))
    for (const objective of [ELBO, { beta: 8, reduction: /** @type {const} */ ("sum") }])
      assert.equal(collapseOf(after(...readings).run, objective), null);
  const growing = after([50, 0.13, 1], [100, 0.3, 2]).run;
  assert.equal(collapseOf(growing, LITERAL), null, "small, and growing");
});

test("the causes are told apart of runs of the real engine", async () => {
  const { Engine } = await instantiate();
  /** @param {Partial<import("../../www/engine/wire.js").Hyper>} change */
  const cause = async (change) => {
    const engine = await Engine.open("cpu");
    await engine.handle({ type: "useBuiltIn", train: 600, test: 64, seed: 1 });
    const hyper = { ...DEFAULTS.pretrain, batchSize: 32, epochs: 50, maxSteps: 100, ...change };
    const how = { ...hyper, readEvery: 1, evaluateEvery: 50 };
    let state = reduce(undefined, { type: "train/asked", objective: hyper });
    const hear = (/** @type {EngineEvent[]} */ events) =>
      (state = reduce(state, { type: "engine/events", events, at: 0 }));
    hear(await engine.handle({ type: "pretrain", start: "scratch", latents: 8, hyper: how }));
    while (engine.training()) hear(await engine.step(10));
    return collapseOf(state.train.run, state.train.objective);
  };
  assert.equal(await cause({ reduction: "meanPixels" }), "kl");
  assert.equal(await cause({ learningRate: 0.05 }), "rate");
  assert.equal(await cause({}), null);
});

test("the count of active latents is of the last reading, and other weights end the alarm", () => {
  const state = after([50, 5e-5, 0], [100, 2e-5, 3]);
  assert.deepEqual([state.run.activeUnits, state.replaced], [3, false]);
  /** @param {EngineEvent[]} events */
  const replaced = (...events) =>
    reduce(undefined, { type: "engine/events", events, at: 0 }).train.replaced;
  /** @type {EngineEvent} */
  const loaded = {
    type: "weightsLoaded",
    slot: "trained",
    name: "vae-mnist",
    latents: 32,
    parameters: 1,
  };
  assert.equal(replaced(loaded), true);
  assert.equal(replaced({ ...loaded, slot: "pretrained" }), false, "the run's are as they were");
  assert.equal(replaced({ type: "modelDiscarded", slot: "trained" }), true);
  assert.equal(replaced({ type: "modelDiscarded", slot: "fineTuned" }), false);
  assert.equal(replaced({ type: "modelKept", slot: "trained", name: "n", latents: 32 }), true);
  assert.equal(
    replaced(loaded, {
      type: "trainingStarted",
      run: "pretrain",
      steps: 5,
      stepsPerEpoch: 1,
      batchSize: 1,
      threads: 1,
      latents: 32,
    }),
    false,
  );
});
