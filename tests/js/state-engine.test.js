import assert from "node:assert/strict";
import { test } from "node:test";

import { pageStore } from "../../www/state/page.js";

test("an engine that starts, is lost, comes back on the CPU, and at last fails", () => {
  const store = pageStore();
  const status = () => store.get().engine.status;
  assert.equal(status(), "starting");
  store.dispatch({ type: "engine/opened", device: { kind: "webgpu", name: "A GPU" } });
  assert.equal(status(), "ready");
  store.dispatch({ type: "engine/lost" });
  assert.equal(status(), "restarting");
  assert.equal(store.get().engine.device?.name, "A GPU", "known until the next is");
  store.dispatch({ type: "engine/opened", device: { kind: "cpu", name: "CPU" } });
  assert.deepEqual([status(), store.get().engine.device?.kind], ["ready", "cpu"]);
  store.dispatch({ type: "engine/failed" });
  assert.equal(status(), "failed");
});

test("an upgrade that waits or fails leaves the engine ready, with its reason", () => {
  const store = pageStore();
  store.dispatch({ type: "engine/opened", device: { kind: "cpu", name: "CPU" } });
  for (const upgrade of /** @type {const} */ (["loading", "waiting", "failed"])) {
    store.dispatch({ type: "engine/upgrade", upgrade });
    assert.deepEqual([store.get().engine.status, store.get().engine.upgrade], ["ready", upgrade]);
  }
  store.dispatch({ type: "engine/reasoned", reason: "no adapter" });
  assert.equal(store.get().engine.reason, "no adapter");
});

test("memory that has not changed draws nothing again", () => {
  const store = pageStore();
  store.dispatch({ type: "engine/memory", bytes: 1 << 20 });
  const { engine } = store.get();
  assert.equal(engine.memory, 1 << 20);
  store.dispatch({ type: "engine/memory", bytes: 1 << 20 });
  assert.equal(store.get().engine, engine);
});

test("a download's progress is there until it settles, and provenance stays", () => {
  const store = pageStore();
  store.dispatch({ type: "weights/progress", received: 10, total: null });
  store.dispatch({ type: "weights/provenance", provenance: { epochs_done: 50 }, problem: null });
  assert.deepEqual(store.get().weights.progress, { received: 10, total: null });
  store.dispatch({ type: "weights/settled", missing: false });
  assert.deepEqual(
    [store.get().weights.progress, store.get().weights.provenance?.epochs_done],
    [null, 50],
  );
});
