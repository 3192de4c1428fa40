import assert from "node:assert/strict";
import { test } from "node:test";

import {
  accuracyOf,
  answersOf,
  confusionOf,
  estimate,
  quantile,
} from "../../www/app/statistics.js";

test("Student's t at 97.5 %, against the tables", () => {
  /** @type {[number, number][]} Degrees of freedom and the table's value. */
  const table = [
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [4, 2.776],
    [5, 2.571],
    [9, 2.262],
    [10, 2.228],
    [19, 2.093],
    [30, 2.042],
    [99, 1.984],
    [599, 1.964],
  ];
  for (const [freedom, expected] of table)
    assert.ok(Math.abs(quantile(freedom) - expected) < 6e-4, `${freedom}: ${quantile(freedom)}`);
});

test("the interval of a mean, by hand", () => {
  // Deviations −0.1, 0, 0.1: s = 0.1, s/√3 = 0.057735, times 4.3027.
  const over = estimate([0.7, 0.8, 0.9]);
  assert.ok(over && over.half !== null);
  assert.ok(Math.abs(over.mean - 0.8) < 1e-12);
  assert.ok(Math.abs(over.half - 0.24842) < 1e-4, String(over.half));
  assert.equal(over.count, 3);
});

test("one value has no interval, none has no mean", () => {
  assert.deepEqual(estimate([0.5]), { mean: 0.5, half: null, count: 1 });
  assert.equal(estimate([]), null);
});

test("answers, their confusion and its accuracy", () => {
  const answers = answersOf([0.7, 0.2, 0.1, 0.1, 0.1, 0.8, 0.3, 0.4, 0.3, 0, 0, 1], 3);
  assert.deepEqual(answers, [0, 2, 1, 2]);
  const confusion = confusionOf(new Uint8Array([0, 1, 1, 2]), answers, 3);
  assert.deepEqual(confusion, [1, 0, 0, 0, 1, 1, 0, 0, 1]);
  assert.equal(accuracyOf(confusion, 3), 0.75);
});
