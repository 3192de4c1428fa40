import assert from "node:assert/strict";
import { test } from "node:test";

import { drawnFrom, momentsOf, normal } from "../../www/app/mixture.js";

test("moments of a mixture: the mean, and both the spread within and between", () => {
  const { mean, deviation } = momentsOf([
    { mean: [0, 5], deviation: [1, 0.5] },
    { mean: [4, 5], deviation: [1, 0.5] },
  ]);
  assert.deepEqual(mean, [2, 5]);
  // Variances: 1 within and 4 between; a quarter within and none between.
  assert.deepEqual(deviation, [Math.sqrt(5), 0.5]);
});

test("of a single posterior it is that posterior", () => {
  const one = { mean: [1, -2], deviation: [0.25, 2] };
  assert.deepEqual(momentsOf([one]), one);
});

test("samples lie around the mean as far as the deviation says", () => {
  const fixed = [1, -1, 0, 2];
  const codes = drawnFrom({ mean: [1, -2], deviation: [0.5, 0] }, 2, () => fixed.shift() ?? 0);
  assert.deepEqual(codes, [
    [1.5, -2],
    [1, -2],
  ]);
  const many = drawnFrom({ mean: [3], deviation: [2] }, 4000, normal).map(([z]) => z);
  const mean = many.reduce((sum, z) => sum + z, 0) / many.length;
  const variance = many.reduce((sum, z) => sum + (z - mean) ** 2, 0) / many.length;
  // Six standard errors: 1 in 500 million runs is outside.
  assert.ok(Math.abs(mean - 3) < 6 * (2 / Math.sqrt(4000)), `${mean}`);
  assert.ok(Math.abs(variance - 4) < 6 * 4 * Math.sqrt(2 / 4000), `${variance}`);
});
