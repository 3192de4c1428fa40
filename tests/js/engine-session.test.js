import assert from "node:assert/strict";
import { test } from "node:test";

import { EngineSession } from "../../www/engine/session.js";
import { fakeClock } from "./fake-clock.js";
import { FakeWorker, obligingWorker, settle } from "./fake-worker.js";

/** @typedef {import("../../www/engine/wire.js").Command} Command */
/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */

/** @type {Command} */
const LOAD = { type: "loadWeights", slot: "pretrained", name: "w", bytes: new Uint8Array(4) };
/** @type {Command} */
const BUILT_IN = { type: "useBuiltIn", train: 10, test: 10, seed: 1 };
/** @type {Command} */
const PRETRAIN = {
  type: "pretrain",
  start: "pretrained",
  hyper: {
    learningRate: 1e-3,
    batchSize: 8,
    epochs: 1,
    maxSteps: null,
    beta: 1,
    reduction: "sum",
    seed: 1,
    readEvery: 1,
    evaluateEvery: 0,
  },
};
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
const ENDED = { type: "trainingEnded", run: "pretrain", ending: "stopped", step: 5 };

/** @param {Command} command @returns {EngineEvent[]} */
const answer = (command) => {
  if (command.type === "pretrain") return [STARTED];
  if (command.type === "stopTraining") return [ENDED];
  if (command.type === "loadWeights")
    return [
      { type: "weightsLoaded", slot: command.slot, name: command.name, latents: 32, parameters: 1 },
    ];
  return [];
};

/** @param {() => FakeWorker} [make] */
function session(make = () => obligingWorker(answer)) {
  /** @type {FakeWorker[]} */
  const workers = [];
  /** @type {any[]} */
  const heard = [];
  const clock = fakeClock();
  const engine = new EngineSession(
    () => {
      const worker = make();
      workers.push(worker);
      return worker;
    },
    {
      events: (events) => heard.push(...events.map(({ type }) => type)),
      memory: () => {},
      lost: (reason) => heard.push({ lost: reason }),
      restored: (device, cost) => heard.push({ restored: device.kind, ...cost }),
      failed: (reason) => heard.push({ failed: reason }),
      silent: (ms) => heard.push({ silent: ms }),
      heard: () => heard.push("heard"),
    },
    clock,
  );
  return { engine, workers, heard, clock };
}

test("a dead worker is replaced and told what its predecessor knew, silently", async () => {
  const { engine, workers, heard } = session();
  await engine.start("cpu");
  await engine.send(LOAD);
  await engine.send(BUILT_IN);
  await engine.send({ type: "sample", slot: "pretrained", count: 1, seed: 1 });
  heard.length = 0;
  workers[0].say({ fatal: "unreachable" });
  await settle();
  assert.equal(workers.length, 2);
  assert.deepEqual(workers[1].commands(), ["loadWeights", "useBuiltIn"]);
  assert.deepEqual(heard, [{ lost: "unreachable" }, { restored: "cpu", cutOff: null, lost: [] }]);
  await engine.send({ type: "discardModel", slot: "fineTuned" });
  assert.deepEqual(workers[1].commands(), ["loadWeights", "useBuiltIn", "discardModel"]);
});

test("a run that was cut off goes back to its last checkpoint", async () => {
  const { engine, workers, heard } = session();
  await engine.start("cpu");
  await engine.send(LOAD);
  await engine.send(PRETRAIN);
  const bytes = new Uint8Array([1, 2, 3]);
  workers[0].say({ checkpoint: { slot: "pretrained", bytes, step: 120 } });
  workers[0].say({ fatal: "the GPU was lost" });
  await settle();
  const [, restored] = workers[1].sent;
  assert.ok("command" in restored && restored.command.type === "loadWeights");
  assert.equal(restored.command.bytes, bytes);
  assert.deepEqual(
    workers[1].commands(),
    ["loadWeights"],
    "the checkpoint takes the place of the file",
  );
  assert.deepEqual(
    heard.slice(-2),
    ["weightsLoaded", { restored: "cpu", cutOff: 120, lost: [] }],
    "the page hears of its weights",
  );
});

test("what is sent while a worker is replaced waits for the new one", async () => {
  const { engine, workers } = session();
  await engine.start("cpu");
  await engine.send(LOAD);
  workers[0].say({ fatal: "unreachable" });
  await engine.send(BUILT_IN);
  assert.deepEqual(workers[0].commands(), ["loadWeights"]);
  assert.deepEqual(workers[1].commands(), ["loadWeights", "useBuiltIn"]);
});

test("a GPU lost twice leaves the CPU", async () => {
  const { engine, workers } = session();
  await engine.start("webgpu");
  const backends = () =>
    workers.map(({ sent }) => ("open" in sent[0] ? sent[0].open.backend : null));
  for (let death = 0; death < 3; death++) {
    workers.at(-1)?.say({ fatal: "lost" });
    await settle();
  }
  assert.deepEqual(backends(), ["webgpu", "webgpu", "cpu", "cpu"]);
});

