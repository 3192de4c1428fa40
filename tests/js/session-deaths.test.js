import assert from "node:assert/strict";
import { test } from "node:test";

import { EngineSession } from "../../www/engine/session.js";
import { fakeClock } from "./fake-clock.js";
import { FakeWorker, obligingWorker, settle } from "./fake-worker.js";

/** @typedef {import("../../www/engine/wire.js").Command} Command */
/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */

/** @type {Command} */
const LOAD = { type: "loadWeights", slot: "pretrained", name: "w", bytes: new Uint8Array(4) };
/** @type {EngineEvent} */
const STARTED = {
  type: "trainingStarted",
  run: "pretrain",
  steps: 9,
  stepsPerEpoch: 9,
  batchSize: 8,
  threads: 1,
  latents: 32,
};
/** @type {EngineEvent} */
const ENDED = { type: "trainingEnded", run: "pretrain", ending: "completed", step: 9 };
/** @type {EngineEvent} */
const META_STARTED = {
  type: "metaTrainingStarted",
  algorithm: "reptile",
  steps: 9,
  classes: 5,
  images: 50,
  latents: 32,
};
/** @param {number} step */
const checkpoint = (step) => ({
  checkpoint: { slot: /** @type {const} */ ("pretrained"), bytes: new Uint8Array([step]), step },
});

/** A worker whose script cannot be loaded. */
function stillborn() {
  const worker = new FakeWorker();
  queueMicrotask(() => worker.onerror?.({ message: "no such script" }));
  return worker;
}

/** A worker that refuses to open a GPU. */
function withoutGpu() {
  const worker = obligingWorker();
  const { reply } = worker;
  worker.reply = (message, self) => {
    if (!("open" in message) || message.open.backend !== "webgpu") return reply?.(message, self);
    self.say({
      id: message.id,
      error: { code: "device", message: "No adapter.", retryable: true },
    });
  };
  return worker;
}

/**
 * A session whose workers are made one after another; the last way of making one goes on.
 * @param {...(() => FakeWorker)} makes
 */
function session(...makes) {
  /** @type {FakeWorker[]} */
  const workers = [];
  /** @type {unknown[]} */
  const heard = [];
  const engine = new EngineSession(
    () => {
      const make = makes.length > 1 ? makes.shift() : makes[0];
      const worker = (make ?? obligingWorker)();
      workers.push(worker);
      return worker;
    },
    {
      events: () => {},
      memory: () => {},
      lost: (reason) => heard.push({ lost: reason }),
      restored: (device, cost) => heard.push({ restored: device.kind, ...cost }),
      failed: (reason) => heard.push({ failed: reason }),
      silent: (ms) => heard.push({ silent: ms }),
      heard: () => heard.push("heard"),
    },
    fakeClock(),
  );
  return { engine, workers, heard };
}
/** @param {Command} command @returns {EngineEvent[]} */
const answer = ({ type }) =>
  type === "remember" ? [{ type: "memoryChanged", capacity: 9, traces: [], forgotten: [] }] : [];
const normal = () => obligingWorker(answer);

test("a worker that dies at once is replaced, and the start still succeeds", async () => {
  const { engine, workers, heard } = session(stillborn, normal);
  assert.deepEqual(await engine.start("cpu"), { kind: "cpu", name: "cpu" });
  assert.equal(workers.length, 2);
  assert.deepEqual(heard, [
    { lost: "no such script" },
    { restored: "cpu", cutOff: null, lost: [] },
  ]);
});

test("where no worker lives the start ends with a sentence, not in a loop", async () => {
  const { engine, workers, heard } = session(stillborn);
  await assert.rejects(engine.start("cpu"), /stopped for good.*reload the page/);
  assert.equal(workers.length, 9, "the first, and eight in its place");
  assert.deepEqual(heard.at(-1), { failed: "no such script" });
});

test("a run cut off is told of though its first replacement dies as well", async () => {
  const { engine, workers, heard } = session(normal, stillborn, normal);
  await engine.start("webgpu");
  await engine.send(LOAD);
  workers[0].say({ events: [STARTED], memory: 1 });
  workers[0].say(checkpoint(120));
  workers[0].say({ fatal: "the GPU was lost" });
  await settle();
  assert.deepEqual(heard.at(-1), { restored: "cpu", cutOff: 120, lost: [] });
  // Told once: the next death finds no run.
  workers[2].say({ fatal: "again" });
  await settle();
  assert.deepEqual(heard.at(-1), { restored: "cpu", cutOff: null, lost: [] });
});

test("a GPU that stays away is refused; the CPU goes on with the run's weights", async () => {
  const { engine, workers, heard } = session(normal, withoutGpu);
  await engine.start("webgpu");
  await engine.send(LOAD);
  workers[0].say({ events: [STARTED], memory: 1 });
  workers[0].say(checkpoint(40));
  workers[0].say({ fatal: "the GPU was lost" });
  await settle();
  assert.deepEqual(heard.at(-1), { restored: "cpu", cutOff: 40, lost: [] });
  assert.equal(workers[1].terminated, true);
  const [, restored] = workers[2].sent;
  assert.ok("command" in restored && restored.command.type === "loadWeights");
  assert.deepEqual(restored.command.bytes, new Uint8Array([40]));
});

