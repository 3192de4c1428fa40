import assert from "node:assert/strict";
import { test } from "node:test";

import { atFirst, rangeOf, typed } from "../../www/app/limits.js";
import { hyper } from "../../www/state/hyper.js";

/** As the form judges. @param {string} run @param {string} field @param {string} text */
function problemWith(run, field, text) {
  const path = `${run}.${field}`;
  return typed(text, rangeOf(path), atFirst(path) === null).wrong;
}

test("what is in range is taken as it is typed", () => {
  for (const [field, text] of /** @type {const} */ ([
    ["learningRate", "1e-3"],
    ["learningRate", "1"],
    ["batchSize", "512"],
    ["epochs", " 50 "],
    ["maxSteps", ""],
    ["beta", "0"],
    ["seed", "4294967295"],
  ])) {
    assert.equal(problemWith("pretrain", field, text), null, `${field} ${text}`);
  }
});

test("what is not is named, with its range", () => {
  assert.match(
    problemWith("pretrain", "learningRate", "0") ?? "",
    /learning rate must be 1e-7 to 1/,
  );
  assert.match(problemWith("pretrain", "learningRate", "") ?? "", /learning rate is missing/);
  assert.match(problemWith("pretrain", "epochs", "ten") ?? "", /epochs is no number/);
  assert.match(problemWith("pretrain", "batchSize", "12.5") ?? "", /whole number/);
  assert.match(problemWith("fineTune", "batchSize", "33") ?? "", /1 to 32/);
  assert.match(problemWith("pretrain", "maxSteps", "0") ?? "", /number of steps/);
});

test("a GPU's losses are read less often, but never a fine-tuning run's", () => {
  const settings = {
    learningRate: 1e-3,
    batchSize: 128,
    epochs: 1,
    maxSteps: null,
    beta: 1,
    reduction: /** @type {const} */ ("sum"),
    seed: 1,
  };
  assert.equal(hyper("pretrain", settings, "cpu").readEvery, 1);
  assert.equal(hyper("pretrain", settings, "webgpu").readEvery, 4);
  assert.equal(hyper("fineTune", settings, "webgpu").readEvery, 1);
  assert.equal(hyper("fineTune", settings, "cpu").evaluateEvery, 0);
});
