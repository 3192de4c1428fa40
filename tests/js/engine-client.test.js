import assert from "node:assert/strict";
import { test } from "node:test";

import { DIED, EngineClient, EngineError } from "../../www/engine/client.js";
import { FakeWorker, settle } from "./fake-worker.js";

function listening() {
  /** @type {unknown[]} */
  const heard = [];
  return {
    heard,
    listeners: {
      events: (/** @type {unknown} */ events) => heard.push({ events }),
      memory: (/** @type {number} */ bytes) => heard.push({ bytes }),
      checkpoint: (/** @type {unknown} */ checkpoint) => heard.push({ checkpoint }),
      died: (/** @type {string} */ reason) => heard.push({ died: reason }),
      silent: (/** @type {number} */ ms) => heard.push({ silent: ms }),
      heard: () => heard.push("again"),
    },
  };
}

test("nothing is sent before the worker is ready, and then everything in order", async () => {
  const worker = new FakeWorker();
  const client = new EngineClient(worker, listening().listeners);
  const opened = client.open("cpu");
  const sampled = client.command({ type: "sample", slot: "pretrained", count: 1, seed: 1 });
  assert.deepEqual(worker.sent, []);

  worker.say({ ready: true });
  assert.deepEqual(
    worker.sent.map(({ id }) => id),
    [1, 2],
  );

  // Answers may come in another order; each finds its own request.
  const images = new Uint8Array(784);
  worker.say({
    id: 2,
    events: [{ type: "decoded", slot: "pretrained", images, reconstruction: [] }],
    memory: 10,
  });
  worker.say({ id: 1, device: { kind: "cpu", name: "CPU" }, memory: 10 });
  assert.equal((await sampled)[0].type, "decoded");
  assert.deepEqual(await opened, { kind: "cpu", name: "CPU" });
});

test("a refusal rejects with the engine's own words, and only that request", async () => {
  const worker = new FakeWorker();
  const { heard, listeners } = listening();
  const client = new EngineClient(worker, listeners);
  worker.say({ ready: true });
  const refused = client.command({ type: "stopTraining" });
  const other = client.command({ type: "discardModel", slot: "fineTuned" });
  worker.say({
    id: 1,
    error: { code: "state", message: "No training is under way.", retryable: false },
  });
  worker.say({ id: 2, events: [{ type: "modelDiscarded", slot: "fineTuned" }], memory: 1 });
  await assert.rejects(refused, (error) => {
    assert.ok(error instanceof EngineError);
    assert.equal(error.code, "state");
    assert.equal(error.message, "No training is under way.");
    return true;
  });
  await other;
  assert.equal(worker.terminated, false);
  assert.deepEqual(heard, [
    { bytes: 1 },
    { events: [{ type: "modelDiscarded", slot: "fineTuned" }] },
  ]);
});

test("unsolicited events and checkpoints reach the listeners", () => {
  const worker = new FakeWorker();
  const { heard, listeners } = listening();
  new EngineClient(worker, listeners);
  worker.say({ ready: true });
  const checkpoint = {
    slot: /** @type {const} */ ("pretrained"),
    bytes: new Uint8Array(3),
    step: 4,
  };
  worker.say({ checkpoint });
  worker.say({ events: [], memory: 7 });
  assert.deepEqual(heard, [{ checkpoint }, { bytes: 7 }]);
});

for (const [how, kill, reason] of /** @type {[string, (worker: FakeWorker) => void, string][]} */ ([
  ["a panic", (worker) => worker.say({ fatal: "unreachable" }), "unreachable"],
  ["a script error", (worker) => worker.onerror?.({ message: "no such module" }), "no such module"],
])) {
  test(`${how} rejects what is pending and all that comes after, and is told once`, async () => {
    const worker = new FakeWorker();
    const { heard, listeners } = listening();
    const client = new EngineClient(worker, listeners);
    worker.say({ ready: true });
    const pending = client.command({ type: "stopTraining" });
    kill(worker);
    kill(worker);
    const isDeath = (/** @type {unknown} */ error) =>
      error instanceof EngineError && error.code === DIED;
    await assert.rejects(pending, isDeath);
    await assert.rejects(client.command({ type: "stopTraining" }), isDeath);
    assert.equal(worker.terminated, true);
    assert.deepEqual(heard, [{ died: reason }]);
    // A last word from the dead changes nothing.
    worker.say({ events: [{ type: "modelDiscarded", slot: "fineTuned" }], memory: 1 });
    assert.equal(heard.length, 1);
  });
}

test("a worker that is ended on purpose owes no answers and is no death", async () => {
  const worker = new FakeWorker();
  const { heard, listeners } = listening();
  const client = new EngineClient(worker, listeners);
  const early = client.open("cpu");
  client.terminate();
  await assert.rejects(early, /it was ended/);
  worker.say({ ready: true });
  assert.deepEqual([worker.sent, worker.terminated, heard], [[], true, []]);
});

test("a control is settled by its own answer", async () => {
  const worker = new FakeWorker();
  const client = new EngineClient(worker, listening().listeners);
  worker.say({ ready: true });
  let done = false;
  const paused = client.control("pause").then(() => (done = true));
  worker.say({ events: [], memory: 1 });
  await settle();
  assert.equal(done, false, "a pull's events are no answer");
  worker.say({ id: 1, events: [], memory: 1 });
  await paused;
});

test("a message of another version throws; whoever waited for it is told to reload", async () => {
  const worker = new FakeWorker();
  const client = new EngineClient(worker, listening().listeners);
  worker.say({ ready: true });
  const pending = client.command({ type: "stopTraining" });
  assert.throws(
    () => worker.say(/** @type {any} */ ({ id: 1, gossip: true })),
    /does not know this message.*gossip/,
  );
  await assert.rejects(pending, /different versions. Reload the page/);
});

test("a listener that throws does not keep an answer from whoever asked", async () => {
  const worker = new FakeWorker();
  const { listeners } = listening();
  const client = new EngineClient(worker, {
    ...listeners,
    events() {
      throw new Error("no such event");
    },
  });
  worker.say({ ready: true });
  const pending = client.command({ type: "discardModel", slot: "fineTuned" });
  assert.throws(
    () => worker.say({ id: 1, events: [{ type: "modelDiscarded", slot: "fineTuned" }], memory: 1 }),
    /no such event/,
  );
  assert.deepEqual(await pending, [{ type: "modelDiscarded", slot: "fineTuned" }]);
});