test("a run without a checkpoint goes back to before it; ended, it was not cut off", async () => {
  const { engine, workers, heard } = session(normal);
  await engine.start("cpu");
  workers[0].say({ events: [STARTED], memory: 1 });
  workers[0].say({ fatal: "unreachable" });
  await settle();
  assert.deepEqual(heard.at(-1), { restored: "cpu", cutOff: 0, lost: [] });
  workers[1].say({ events: [STARTED], memory: 1 });
  workers[1].say(checkpoint(5));
  workers[1].say({ events: [ENDED], memory: 1 });
  workers[1].say({ fatal: "unreachable" });
  await settle();
  assert.deepEqual(heard.at(-1), { restored: "cpu", cutOff: null, lost: [] });
});

test("the last run's checkpoint is not taken for the next one's", async () => {
  const { engine, workers, heard } = session(normal);
  await engine.start("cpu");
  workers[0].say({ events: [STARTED], memory: 1 });
  workers[0].say(checkpoint(500));
  workers[0].say({ events: [ENDED, STARTED], memory: 1 });
  workers[0].say({ fatal: "unreachable" });
  await settle();
  assert.deepEqual(heard.at(-1), { restored: "cpu", cutOff: 0, lost: [] });
});

test("an upgrade whose worker dies is refused, and is no death of the engine", async () => {
  const { engine, workers, heard } = session(normal, stillborn);
  await engine.start("cpu");
  await assert.rejects(
    engine.upgrade("webgpu", () => {}),
    /no such script/,
  );
  assert.deepEqual(heard, []);
  await engine.send(LOAD);
  assert.deepEqual(workers[0].commands(), ["loadWeights"]);
});

test("an upgrade that waits for a run survives the death that ends it", async () => {
  const { engine, workers, heard } = session(normal);
  await engine.start("cpu");
  await engine.send(LOAD);
  workers[0].say({ events: [STARTED], memory: 1 });
  const upgraded = engine.upgrade("webgpu", () => {});
  await settle();
  workers[0].say({ fatal: "unreachable" });
  const device = await upgraded;
  assert.equal(device.kind, "webgpu");
  assert.deepEqual(heard, [{ lost: "unreachable" }, { restored: "cpu", cutOff: 0, lost: [] }]);
  await engine.send({ type: "discardModel", slot: "fineTuned" });
  const [cpu, gpu, replacement] = workers;
  assert.deepEqual([cpu.terminated, replacement.terminated, gpu.terminated], [true, true, false]);
  assert.deepEqual(gpu.commands(), ["loadWeights", "discardModel"]);
});

test("a control during a change of workers reaches the new one", async () => {
  const { engine, workers } = session(normal);
  await engine.start("cpu");
  workers[0].say({ fatal: "unreachable" });
  await engine.control("pause");
  assert.ok(workers[0].sent.every((message) => !("control" in message)));
  assert.ok(workers[1].sent.some((message) => "control" in message && message.control === "pause"));
});

test("a meta-training run that was cut off goes back to its checkpoint", async () => {
  const { engine, workers, heard } = session(normal);
  await engine.start("cpu");
  await engine.send(LOAD);
  await engine.send({ type: "loadOmniglot", bytes: new Uint8Array(1) });
  await engine.send({ type: "remember", image: new Uint8Array(784), label: 0 });
  workers[0].say({ checkpoint: { algorithm: "anil", bytes: new Uint8Array([7]), step: 30 } });
  workers[0].say({ events: [META_STARTED], memory: 1 });
  workers[0].say({ checkpoint: { algorithm: "reptile", bytes: new Uint8Array([8]), step: 4 } });
  workers[0].say({ fatal: "the GPU was lost" });
  await settle();
  assert.deepEqual(heard.at(-1), { restored: "cpu", cutOff: 4, lost: [] });
  const [weights, ...told] = workers[1].commands();
  assert.equal(weights, "loadWeights");
  assert.deepEqual(told, ["loadMetaWeights", "loadMetaWeights", "loadOmniglot", "restoreMemory"]);
  workers[1].say({ fatal: "again" });
  await settle();
  assert.deepEqual(heard.at(-1), { restored: "cpu", cutOff: null, lost: [] }, "told once");
});

test("an upgrade waits for a meta-training run, and takes its weights along", async () => {
  const { engine, workers } = session(normal);
  await engine.start("cpu");
  workers[0].say({ events: [META_STARTED], memory: 1 });
  let waited = 0;
  const upgraded = engine.upgrade("webgpu", () => waited++);
  await settle();
  assert.deepEqual([waited, workers[0].terminated], [1, false]);
  workers[0].say({ checkpoint: { algorithm: "reptile", bytes: new Uint8Array([1]), step: 9 } });
  workers[0].say({
    events: [{ type: "metaTrainingEnded", algorithm: "reptile", ending: "completed", step: 9 }],
    memory: 1,
  });
  await upgraded;
  const [, restored] = workers[1].sent;
  assert.ok("command" in restored && restored.command.type === "loadMetaWeights");
  assert.equal(restored.command.bytes[0], 1);
});
