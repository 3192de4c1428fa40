import assert from "node:assert/strict";
import { test } from "node:test";

import { memoryFlow } from "../../www/flows/memory.js";
import { offered } from "../../www/views/memory-recall.js";
import { fakeContext } from "./fake-context.js";

/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */
/** @typedef {import("../../www/engine/wire.js").MemoryTrace} Trace */

const IMAGE = new Uint8Array(784).fill(200);
/** @type {import("../../www/engine/wire.js").Encoded} */
const ENCODED = {
  slot: "pretrained",
  image: IMAGE,
  mean: [],
  deviation: [],
  reconstruction: IMAGE,
  losses: { reconstruction: 0, kl: 0, total: 0 },
  around: new Uint8Array(),
};

/** A context whose engine has a memory, without latents. */
function bench() {
  /** @type {Trace[]} */
  let traces = [];
  let [capacity, next] = [100, 0];
  /** @param {number[]} [forgotten] @returns {EngineEvent} */
  const held = (forgotten = []) => ({
    type: "memoryChanged",
    capacity,
    traces: traces.map((trace) => ({ ...trace })),
    forgotten,
  });
  const drop = () => {
    const gone = traces.slice(0, Math.max(0, traces.length - capacity)).map(({ id }) => id);
    traces = traces.filter(({ id }) => !gone.includes(id));
    return gone;
  };
  const fake = fakeContext({
    answer(asked) {
      /** @returns {EngineEvent} */
      const act = () => {
        switch (asked.type) {
          case "remember":
            traces.push({
              id: next++,
              label: asked.label,
              image: asked.image,
              usage: 1,
              place: [0, 0],
            });
            return held(drop());
          case "relabel":
            traces = traces.map((trace) =>
              trace.id === asked.id ? { ...trace, label: asked.label } : trace,
            );
            return held();
          case "forget":
            traces = traces.filter(({ id }) => id !== asked.id);
            return held();
          case "forgetClass":
            traces = traces
              .filter(({ label }) => label !== asked.label)
              .map((trace) => ({
                ...trace,
                label: trace.label - Number(trace.label > asked.label),
              }));
            return held();
          case "resizeMemory":
            capacity = asked.capacity;
            return held(drop());
          case "showMemory":
            return held();
          case "recall": {
            const share = 1 / traces.length;
            return {
              type: "recalled",
              attention: traces.map(() => share),
              classes: Array(asked.ways).fill(1 / asked.ways),
              gaussian: [],
              place: [1, 2],
            };
          }
          default:
            throw new Error(asked.type);
        }
      };
      return [act()];
    },
  });
  const flow = memoryFlow(fake.context);
  fake.store.dispatch({ type: "draw/encoded", encoded: ENCODED });
  /** @param {string[]} names @param {number[]} labels */
  const task = (names, labels) => {
    const images = new Uint8Array(784 * labels.length);
    fake.store.dispatch({
      type: "fewShot/task",
      task: {
        number: 1,
        names,
        support: { images, labels: new Uint8Array(labels) },
        query: { images: images.slice(0, 784 * 2), labels: new Uint8Array([0, 1]) },
      },
    });
  };
  const memory = () => fake.store.get().memory;
  return {
    ...fake,
    flow,
    task,
    memory,
    labels: () => memory().traces.map(({ label }) => memory().names[label]),
  };
}

test("a task's support is remembered under its names; the next task's join them", async () => {
  const { flow, task, memory, labels } = bench();
  task(["3", "7"], [0, 0, 1]);
  await flow.rememberTask();
  assert.deepEqual(labels(), ["3", "3", "7"]);
  assert.equal(memory().said, "Remembered 3 images of 2 classes.");
  task(["7", "A"], [0, 1]);
  await flow.rememberTask();
  assert.deepEqual(
    [memory().names, labels()],
    [
      ["3", "7", "A"],
      ["3", "3", "7", "7", "A"],
    ],
  );
  assert.deepEqual(
    [memory().recall?.ids.length, memory().writing],
    [5, null],
    "and the drawing is looked up among them",
  );
});

