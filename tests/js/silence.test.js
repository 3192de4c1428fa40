import assert from "node:assert/strict";
import { test } from "node:test";

import { EngineClient } from "../../www/engine/client.js";
import { SILENCE_MS } from "../../www/engine/silence.js";
import { fakeClock } from "./fake-clock.js";
import { FakeWorker } from "./fake-worker.js";

const { opening, working } = SILENCE_MS;

/** @param {import("../../www/engine/engine.js").Backend} backend */
function opened(backend) {
  const worker = new FakeWorker();
  const clock = fakeClock();
  /** @type {unknown[]} */
  const heard = [];
  const client = new EngineClient(
    worker,
    {
      events: () => {},
      memory: () => {},
      checkpoint: () => {},
      died: (reason) => heard.push({ died: reason }),
      silent: (ms) => heard.push(ms),
      heard: () => heard.push("again"),
    },
    clock,
  );
  client.open(backend).catch(() => {});
  worker.say({ ready: true });
  return {
    worker,
    clock,
    heard,
    client,
    ready: () => worker.say({ id: 1, device: { kind: backend, name: backend }, memory: 1 }),
  };
}

test("an engine that owes nothing may be silent for ever", () => {
  const { clock, heard, ready, client } = opened("cpu");
  ready();
  assert.equal(client.idle, true);
  assert.equal(clock.waiting(), 0, "nothing ticks in an idle page");
  clock.pass(3_600_000);
  assert.deepEqual(heard, []);
});

test("each class of request has its deadline, and each is told of once", () => {
  const start = opened("cpu");
  start.clock.pass(opening.cpu - 1_000);
  assert.deepEqual(start.heard, []);
  start.clock.pass(100_000);
  assert.deepEqual(start.heard, [opening.cpu]);
  for (const backend of /** @type {const} */ (["cpu", "webgpu"])) {
    const { clock, heard, ready, client, worker } = opened(backend);
    ready();
    void client.command({ type: "showMemory" });
    clock.pass(working[backend]);
    assert.deepEqual(heard, [working[backend]]);
    worker.say({ alive: true });
    assert.deepEqual(heard, [working[backend], "again"]);
    worker.say({ id: 2, events: [], memory: 1 });
    assert.equal(clock.waiting(), 0);
  }
});

test("a sign of life between pieces of work is enough", () => {
  const { clock, heard, ready, client, worker } = opened("cpu");
  ready();
  void client.command({ type: "showMemory" });
  for (let second = 0; second < 100; second++) {
    clock.pass(1_000);
    worker.say({ alive: true });
  }
  assert.deepEqual(heard, []);
});

test("a run is watched while it runs, and not while it is paused", async () => {
  const { clock, heard, ready, client, worker } = opened("cpu");
  ready();
  worker.say({
    events: [
      {
        type: "trainingStarted",
        run: "pretrain",
        steps: 9,
        stepsPerEpoch: 9,
        batchSize: 8,
        threads: 1,
        latents: 32,
      },
    ],
    memory: 1,
  });
  assert.equal(client.idle, false);
  void client.control("pause");
  worker.say({ id: 2, events: [], memory: 1 });
  clock.pass(1_000_000);
  assert.deepEqual(heard, []);
  void client.control("step");
  worker.say({ id: 3, events: [], memory: 1 });
  clock.pass(working.cpu);
  assert.deepEqual(heard.splice(0), [working.cpu], "its one step is owed");
  worker.say({
    events: [{ type: "stepsDone", run: "pretrain", step: 1, steps: 9, losses: [] }],
    memory: 1,
  });
  void client.control("resume");
  worker.say({ id: 4, events: [], memory: 1 });
  clock.pass(working.cpu);
  assert.deepEqual(heard, ["again", working.cpu]);
  worker.say({
    events: [{ type: "trainingEnded", run: "pretrain", ending: "stopped", step: 5 }],
    memory: 1,
  });
  assert.deepEqual([heard.at(-1), clock.waiting()], ["again", 0]);
});

test("a device that slept has not listened: its night is no silence", () => {
  const { clock, heard, ready, client, worker } = opened("cpu");
  ready();
  void client.command({ type: "showMemory" });
  clock.pass(5_000);
  clock.sleepThrough(8 * 3_600_000);
  assert.deepEqual(heard, []);
  worker.say({ id: 2, events: [], memory: 1 });
  assert.equal(clock.waiting(), 0);
});

test("an engine that is given up is dead, and its watch ends", async () => {
  const { clock, heard, ready, client, worker } = opened("cpu");
  ready();
  const pending = client.command({ type: "showMemory" });
  client.abandon("it was restarted");
  await assert.rejects(pending, /it was restarted/);
  clock.pass(100_000);
  assert.deepEqual(heard, [{ died: "it was restarted" }]);
  assert.deepEqual(
    [worker.terminated, clock.waiting(), client.reason],
    [true, 0, "it was restarted"],
  );
});
