import assert from "node:assert/strict";
import { test } from "node:test";

import { Files } from "../../www/app/files.js";
import { deviceFlow } from "../../www/flows/device.js";
import { pageStore } from "../../www/state/page.js";

/** @typedef {import("../../www/engine/engine.js").Device} Device */

const GPU = {
  requestAdapter: async () => ({
    features: { has: () => true },
    info: { vendor: "nvidia", architecture: "ada" },
  }),
};

/** @typedef {(backend: string, waiting: () => void) => Promise<Device>} Upgrade */

/**
 * The flow over a session that starts and moves as it is told to: Node has no GPU.
 *
 * @param {{search?: string, gpu?: typeof GPU, upgrade?: Upgrade}} how
 */
function panel({ search = "", gpu, upgrade = async () => ({ kind: "webgpu", name: "webgpu" }) }) {
  const store = pageStore();
  const flow = deviceFlow(
    {
      store,
      session: {
        start: async (kind) => ({ kind, name: kind }),
        send: async () => [],
        control: async () => {},
        upgrade,
      },
      files: new Files({
        store,
        fetcher: async () => new Response("not found", { status: 404 }),
        url: (relative) => `https://host/${relative}`,
      }),
    },
    { search, gpu },
  );
  const notices = () => store.get().notices.map(({ code, text }) => ({ code, text }));
  return { store, flow, notices, engine: () => store.get().engine };
}

/** @param {Parameters<typeof panel>[0]} [how] */
async function visit(how = {}) {
  const opened = panel(how);
  await opened.flow.start();
  await opened.flow.consider();
  return opened;
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
  const { flow, engine } = panel({
    gpu: GPU,
    upgrade: (_, waiting) => new Promise(() => (opened = () => waiting())),
  });
  await flow.start();
  void flow.consider();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(engine().upgrade, "loading");
  opened(() => {});
  const { upgrade, device, status } = engine();
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

test("what a restart cost is said: nothing, the run so far, what could not be told", async () => {
  const { flow, store, notices } = await visit();
  const text = (/** @type {import("../../www/engine/session.js").Cost} */ cost) => {
    flow.hearer.lost("unreachable");
    const { text, details } = store.get().notices.at(-1) ?? {};
    assert.match(text ?? "", /A new one is starting/);
    assert.equal(details, "unreachable", "the program's own words stand apart");
    flow.hearer.restored({ kind: "cpu", name: "CPU" }, cost);
    assert.ok(
      notices().every(({ code }) => code !== "engine-lost"),
      "what is over is no longer said",
    );
    assert.equal(store.get().engine.status, "ready");
    assert.equal(store.get().notices.at(-1)?.details, "unreachable");
    return notices().at(-1)?.text ?? "";
  };
  const whole = { cutOff: null, lost: [] };
  assert.match(text(whole), /weights, data and drawings are as they were/);
  assert.match(text({ ...whole, cutOff: 120 }), /its weights of step 120 are back/);
  assert.match(text({ ...whole, cutOff: 0 }), /before its first checkpoint/);
  assert.match(text({ ...whole, lost: ["loadOmniglot"] }), /Omniglot could not be put back/);
  assert.match(text({ ...whole, lost: ["addShard"] }), /data could not be put back: load it/);
  flow.hearer.failed("unreachable");
  assert.equal(store.get().engine.status, "failed");
  assert.equal(store.get().notices.at(-1)?.action?.intent, "restart");
});

test("a silence is said with a way out, until the engine speaks again or is replaced", async () => {
  const { flow, store, notices } = await visit();
  const silent = () => notices().find(({ code }) => code === "engine-silent");
  flow.hearer.silent(21_400);
  assert.match(silent()?.text ?? "", /not answered for 21 seconds.*restart it/);
  assert.equal(store.get().notices.at(-1)?.action?.intent, "restart");
  flow.hearer.heard();
  assert.equal(silent(), undefined);
  flow.hearer.silent(20_000);
  flow.hearer.lost("it did not answer and was restarted");
  assert.equal(silent(), undefined);
});
