/** What the page says while the engine is at long work. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Breath } from "../../www/worker/breath.js";
import { Pump } from "../../www/worker/pump.js";

/** @typedef {import("../../www/worker/messages.js").FromWorker} FromWorker */
/** @typedef {import("../../www/worker/messages.js").ToWorker} ToWorker */
/** @typedef {import("../../www/engine/engine.js").EngineHost} EngineHost */

const CANCELLED = { code: "cancelled", message: "stopped", retryable: false };
/** @param {number} id @param {any} type @returns {ToWorker} */
const asks = (id, type) => ({ id, command: { type } });

/** An engine that does nothing but breathe, and its pump. */
async function bench() {
  /** @type {FromWorker[]} */
  const posted = [];
  /** @type {string[]} */
  const begun = [];
  /** @type {EngineHost | undefined} */
  let host;
  let [now, training, hurried] = [0, false, 0];
  /** Whether it was told to end within so many breaths. */
  const long = async () => {
    for (let breath = 0; breath < 5; breath++) {
      now += 60;
      if (await host?.breathe()) return true;
    }
    return false;
  };
  const engine = /** @type {import("../../www/engine/engine.js").Engine} */ ({
    device: () => ({ kind: "cpu", name: "CPU" }),
    useHost: (given) => (host = given),
    useWorkers() {},
    training: () => training,
    async step() {
      begun.push("step");
      if (!(await long())) begun.push("whole step");
      return [];
    },
    async handle({ type }) {
      begun.push(type);
      if (type === "pretrain") training = true;
      else if (type === "stopTraining") training = false;
      else if (await long()) throw CANCELLED;
      return [];
    },
  });
  const pump = new Pump({
    open: async () => engine,
    memory: () => 64,
    post: (message) => posted.push(message),
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
    now: () => now,
    hurry: () => hurried++,
  });
  await pump.take({ id: 1, open: { backend: "cpu" } });
  /** @param {number} id */
  const answer = (id) => posted.find((message) => "id" in message && message.id === id);
  return { pump, begun, answer, hurried: () => hurried };
}

test("a long command is cancelled at its next breath, and so are those behind it", async () => {
  const { pump, begun, answer } = await bench();
  const served = pump.take(asks(2, "learnTask"));
  void pump.take(asks(3, "scoreTask"));
  void pump.take(asks(4, "encode"));
  await pump.take({ id: 5, control: "cancel" });
  assert.deepEqual(answer(5), { id: 5, events: [], memory: 64 }, "before what it cancels");
  await served;
  for (const id of [2, 3]) {
    const said = answer(id);
    assert.ok(said && "error" in said);
    assert.equal(said.error.code, "cancelled");
  }
  assert.deepEqual(begun, ["learnTask", "encode"], "a short one is done");
  assert.deepEqual(answer(4), { id: 4, events: [], memory: 64 });
});

test("what is not long is not cancelled, and nothing is by a cancel that came before", async () => {
  const { pump, answer } = await bench();
  const served = pump.take(asks(2, "classify"));
  await pump.take({ id: 3, control: "cancel" });
  await served;
  await pump.take(asks(4, "learnTask"));
  for (const id of [2, 4]) assert.deepEqual(answer(id), { id, events: [], memory: 64 });
});

test("a stop ends the step under way, and hurries those that it waits for", async () => {
  const { pump, begun, hurried } = await bench();
  const served = pump.take(asks(2, "pretrain"));
  while (!begun.includes("step")) await new Promise((resolve) => setImmediate(resolve));
  await pump.take(asks(3, "stopTraining"));
  await served;
  assert.ok(!begun.includes("whole step"), begun.join(" "));
  assert.equal(begun.at(-1), "stopTraining");
  assert.equal(hurried(), 1);
});

test("a breath is a macrotask every 50 ms, and says that the worker is alive", async () => {
  let [now, turns, alive] = [0, 0, 0];
  const breath = new Breath({ breathe: async () => void turns++, now: () => now }, () => alive++);
  await breath.during("pull", async () => {
    assert.equal(breath.breathe(), false, "not yet");
    now = 50;
    assert.equal(await breath.breathe(), false);
    assert.equal(breath.breathe(), false, "it has just breathed");
    assert.ok(breath.endPull());
    assert.equal(breath.breathe(), true);
  });
  assert.deepEqual([turns, alive], [1, 1]);
  assert.ok(!breath.endPull(), "there is none");
});
