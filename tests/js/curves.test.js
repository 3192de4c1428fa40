import assert from "node:assert/strict";
import { test } from "node:test";

import {
  addHeldOut,
  addTrain,
  MOST_POINTS,
  newest,
  noCurves,
  smooth,
} from "../../www/app/curves.js";

/** @param {number} step @param {number} [total] */
const point = (step, total = step) => ({
  step,
  losses: { reconstruction: total / 2, kl: total / 2, total },
});
const points = (/** @type {number} */ from, /** @type {number} */ to) =>
  Array.from({ length: to - from + 1 }, (_, index) => point(from + index));

test("a short run keeps every point", () => {
  const curves = addTrain(addTrain(noCurves(), points(1, 4)), points(5, 9));
  assert.deepEqual(
    curves.train.map(({ step }) => step),
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
  assert.equal(curves.first?.losses.total, 1);
  assert.equal(newest(curves)?.step, 9);
});

test("a long run stays in bounds, keeps its mean, and knows its first and newest loss", () => {
  let curves = noCurves();
  const steps = 23_450;
  for (let step = 1; step <= steps; step += 4)
    curves = addTrain(curves, points(step, Math.min(step + 3, steps)));
  assert.ok(
    curves.train.length <= MOST_POINTS && curves.train.length > MOST_POINTS / 3,
    `${curves.train.length}`,
  );
  assert.equal(curves.first?.step, 1);
  assert.equal(newest(curves)?.step, steps);
  // A straight line stays one: each point is the mean of the steps up to it.
  for (const { step, losses } of curves.train) {
    assert.ok(
      Math.abs(losses.total - (step - (curves.every - 1) / 2)) <= curves.every,
      `${step}: ${losses.total}`,
    );
  }
  const ascending = curves.train.every(
    ({ step }, index) => index === 0 || step > curves.train[index - 1].step,
  );
  assert.ok(ascending);
});

test("a held-out loss that comes twice for one step is one point", () => {
  const curves = addHeldOut(addHeldOut(noCurves(), point(50, 3)), point(50, 2));
  assert.deepEqual(curves.heldOut, [point(50, 2)]);
});

test("smoothing starts at the first value and keeps a constant", () => {
  assert.deepEqual(
    smooth([5, 5, 5], 0.9).map((value) => Math.round(value * 1e9) / 1e9),
    [5, 5, 5],
  );
  const [first, second] = smooth([0, 10], 0.5);
  assert.equal(first, 0);
  assert.ok(second > 5 && second < 10);
});
