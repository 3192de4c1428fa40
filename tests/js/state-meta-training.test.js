import assert from "node:assert/strict";
import { test } from "node:test";

import { addMeta, noMetaCurves, recent } from "../../www/state/meta-curves.js";
import { reduce } from "../../www/state/page.js";
import { otherRun } from "../../www/state/runs.js";

/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */
/** @typedef {import("../../www/engine/wire.js").MetaLosses} MetaLosses */

/** @param {number} step @param {Partial<MetaLosses>} [others] @returns {MetaLosses} */
const losses = (step, others) => ({ step, before: 2, after: 1, accuracy: 0.5, ...others });
/** @type {EngineEvent} */
const STARTED = {
  type: "metaTrainingStarted",
  algorithm: "reptile",
  steps: 40,
  classes: 10,
  images: 100,
  latents: 32,
};
/**
 * @param {import("../../www/state/page.js").State | undefined} state
 * @param {EngineEvent[]} events
 * @param {number} [at]
 */
const hear = (state, events, at = 0) => reduce(state, { type: "engine/events", events, at });

test("a run is followed from its start through its steps to its end", () => {
  let state = hear(undefined, [STARTED]);
  assert.deepEqual(
    [state.metaTraining.run.status, state.metaTraining.run.algorithm],
    ["running", "reptile"],
  );
  state = hear(
    state,
    [
      {
        type: "metaStepsDone",
        algorithm: "reptile",
        step: 2,
        steps: 40,
        losses: [losses(1), losses(2)],
      },
    ],
    500,
  );
  assert.deepEqual(
    [state.metaTraining.run.step, state.metaTraining.run.curves.points.length],
    [2, 2],
  );
  assert.ok(state.metaTraining.run.pace.marks.length === 2);
  state = hear(state, [
    { type: "metaTrainingEnded", algorithm: "reptile", ending: "stopped", step: 2 },
  ]);
  assert.deepEqual(state.metaTraining.run.ended, { ending: "stopped", step: 2, message: null });
  assert.equal(state.metaTraining.run.status, "idle");
  state = hear(state, [STARTED]);
  assert.deepEqual(
    [state.metaTraining.run.ended, state.metaTraining.run.curves.points],
    [null, []],
    "the next one starts afresh",
  );
});

test("an engine that dies ends the run as lost, and only then", () => {
  const running = hear(undefined, [STARTED]);
  const lost = reduce(running, { type: "engine/lost" });
  assert.equal(lost.metaTraining.run.ended?.ending, "lost");
  assert.equal(reduce(undefined, { type: "engine/lost" }).metaTraining.run.ended, null);
});

test("weights of a run that ended are those of its method, unless it diverged", () => {
  const running = hear(undefined, [STARTED]);
  /** @param {import("../../www/engine/wire.js").Ending} ending */
  const named = (ending) =>
    hear(running, [{ type: "metaTrainingEnded", algorithm: "reptile", ending, step: 2 }]).fewShot
      .metaWeights.reptile;
  assert.equal(named("completed"), "trained here");
  assert.equal(named("stopped"), "trained here");
  assert.equal(named("diverged"), undefined);
});

test("one run at a time: the others are told which", () => {
  const state = hear(undefined, [STARTED]);
  assert.deepEqual(
    [otherRun(state, "train"), otherRun(state, "tune"), otherRun(state, "metaTraining")],
    ["Meta-training", "Meta-training", null],
  );
  const training = hear(undefined, [
    {
      type: "trainingStarted",
      run: "pretrain",
      steps: 1,
      stepsPerEpoch: 1,
      batchSize: 1,
      threads: 1,
      latents: 32,
    },
  ]);
  assert.deepEqual(
    [otherRun(training, "train"), otherRun(training, "metaTraining")],
    [null, "Training"],
  );
});

test("curves stay short, keep their first point, and know what was not measured", () => {
  const elbo = { reconstruction: 90, kl: 10, total: 100 };
  const many = Array.from({ length: 3000 }, (_, index) =>
    losses(index + 1, { after: index, elbo }),
  );
  const curves = addMeta(noMetaCurves(), many);
  assert.ok(curves.points.length <= 1200 && curves.points.length > 500);
  assert.equal(curves.first, many[0]);
  assert.ok(Math.abs((curves.points[0].after ?? 0) - 1.5) < 1e-9, "the mean of the first four");
  assert.equal(curves.points[0].elbo?.total, 100);
  const pass = addMeta(noMetaCurves(), [
    losses(1, { before: null, elbo: null }),
    losses(2, { before: null, after: 3, elbo: null }),
  ]);
  assert.deepEqual(
    [recent(pass, "before"), recent(pass, "after"), recent(pass, "elbo")],
    [null, 2, null],
  );
});
