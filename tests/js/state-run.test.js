import assert from "node:assert/strict";
import { test } from "node:test";

import { pageStore } from "../../www/state/page.js";

/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */
/** @typedef {import("../../www/engine/wire.js").Run} Run */

const LOSSES = { reconstruction: 90, kl: 10, total: 100 };
/** @param {Run} [run] @returns {EngineEvent} */
const started = (run = "pretrain") => ({
  type: "trainingStarted",
  run,
  steps: 9,
  stepsPerEpoch: 3,
  batchSize: 8,
  threads: 1,
  latents: 32,
});
/** @param {number} step @param {Run} [run] @returns {EngineEvent} */
const done = (step, run = "pretrain") => ({
  type: "stepsDone",
  run,
  step,
  steps: 9,
  losses: [{ step, losses: LOSSES }],
});
/** @param {Run} [run] @returns {EngineEvent} */
const ended = (run = "pretrain") => ({ type: "trainingEnded", run, ending: "completed", step: 9 });

function page() {
  const store = pageStore();
  const hear = (/** @type {EngineEvent[]} */ events, at = 0) =>
    store.dispatch({ type: "engine/events", events, at });
  return { store, hear };
}

for (const status of /** @type {const} */ (["paused", "running", "stopping"])) {
  test(`a “${status}” that comes after the run's end does not bring it back`, () => {
    const { store, hear } = page();
    hear([started(), ended()]);
    store.dispatch({ type: "train/status", status });
    assert.equal(store.get().train.run.status, "idle");
    assert.equal(store.get().train.run.ended?.ending, "completed");
    store.dispatch({ type: "tune/status", status });
    assert.equal(store.get().tune.run.status, "idle");
  });
}

test("a start that is refused leaves no run", () => {
  const { store } = page();
  store.dispatch({ type: "train/status", status: "starting" });
  assert.equal(store.get().train.run.status, "starting");
  store.dispatch({ type: "train/status", status: "idle" });
  assert.deepEqual([store.get().train.run.status, store.get().train.run.ended], ["idle", null]);
});

test("single steps of a paused run count as steps and not as pace", () => {
  const { store, hear } = page();
  hear([started()]);
  store.dispatch({ type: "train/status", status: "paused" });
  hear([done(1)], 5_000);
  hear([done(2)], 50_000);
  const { run } = store.get().train;
  assert.deepEqual([run.status, run.step, run.curves.train.length], ["paused", 2, 2]);
  assert.deepEqual(run.pace.marks, []);
});

test("a diverged run says why", () => {
  const { store, hear } = page();
  hear([
    started(),
    {
      type: "trainingEnded",
      run: "pretrain",
      ending: "diverged",
      step: 3,
      message: "The loss is NaN.",
    },
  ]);
  assert.deepEqual(store.get().train.run.ended, {
    ending: "diverged",
    step: 3,
    message: "The loss is NaN.",
  });
});

test("fine-tuning is heard by its own panel alone, held-out losses by pretraining alone", () => {
  const { store, hear } = page();
  const before = store.get().train;
  hear([started("fineTune"), done(1, "fineTune")]);
  assert.equal(store.get().train, before);
  assert.deepEqual([store.get().tune.run.status, store.get().tune.run.step], ["running", 1]);
  hear([{ type: "evaluated", step: 1, losses: LOSSES, images: 10, activeUnits: 16, latents: 32 }]);
  assert.deepEqual(store.get().tune.run.curves.heldOut, []);
  assert.equal(store.get().train.run.curves.heldOut.length, 1);
});

test("new held-out images drop the reconstructions of the old ones", () => {
  const { store } = page();
  const image = new Uint8Array(784);
  const labels = new Uint8Array([3]);
  store.dispatch({ type: "train/pictures", reconstructions: image, samples: image, beside: null });
  assert.equal(store.get().train.heldOut, null, "nothing to reconstruct yet");
  store.dispatch({ type: "train/heldOut", images: image, labels });
  store.dispatch({ type: "train/pictures", reconstructions: image, samples: image, beside: null });
  assert.equal(store.get().train.heldOut?.reconstructions, image);
  store.dispatch({ type: "train/heldOut", images: image, labels });
  assert.equal(store.get().train.heldOut?.reconstructions, null);
  assert.equal(store.get().train.samples, image, "samples are no reconstructions");
});
