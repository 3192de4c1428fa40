/** The numbers that cross between engines: their order, their file, the task. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { written } from "../../www/bench/gpu-counter.js";
import {
  flatten,
  fromChannelsLast,
  LAYOUT,
  PARAMETERS,
  shapeChannelsLast,
  size,
  tensors,
  toChannelsLast,
} from "../../www/bench/layout.js";
import { readWeights, writeWeights } from "../../www/bench/safetensors.js";
import { relativeDistance, spread } from "../../www/bench/statistics.js";
import { BATCH, firstBatch, generator, makeTask } from "../../www/bench/task.js";

test("the layout is the engine's own", () => {
  const source = readFileSync(new URL("../../src/model/state.rs", import.meta.url), "utf8");
  const rust = [...source.matchAll(/\("((?:en|de)coder\.[\w.]+)", &\[([^\]]+)\]\)/g)].map(
    ([, name, shape]) => [
      name,
      shape.replace("2 * LATENTS", "64").replace("LATENTS", "32").split(",").map(Number),
    ],
  );
  assert.deepEqual(rust, LAYOUT);
  assert.equal(
    LAYOUT.reduce((sum, [, shape]) => sum + size(shape), 0),
    PARAMETERS,
  );
});

test("channels go last and come back, and each number has a place", () => {
  for (const [index, [name, shape]] of LAYOUT.entries()) {
    const values = Float32Array.from({ length: size(shape) }, (_, i) => i);
    const last = toChannelsLast(index, values);
    assert.deepEqual(fromChannelsLast(index, last), values, name);
    assert.deepEqual(last.toSorted(), values, name);
    assert.equal(size(shapeChannelsLast(index)), size(shape));
  }
  // decoder.2.bias: PyTorch's number of channel 3, row 2, column 1.
  const bias = toChannelsLast(
    11,
    Float32Array.from({ length: 3136 }, (_, i) => i),
  );
  assert.equal(bias[(2 * 7 + 1) * 64 + 3], 3 * 49 + 2 * 7 + 1);
});

test("weights survive being written, and the committed ones can be read", () => {
  const flat = Float32Array.from({ length: PARAMETERS }, (_, i) => Math.sin(i));
  assert.deepEqual(readWeights(writeWeights(flat).buffer), flat);
  assert.deepEqual(flatten(tensors(flat)), flat);

  const file = readFileSync(new URL("../../www/weights/vae-mnist.safetensors", import.meta.url));
  const committed = readWeights(
    file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength),
  );
  assert.ok(committed.every(Number.isFinite));
  const norm = Math.hypot(...committed.subarray(0, 512));
  assert.ok(norm > 0.5 && norm < 100, `the first kernel's norm is ${norm}`);
});

test("the task is the same on each run, with noise that is standard normal", () => {
  const [one, other] = [makeTask(new Float32Array(0)), makeTask(new Float32Array(0))];
  assert.deepEqual(one.images, other.images);
  assert.equal(firstBatch(one).length, BATCH * 784);
  const mean = one.eps.reduce((sum, value) => sum + value, 0) / one.eps.length;
  const square = one.eps.reduce((sum, value) => sum + value ** 2, 0) / one.eps.length;
  assert.ok(Math.abs(mean) < 0.05 && Math.abs(square - 1) < 0.08, `mean ${mean}, square ${square}`);
  assert.notEqual(generator(1)(), generator(2)());
});

test("bytes written to a buffer count elements of a typed array, bytes of a buffer", () => {
  assert.equal(written(new Float32Array(10)), 40);
  assert.equal(written(new Float32Array(10), 2), 32);
  assert.equal(written(new Float32Array(10), 2, 3), 12);
  assert.equal(written(new ArrayBuffer(10), 2, 3), 3);
  assert.equal(written(new DataView(new ArrayBuffer(10)), 2), 8);
});

test("a distance is relative, and arrays of other lengths are infinitely far", () => {
  assert.equal(relativeDistance(Float32Array.of(3, 4), Float32Array.of(3, 4)), 0);
  assert.equal(relativeDistance(Float32Array.of(0, 0), Float32Array.of(3, 4)), 1);
  assert.equal(relativeDistance(Float32Array.of(1), Float32Array.of(1, 2)), Infinity);
  assert.deepEqual(spread([3, 1, 2, 10]), { median: 2.5, min: 1, max: 10 });
});
