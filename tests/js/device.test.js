import assert from "node:assert/strict";
import { test } from "node:test";

import { choose, isSoftware, wishFrom } from "../../www/engine/device.js";

/** @typedef {import("../../www/engine/device.js").GpuAdapter} GpuAdapter */

/** @param {Partial<GpuAdapter> & {lacks?: boolean}} [as] @returns {GpuAdapter} */
const adapter = ({ lacks = false, ...as } = {}) => ({
  features: { has: (name) => !lacks && name === "timestamp-query" },
  info: { vendor: "nvidia", architecture: "ada" },
  ...as,
});
/** @param {GpuAdapter | null} found */
const gpu = (found) => ({ requestAdapter: async () => found });
const SOFTWARE = adapter({ info: { vendor: "google", architecture: "swiftshader" } });

test("a real GPU is taken, and named", async () => {
  const choice = await choose("auto", gpu(adapter()));
  assert.deepEqual(choice, { webgpu: true, reason: "nvidia ada", disappointed: false });
});

test("without one the CPU goes on, with the reason; no fuss unless it was asked for", async () => {
  for (const [found, reason] of /** @type {const} */ ([
    [undefined, /no WebGPU/],
    [gpu(null), /no GPU/],
    [gpu(adapter({ lacks: true })), /timestamp-query/],
    [{ requestAdapter: () => Promise.reject(new Error("blocked")) }, /blocked/],
  ])) {
    const auto = await choose("auto", found);
    assert.equal(auto.webgpu, false);
    assert.match(auto.reason, reason);
    assert.equal(auto.disappointed, false);
    assert.equal((await choose("webgpu", found)).disappointed, true);
  }
});

test("a software adapter is slower than the CPU: only for whoever asks", async () => {
  const auto = await choose("auto", gpu(SOFTWARE));
  assert.equal(auto.webgpu, false);
  assert.match(auto.reason, /google swiftshader.*software/);
  assert.equal((await choose("webgpu", gpu(SOFTWARE))).webgpu, true);
});

test("the CPU when it is asked for, without a look at the GPU", async () => {
  const untouched = { requestAdapter: () => assert.fail("the GPU was asked") };
  assert.equal((await choose("cpu", untouched)).webgpu, false);
});

test("software adapters are known by flag and by name", () => {
  assert.ok(isSoftware(adapter({ isFallbackAdapter: true })));
  assert.ok(isSoftware(adapter({ info: { isFallbackAdapter: true } })));
  for (const description of [
    "llvmpipe (LLVM 17)",
    "Microsoft Basic Render Driver",
    "lavapipe",
    "SwiftShader Device",
  ]) {
    assert.ok(isSoftware(adapter({ info: { description } })), description);
  }
  for (const description of ["NVIDIA GeForce RTX 4070", "Apple M3", "Mali-G715", "Intel Arc"]) {
    assert.ok(!isSoftware(adapter({ info: { description } })), description);
  }
  assert.ok(!isSoftware({ features: { has: () => true } }), "an adapter without info");
});

test("the address's wish, and a sentence for one that is none", () => {
  assert.deepEqual(wishFrom(""), { wish: "auto", problem: null });
  assert.deepEqual(wishFrom("?device=webgpu&x=1"), { wish: "webgpu", problem: null });
  assert.deepEqual(wishFrom("?device=cpu"), { wish: "cpu", problem: null });
  const { wish, problem } = wishFrom("?device=tpu");
  assert.equal(wish, "auto");
  assert.match(problem ?? "", /“tpu”.*auto, webgpu and cpu/);
});
