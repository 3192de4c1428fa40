import assert from "node:assert/strict";
import { test } from "node:test";

import { drawn, fitted, uniform } from "../../www/app/density.js";

/**
 * Mean and covariance, as their definitions have them.
 *
 * @param {number[][]} rows
 */
function moments(rows) {
  const mean = rows[0].map(
    (_, axis) => rows.reduce((sum, row) => sum + row[axis], 0) / rows.length,
  );
  const covariance = mean.map((_, i) =>
    mean.map(
      (_, j) =>
        rows.reduce((sum, row) => sum + (row[i] - mean[i]) * (row[j] - mean[j]), 0) / rows.length,
    ),
  );
  return { mean, covariance };
}

/** @param {Float64Array} root @param {number} n */
const squared = (root, n) =>
  Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) =>
      Array.from({ length: n }, (_, k) => root[i * n + k] * root[j * n + k]).reduce(
        (a, b) => a + b,
      ),
    ),
  );

/** @param {number[][]} a @param {number[][]} b @param {number} within */
function near(a, b, within) {
  for (const [value, other] of a.flat().map((value, at) => [value, b.flat()[at]]))
    assert.ok(Math.abs(value - other) <= within, `${JSON.stringify(a)} and ${JSON.stringify(b)}`);
}

const ROOT = Float64Array.of(1, 0, 0, 0.8, 0.5, 0, -0.3, 0.2, 2);
const MEAN = Float64Array.of(1, -2, 0.5);

test("one Gaussian is the mean and the covariance of what it is fitted to", () => {
  const rows = drawn([{ share: 1, mean: MEAN, root: ROOT }], 400, { seed: 4 });
  const [part] = fitted(Float32Array.from(rows.flat()), 3, { parts: 1, rounds: 3, seed: 1 });
  const { mean, covariance } = moments(rows);
  near([[...part.mean]], [mean], 1e-5);
  // The least variance is added along the axes.
  near(squared(part.root, 3), covariance, 1.1e-3);
  assert.ok(Math.abs(part.share - 1) < 1e-9);
});

test("what is drawn has the mixture's mean and covariance, scaled by the temperature", () => {
  for (const temperature of [1, 0.5]) {
    const how = { seed: 7, temperature };
    const rows = drawn([{ share: 1, mean: MEAN, root: ROOT }], 40_000, how);
    const { mean, covariance } = moments(rows);
    near([mean], [[...MEAN]], 0.05);
    const wide = squared(ROOT, 3).map((row) => row.map((value) => temperature ** 2 * value));
    near(covariance, wide, 0.1);
  }
});

test("two heaps of codes are found, each with its share", () => {
  const heap = (/** @type {number} */ at, /** @type {number} */ count) =>
    drawn(
      [{ share: 1, mean: Float64Array.of(at, at), root: Float64Array.of(0.3, 0, 0.1, 0.2) }],
      count,
      {
        seed: at + 50,
      },
    );
  const codes = Float32Array.from([...heap(-4, 300), ...heap(4, 100)].flat());
  const mixture = fitted(codes, 2, { parts: 2, rounds: 10, seed: 3 });
  const [left, right] = mixture.toSorted((a, b) => a.mean[0] - b.mean[0]);
  near(
    [[...left.mean], [...right.mean]],
    [
      [-4, -4],
      [4, 4],
    ],
    0.1,
  );
  near([[left.share, right.share]], [[0.75, 0.25]], 1e-6);
  const made = drawn(mixture, 1000, { seed: 1 });
  const share = made.filter(([x]) => x < 0).length / made.length;
  assert.ok(Math.abs(share - 0.75) < 0.05, `${share}`);
});

test("fewer codes than Gaussians, or equal ones, make no numbers that are none", () => {
  for (const codes of [new Float32Array(8), Float32Array.of(1, 2, 1, 2, 1, 2, 1, 2)]) {
    const made = drawn(fitted(codes, 2, { parts: 6, rounds: 5, seed: 1 }), 50, { seed: 2 });
    assert.ok(made.flat().every(Number.isFinite));
    const nearby = made.every((row) => row.every((value, at) => Math.abs(value - codes[at]) < 1));
    assert.ok(nearby, "where the codes are");
  }
});

test("a seed fixes what is drawn", () => {
  const some = (/** @type {number} */ seed) => Array.from({ length: 5 }, uniform(seed));
  assert.deepEqual(some(3), some(3));
  assert.notDeepEqual(some(3), some(4));
  assert.ok(some(3).every((value) => value >= 0 && value < 1));
});
