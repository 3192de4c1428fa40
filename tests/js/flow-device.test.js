import assert from "node:assert/strict";
import { test } from "node:test";

import { deviceFlow } from "../../www/flows/device.js";
import { fakeContext } from "./fake-context.js";

const GPU = {
  requestAdapter: async () => ({
    features: { has: () => true },
    info: { vendor: "nvidia", architecture: "ada" },
  }),
};

/** @param {Parameters<typeof fakeContext>[0] & {search?: string, gpu?: typeof GPU}} [how] */
async function visit({ search = "", gpu, ...how } = {}) {
  const fake = fakeContext(how);
  const flow = deviceFlow(fake.context, { search, gpu });
  await flow.start();
  await flow.consider();
  return { ...fake, flow, engine: () => fake.store.get().engine };
}

test("without a GPU the CPU computes, says why, and nobody is bothered", async () => {
  const { engine, notices } = await visit();
  assert.deepEqual(
    [engine().status, engine().device?.kind, engine().upgrade],
    ["ready", "cpu", "none"],
  );
  assert.match(engine().reason, /no WebGPU/);
  assert.deepEqual(notices(), []);
});

test("a visitor who asked for WebGPU and cannot have it is told so", async () => {
  const { notices } = await visit({ search: "?device=webgpu" });
  assert.equal(notices()[0].code, "no-webgpu");
  assert.match(
    notices()[0].text,
    /asked for, but this browser has no WebGPU\. The engine runs on the CPU/,
  );
});

test("with a GPU the engine moves, and says that it did", async () => {
  const { engine, notices } = await visit({ gpu: GPU });
  assert.deepEqual(
    [engine().device?.kind, engine().upgrade, engine().reason],
    ["webgpu", "none", "nvidia ada"],
  );
  assert.equal(notices()[0].code, "device-moved");
});

test("a move that waits for a run is shown to wait, with the CPU still at work", async () => {
  /** @type {(waiting: () => void) => void} */
  let opened = () => {};
  const fake = fakeContext({
    upgrade: (_, waiting) => new Promise(() => (opened = () => waiting())),
  });
  const flow = deviceFlow(fake.context, { search: "", gpu: GPU });
  await flow.start();
  void flow.consider();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(fake.store.get().engine.upgrade, "loading");
  opened(() => {});
  const { upgrade, device, status } = fake.store.get().engine;
  assert.deepEqual([upgrade, device?.kind, status], ["waiting", "cpu", "ready"]);
});

test("a GPU engine that does not start leaves the CPU's, in one whole sentence", async () => {
  const { engine, notices } = await visit({
    gpu: GPU,
    upgrade: async () => Promise.reject(new Error("no such script")),
  });
  assert.deepEqual([engine().device?.kind, engine().upgrade], ["cpu", "failed"]);
  assert.deepEqual(
    notices().map(({ text }) => text),
    ["WebGPU did not start: no such script. The engine stays on the CPU."],
  );
});

test("a mistyped wish is said and taken as none", async () => {
  const { notices, engine } = await visit({ search: "?device=tpu" });
  assert.equal(notices()[0].code, "device-wish");
  assert.equal(engine().device?.kind, "cpu");
});

test("what a restart cost is said: nothing, the run so far, or all of the run", async () => {
  const { flow, store, notices } = await visit();
  const text = (/** @type {import("../../www/engine/session.js").CutOff | null} */ step) => {
    flow.hearer.lost("unreachable.");
    assert.match(notices().at(-1)?.text ?? "", /\(unreachable\)\. A new one is starting/);
    flow.hearer.restored({ kind: "cpu", name: "CPU" }, step);
    assert.ok(
      notices().every(({ code }) => code !== "engine-lost"),
      "what is over is no longer said",
    );
    assert.equal(store.get().engine.status, "ready");
    return notices().at(-1)?.text ?? "";
  };
  assert.match(text(null), /weights, data and drawings are as they were/);
  assert.match(text(120), /its weights of step 120 are back/);
  assert.match(text(0), /before its first checkpoint/);
  assert.match(text("metaTraining"), /cut off and is lost/);
  flow.hearer.failed("unreachable");
  assert.equal(store.get().engine.status, "failed");
  assert.equal(store.get().notices.at(-1)?.action?.intent, "reload");
});