test("a class without traces is none, however its last one went", async () => {
  const { flow, task, memory, labels } = bench();
  task(["3", "7", "9"], [0, 1, 2]);
  await flow.rememberTask();
  const [first, second] = memory().traces;
  await flow.relabel(first.id, "9");
  assert.deepEqual(
    [memory().names, labels()],
    [
      ["7", "9"],
      ["9", "7", "9"],
    ],
  );
  await flow.forget(second.id);
  assert.deepEqual([memory().names, labels()], [["9"], ["9", "9"]]);
  await flow.relabel(first.id, "new");
  await flow.forgetClass(0);
  assert.deepEqual([memory().names, labels()], [["new"], ["new"]]);
  await flow.forgetAll();
  assert.deepEqual([memory().names, memory().traces, memory().recall], [[], [], null]);
});

test("what a full memory forgets is shown until the next change", async () => {
  const { flow, task, memory } = bench();
  task(["3", "7"], [0, 0, 1, 1]);
  await flow.rememberTask();
  await flow.resize(2);
  assert.deepEqual(
    [memory().capacity, memory().forgotten.map(({ id }) => id), memory().names],
    [2, [0, 1], ["7"]],
  );
  assert.match(memory().said, /holds 2 traces at most now\. 2 of the least used were forgotten/);
  await flow.rememberDrawing(" me ");
  assert.deepEqual([memory().forgotten.map(({ id }) => id), memory().names], [[2], ["7", "me"]]);
  await flow.forget(memory().traces[0].id);
  assert.deepEqual(memory().forgotten, []);
});

test("what cannot be remembered is said, and nothing changes", async () => {
  const { flow, memory, sent, store } = bench();
  await flow.rememberTask();
  assert.match(memory().problem ?? "", /no task yet/);
  await flow.rememberDrawing("  ");
  assert.match(memory().problem ?? "", /Give the class a name/);
  store.dispatch({ type: "draw/blank" });
  await flow.rememberDrawing("x");
  assert.match(memory().problem ?? "", /pad of section 1 is empty/);
  assert.deepEqual([sent, memory().names], [[], []]);
});

test("remembering can be stopped on its way, and keeps what it has", async () => {
  const { flow, task, memory, store } = bench();
  task(["3"], Array(20).fill(0));
  const done = flow.rememberTask();
  const forget = store.subscribe((state) => {
    if (state.memory.writing?.done === 4 && !state.memory.stopping) flow.stop();
  });
  await done;
  forget();
  assert.deepEqual([memory().traces.length, memory().writing], [4, null]);
  assert.match(memory().said, /Remembered 4 images, then stopped: 16 are left/);
});

test("a query of the task is looked up until another task is drawn", async () => {
  const { flow, task, memory, sent } = bench();
  task(["3", "7"], [0, 1]);
  await flow.rememberTask();
  flow.ask({ from: "query", index: 1 });
  await flow.look();
  const last = sent.filter((command) => command.type === "recall").at(-1);
  assert.ok(last?.type === "recall" && last.image[0] === 0);
  task(["1"], [0]);
  assert.deepEqual(memory().query, { from: "pad" });
});

test("an engine that takes over is asked what it holds", async () => {
  const { flow, task, memory, commands } = bench();
  await flow.replaced();
  assert.deepEqual(commands(), [], "an empty memory has nothing to be asked");
  task(["3"], [0]);
  await flow.rememberTask();
  const before = commands().length;
  await flow.replaced();
  assert.equal(memory().traces.length, 1);
  assert.ok(commands().length > before);
});

test("queries are offered from each class in turn", () => {
  const labels = new Uint8Array([0, 0, 0, 1, 1, 2]);
  assert.deepEqual(offered({ images: new Uint8Array(), labels }), [0, 3, 5, 1, 4, 2]);
  assert.deepEqual(offered(null), []);
  assert.equal(offered({ images: new Uint8Array(), labels: new Uint8Array(500) }).length, 30);
});
