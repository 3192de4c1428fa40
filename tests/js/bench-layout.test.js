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
import { instantiate } from "./real/module.js";

/** An engine that computes gradients, with fresh weights, and these as a file. */
async function freshEngine() {
  const { Engine } = await instantiate();
  const engine = /** @type {import("../../www/bench/ours.js").WithGradient} */ (
    await Engine.open("cpu")
  );
  await engine.handle({ type: "resetWeights", seed: 1 });
  const [exported] = await engine.handle({
    type: "exportWeights",
    slot: "pretrained",
    precision: "f32",
  });
  assert.ok(exported.type === "weightsExported");
  return { engine, file: new Uint8Array(exported.bytes).buffer };
}

test("the layout is the engine's own, in names and shapes", async () => {
  const { file } = await freshEngine();
  const length = Number(new DataView(file).getBigUint64(0, true));
  const text = new TextDecoder().decode(new Uint8Array(file, 8, length));
  const { __metadata__: _, ...entries } = JSON.parse(text);
  const shapes = Object.entries(entries).map(([name, { shape }]) => [name, shape]);
  assert.deepEqual(Object.fromEntries(shapes), Object.fromEntries(LAYOUT));
  assert.equal(
    LAYOUT.reduce((sum, [, shape]) => sum + size(shape), 0),
    PARAMETERS,
  );
});

test("a gradient has that order: along each tensor's the loss rises by its length", async () => {
  const { engine, file } = await freshEngine();
  const flat = readWeights(file);
  const images = Float32Array.from({ length: 784 }, (_, at) => Number(at % 28 < 14));
  const eps = Float32Array.from({ length: 32 }, (_, at) => Math.sin(at));
  const at = async (/** @type {Float32Array} */ weights) => {
    const bytes = writeWeights(weights);
    await engine.handle({ type: "loadWeights", slot: "pretrained", name: "moved", bytes });
    return engine.gradient(images, eps);
  };
  const { gradient } = await at(flat);
  for (const [index, slope] of tensors(gradient).entries()) {
    const norm = Math.sqrt(slope.reduce((sum, value) => sum + value * value, 0));
    const moved = (/** @type {number} */ by) => {
      const weights = flat.slice();
      const tensor = tensors(weights)[index];
      slope.forEach((value, each) => {
        tensor[each] += (by * value) / norm;
      });
      return at(weights);
    };
    const [up, down] = [await moved(0.01), await moved(-0.01)];
    const rise = ((up.total ?? NaN) - (down.total ?? NaN)) / 0.02 / norm;
    assert.ok(Math.abs(rise - 1) < 0.1, `${LAYOUT[index][0]}: ${rise} of the gradient's length`);
  }
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