test("pauses between deaths grow; nine within an hour end it, until tried again", async () => {
  const { engine, workers, heard, clock } = session();
  await engine.start("cpu");
  for (let death = 0; death < 9; death++) {
    // Further apart than a minute, as a leak would have it.
    clock.pass(121_000);
    workers.at(-1)?.say({ fatal: "lost" });
    await settle();
  }
  assert.equal(workers.length, 9);
  assert.deepEqual(heard.at(-1), { failed: "lost" });
  await assert.rejects(engine.send(LOAD), /Start it again/);
  await engine.restart();
  assert.deepEqual(heard.at(-1), { restored: "cpu", cutOff: null, lost: [] });
  await engine.send(LOAD);
  clock.slept.length = 0;
  for (let death = 0; death < 3; death++) {
    workers.at(-1)?.say({ fatal: "lost" });
    await settle();
  }
  assert.deepEqual(clock.slept, [1_000, 3_000, 10_000], "after the one that was tried again");
});

test("deaths that are far apart are forgiven", async () => {
  const { engine, workers, heard, clock } = session();
  await engine.start("cpu");
  for (let death = 0; death < 12; death++) {
    clock.pass(1_000_000);
    workers.at(-1)?.say({ fatal: "lost" });
    await settle();
  }
  assert.equal(workers.length, 13);
  assert.deepEqual(heard.at(-1), { restored: "cpu", cutOff: null, lost: [] });
});

test("an upgrade takes weights and data along and ends the old worker", async () => {
  const { engine, workers, heard } = session();
  await engine.start("cpu");
  await engine.send(LOAD);
  await engine.send(BUILT_IN);
  heard.length = 0;
  const device = await engine.upgrade("webgpu", () => assert.fail("nothing to wait for"));
  assert.equal(device.kind, "webgpu");
  assert.deepEqual(workers[1].commands(), ["loadWeights", "useBuiltIn"]);
  assert.equal(workers[0].terminated, true);
  assert.deepEqual(heard, [], "what is repeated is no news");
  await engine.send({ type: "discardModel", slot: "fineTuned" });
  assert.equal(workers[1].commands().at(-1), "discardModel");
});

test("an upgrade waits for the end of a run, and takes what it learnt", async () => {
  const { engine, workers } = session();
  await engine.start("cpu");
  await engine.send(LOAD);
  await engine.send(PRETRAIN);
  let waited = 0;
  const upgraded = engine.upgrade("webgpu", () => waited++);
  await settle();
  assert.equal(waited, 1);
  assert.equal(workers[0].terminated, false);
  const bytes = new Uint8Array([9]);
  workers[0].say({ events: [ENDED], memory: 1 });
  workers[0].say({ checkpoint: { slot: "pretrained", bytes, step: 5 } });
  await upgraded;
  const [, restored] = workers[1].sent;
  assert.ok("command" in restored && restored.command.type === "loadWeights");
  assert.equal(restored.command.bytes, bytes);
});

test("a run that starts just as the upgrade would happen is not lost", async () => {
  const { engine, workers } = session();
  await engine.start("cpu");
  await engine.send(LOAD);
  let waited = 0;
  const upgraded = engine.upgrade("webgpu", () => waited++);
  await engine.send(PRETRAIN);
  await settle();
  assert.equal(workers[0].terminated, false);
  assert.equal(waited, 1);
  await engine.send({ type: "stopTraining" });
  await upgraded;
  assert.equal(workers[0].terminated, true);
});

test("what the old engine is still working on comes along to the new one", async () => {
  /** @type {(() => void)[]} */
  const late = [];
  const { engine, workers } = session(() => {
    const worker = obligingWorker(answer);
    const { reply } = worker;
    // As a worker does, it answers in order: a control waits for the command before it.
    worker.reply = (message, self) => {
      if (worker !== workers[0] || "open" in message) reply?.(message, self);
      else late.push(() => reply?.(message, self));
    };
    return worker;
  });
  await engine.start("cpu");
  const loading = engine.send(BUILT_IN);
  await settle();
  const upgraded = engine.upgrade("webgpu", () => {});
  await settle();
  assert.equal(workers[0].terminated, false);
  for (let answer = late.shift(); answer; answer = late.shift()) {
    answer();
    await settle();
  }
  await Promise.all([loading, upgraded]);
  assert.deepEqual(workers[1].commands(), ["useBuiltIn"]);
});

test("an upgrade that cannot be opened leaves the old engine at work", async () => {
  let first = true;
  const { engine, workers } = session(() => {
    if (first) {
      first = false;
      return obligingWorker(answer);
    }
    const worker = new FakeWorker();
    queueMicrotask(() => worker.say({ ready: true }));
    worker.reply = ({ id }) =>
      worker.say({ id, error: { code: "device", message: "No adapter.", retryable: true } });
    return worker;
  });
  await engine.start("cpu");
  await assert.rejects(
    engine.upgrade("webgpu", () => {}),
    /No adapter/,
  );
  assert.equal(workers[1].terminated, true);
  await engine.send(LOAD);
  assert.deepEqual(workers[0].commands(), ["loadWeights"]);
});

test("a refused command is not repeated to the next worker", async () => {
  const { engine, workers } = session(() => {
    const worker = obligingWorker(answer);
    const { reply } = worker;
    worker.reply = (message, self) => {
      if ("command" in message && message.command.type === "useBuiltIn") {
        self.say({
          id: message.id,
          error: { code: "argument", message: "Too few.", retryable: false },
        });
      } else reply?.(message, self);
    };
    return worker;
  });
  await engine.start("cpu");
  await assert.rejects(engine.send(BUILT_IN), /Too few/);
  workers[0].say({ fatal: "unreachable" });
  await settle();
  assert.deepEqual(workers[1].commands(), []);
});
