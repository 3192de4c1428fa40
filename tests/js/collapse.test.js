import assert from "node:assert/strict";
import { test } from "node:test";

import { hasCollapsed } from "../../www/state/collapse.js";
import { reduce } from "../../www/state/page.js";

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

test("a KL that stays at nothing is a collapse, and so is a model without an active latent", () => {
  assert.ok(hasCollapsed(after([1, 0.04, 0], [50, 5e-5, 0], [100, 2e-5, 0]).run));
  assert.ok(hasCollapsed(after([50, 3, 0], [100, 3, 0]).run));
});

test("a run from random weights passes through a small KL, and is let pass", () => {
  // As measured on the built-in digits.
  assert.ok(!hasCollapsed(after([1, 0.04, 0]).run));
  assert.ok(!hasCollapsed(after([1, 0.04, 0], [50, 0.13, 1]).run));
  assert.ok(
    !hasCollapsed(after([1, 0.04, 0], [50, 0.13, 1], [100, 0.3, 2]).run),
    "small, and growing",
  );
  assert.ok(!hasCollapsed(after([50, 0.13, 1], [100, 1.8, 28], [150, 5.2, 32]).run));
  assert.ok(!hasCollapsed(after().run));
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
