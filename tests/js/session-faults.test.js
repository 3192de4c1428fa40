import assert from "node:assert/strict";
import { test } from "node:test";

import { EngineSession } from "../../www/engine/session.js";
import { SILENCE_MS } from "../../www/engine/silence.js";
import { fakeClock } from "./fake-clock.js";
import { FakeWorker, obligingWorker, settle } from "./fake-worker.js";

/** @typedef {import("../../www/engine/wire.js").Command} Command */
/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */

/** @type {Command} */
const LOAD = { type: "loadWeights", slot: "pretrained", name: "w", bytes: new Uint8Array(4) };
/** @type {Command} */
const BUILT_IN = { type: "useBuiltIn", train: 10, test: 10, seed: 1 };
/** @type {Command} */
const OMNIGLOT = { type: "loadOmniglot", bytes: new Uint8Array([1]) };

/**
 * @param {(command: Command, worker: FakeWorker, nth: number) => EngineEvent[] | null} [answer]
 *   Null: it says nothing. `nth` counts workers from 0.
 */
function session(answer = () => []) {
  /** @type {FakeWorker[]} */
  const workers = [];
  /** @type {any[]} */
  const heard = [];
  const clock = fakeClock();
  const engine = new EngineSession(
    () => {
      const nth = workers.length;
      const worker = obligingWorker();
      const { reply } = worker;
      worker.reply = (message, self) => {
        if (!("command" in message)) return reply?.(message, self);
        const events = answer(message.command, self, nth);
        if (events) self.say({ id: message.id, events, memory: 2 });
      };
      workers.push(worker);
      return worker;
    },
    {
      events: (events) => heard.push(...events.map(({ type }) => type)),
      memory: () => {},
      lost: (reason) => heard.push({ lost: reason }),
      restored: (device, { lost }) => heard.push({ restored: device.kind, lost }),
      failed: (reason) => heard.push({ failed: reason }),
      silent: (ms) => heard.push({ silent: ms }),
      heard: () => heard.push("heard"),
    },
    clock,
  );
  return { engine, workers, heard, clock };
}

test("a silent engine is told of, and replaced when the visitor wants it", async () => {
  const { engine, workers, heard, clock } = session((command) =>
    command.type === "showMemory" ? null : [],
  );
  await engine.start("cpu");
  await engine.send(LOAD);
  const hanging = engine.send({ type: "showMemory" });
  await settle();
  clock.pass(SILENCE_MS.working.cpu);
  assert.deepEqual(heard, [{ silent: SILENCE_MS.working.cpu }]);
  await Promise.all([assert.rejects(hanging, /did not answer/), engine.restart()]);
  await settle();
  assert.deepEqual(heard.at(-1), { restored: "cpu", lost: [] });
  assert.deepEqual(workers[1].commands(), ["loadWeights"]);
  assert.deepEqual(
    engine.recent.deaths.map(({ what }) => what),
    ["it did not answer and was restarted"],
  );
});

test("a GPU engine that hangs on what it is told leaves the CPU's at work meanwhile", async () => {
  const { engine, workers, clock } = session((_, __, nth) => (nth === 1 ? null : []));
  await engine.start("cpu");
  await engine.send(LOAD);
  const upgraded = engine.upgrade("webgpu", () => {});
  await settle();
  assert.deepEqual(workers[1].commands(), ["loadWeights"]);
  await engine.send(BUILT_IN);
  assert.deepEqual(workers[0].commands(), ["loadWeights", "useBuiltIn"], "nobody is shut out");
  clock.pass(SILENCE_MS.working.webgpu);
  await assert.rejects(upgraded, /did not answer for 60 s/);
  assert.deepEqual([workers[0].terminated, workers[1].terminated], [false, true]);
});

test("what changes while the GPU engine is told is told again", async () => {
  /** @type {(() => void) | null} */
  let go = null;
  const { engine, workers } = session((_, worker, nth) => {
    if (nth === 0 || go) return [];
    const { id } = worker.sent.at(-1) ?? { id: 0 };
    go = () => worker.say({ id, events: [], memory: 2 });
    return null;
  });
  await engine.start("cpu");
  await engine.send({ ...LOAD, slot: "fineTuned" });
  const upgraded = engine.upgrade("webgpu", () => {});
  await settle();
  await engine.send({ type: "discardModel", slot: "fineTuned" });
  await engine.send(BUILT_IN);
  /** @type {(() => void) | null} */ (go)?.();
  await upgraded;
  assert.deepEqual(workers[1].commands(), ["loadWeights", "discardModel", "useBuiltIn"]);
});

test("what kills every new engine is left out of what the next is told, and said", async () => {
  const { engine, workers, heard } = session((command, worker, nth) => {
    if (command.type !== "loadOmniglot" || nth === 0) return [];
    queueMicrotask(() => worker.say({ fatal: "unreachable" }));
    return null;
  });
  await engine.start("cpu");
  for (const command of [LOAD, OMNIGLOT]) await engine.send(command);
  workers[0].say({ fatal: "unreachable" });
  await settle();
  assert.equal(workers.length, 4);
  assert.deepEqual(heard.at(-1), { restored: "cpu", lost: ["loadOmniglot"] });
  assert.deepEqual(workers[3].commands(), ["loadWeights"]);
  workers[3].say({ fatal: "again" });
  await settle();
  assert.deepEqual(workers[4].commands(), ["loadWeights"], "for good");
});

test("data that a new engine has otherwise than the page believes is told to it", async () => {
  /** @param {number} train @returns {EngineEvent} */
  const changed = (train) => ({
    type: "dataChanged",
    name: "d",
    train,
    test: 1,
    expectedTrain: 9,
    expectedTest: 1,
    waiting: false,
  });
  const { engine, workers, heard } = session((command, _, nth) =>
    command.type === "useBuiltIn" ? [changed(nth < 2 ? 9 : 4)] : [],
  );
  await engine.start("cpu");
  await engine.send(BUILT_IN);
  for (const [death, news] of [[], ["dataChanged"]].entries()) {
    heard.length = 0;
    workers[death].say({ fatal: "unreachable" });
    await settle();
    const said = heard.filter((each) => typeof each === "string");
    assert.deepEqual(said, news);
  }
});

test("an engine that holds too much is replaced once nothing is under way", async () => {
  const { engine, workers, heard } = session();
  await engine.start("cpu");
  await engine.send(LOAD);
  workers[0].say({ events: [], memory: 700 * 2 ** 20 });
  await settle();
  assert.equal(workers[0].terminated, true);
  assert.deepEqual(workers[1].commands(), ["loadWeights"]);
  assert.deepEqual(heard, [], "which is no news");
  // One that holds as much from the start is left alone.
  workers[1].say({ events: [], memory: 400 * 2 ** 20 });
  workers[1].say({ events: [], memory: 700 * 2 ** 20 });
  await settle();
  assert.equal(workers.length, 2);
});

test("a worker that cannot even be made ends in a sentence", async () => {
  const clock = fakeClock();
  /** @type {string[]} */
  const failed = [];
  let made = 0;
  const engine = new EngineSession(
    () => {
      if (made++ > 0) throw new Error("workers are forbidden here");
      return obligingWorker();
    },
    {
      events: () => {},
      memory: () => {},
      lost: () => {},
      restored: () => {},
      failed: (reason) => failed.push(reason),
      silent: () => {},
      heard: () => {},
    },
    clock,
  );
  await engine.start("cpu");
  await engine.restart();
  await assert.rejects(engine.send(LOAD), /stopped for good/);
  assert.deepEqual(failed, ["workers are forbidden here"]);
});
