import assert from "node:assert/strict";
import { test } from "node:test";

import { ask } from "../../www/flows/context.js";
import { memoryFlow } from "../../www/flows/memory.js";
import { offered } from "../../www/state/memory.js";
import { idxPair } from "./real/files.js";
import { realPage } from "./real/page.js";

const PIXELS = 784;

/**
 * A memory over the real engine, and a drawing on the pad.
 * @param {import("node:test").TestContext} test
 */
async function bench(test) {
  const page = await realPage(test);
  const { context, store } = page;
  await page.pretrained();
  const { image, ...rest } = await ask(page.engine, "encoded", {
    type: "encode",
    slot: "pretrained",
    picture: { strokes: [[140, 30, 140, 250]] },
    around: 0,
    spread: 1,
    seed: 1,
  });
  store.dispatch({ type: "draw/encoded", encoded: { image, ...rest } });
  const flow = memoryFlow(context);
  let tasks = 0;
  /** A task of distinct images. @param {string[]} names @param {number[]} labels */
  const task = (names, labels) => {
    const { images } = idxPair(labels.length);
    const pixels = images.subarray(16);
    store.dispatch({
      type: "fewShot/task",
      task: {
        number: ++tasks,
        names,
        support: { images: pixels, labels: new Uint8Array(labels) },
        query: { images: pixels.slice(0, PIXELS * 2), labels: new Uint8Array([0, 1]) },
      },
    });
  };
  const memory = () => store.get().memory;
  return {
    ...page,
    flow,
    task,
    memory,
    labels: () => memory().traces.map(({ label }) => memory().names[label]),
  };
}

test("a task's support is remembered under its names; the next task's join them", async (t) => {
  const { flow, task, memory, labels } = await bench(t);
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

test("a class without traces is none, however its last one went", async (t) => {
  const { flow, task, memory, labels } = await bench(t);
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

test("what a full memory forgets is shown until the next change", async (t) => {
  const { flow, task, memory } = await bench(t);
  task(["3", "7"], [0, 0, 1, 1]);
  await flow.rememberTask();
  const byUse = () => memory().traces.toSorted((one, other) => one.usage - other.usage);
  const named = (/** @type {import("../../www/engine/wire.js").MemoryTrace[]} */ traces) =>
    memory().names.filter((_, label) => traces.some((trace) => trace.label === label));
  const [least, less, ...others] = byUse();
  const left = named(others);
  await flow.resize(2);
  assert.deepEqual(
    [memory().capacity, memory().forgotten.map(({ id }) => id), memory().names],
    [2, [least.id, less.id].sort(), left],
  );
  assert.match(memory().said, /holds 2 traces at most now\. 2 of the least used were forgotten/);
  const [next, last] = byUse();
  const still = named([last]);
  await flow.rememberDrawing(" me ");
  assert.deepEqual(
    [memory().forgotten.map(({ id }) => id), memory().names],
    [[next.id], [...still, "me"]],
  );
  await flow.forget(memory().traces[0].id);
  assert.deepEqual(memory().forgotten, []);
});

test("what cannot be remembered is said, and nothing changes", async (t) => {
  const { flow, memory, sent, store } = await bench(t);
  await flow.rememberTask();
  assert.match(memory().problem ?? "", /no task yet/);
  await flow.rememberDrawing("  ");
  assert.match(memory().problem ?? "", /Give the class a name/);
  store.dispatch({ type: "draw/blank" });
  await flow.rememberDrawing("x");
  assert.match(memory().problem ?? "", /pad in See is empty/);
  assert.deepEqual([sent, memory().names], [[], []]);
});

test("remembering can be stopped on its way, and keeps what it has", async (t) => {
  const { flow, task, memory, store } = await bench(t);
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

test("a query of the task is looked up until another task is drawn", async (t) => {
  const { flow, task, memory, sent, store } = await bench(t);
  task(["3", "7"], [0, 1]);
  await flow.rememberTask();
  flow.ask({ from: "query", index: 1 });
  await flow.look();
  const last = sent.filter((command) => command.type === "recall").at(-1);
  const query = store.get().fewShot.task?.query?.images.slice(PIXELS);
  assert.ok(query?.some((ink) => ink > 0));
  assert.ok(last?.type === "recall");
  assert.deepEqual(last.image, query);
  assert.deepEqual(memory().recall?.image, query);
  task(["1"], [0]);
  assert.deepEqual(memory().query, { from: "pad" });
});

test("an engine that takes over is asked what it holds, which is the same", async (t) => {
  const { flow, task, memory, commands, labels, replaceEngine } = await bench(t);
  await flow.replaced();
  assert.deepEqual(commands(), [], "an empty memory has nothing to be asked");
  // So many that no class goes with its last trace, and in a new engine with all that it ever had.
  task(["3", "7"], [0, 0, 0, 0, 1, 1, 1, 1]);
  await flow.rememberTask();
  // The first one is the most used, so that it is not the oldest that goes.
  flow.ask({ from: "query", index: 0 });
  for (const _ of [1, 2, 3]) await flow.look();
  await flow.resize(7);
  await flow.rememberDrawing("drawn into a full one");
  await flow.relabel(memory().traces[3].id, "new");
  await flow.forget(memory().traces[4].id);
  assert.ok(!commands().includes("forgetClass"));
  const held = () => memory().traces.map(({ id, label, image }) => ({ id, label, image }));
  const [before, named, asked] = [held(), labels(), commands().length];
  assert.equal(before.length, 6);
  await replaceEngine();
  await flow.replaced();
  assert.equal(commands()[asked], "showMemory");
  assert.deepEqual([held(), labels(), memory().capacity], [before, named, 7]);
});

test("queries are offered from each class in turn", () => {
  const labels = new Uint8Array([0, 0, 0, 1, 1, 2]);
  assert.deepEqual(offered({ images: new Uint8Array(), labels }), [0, 3, 5, 1, 4, 2]);
  assert.deepEqual(offered(null), []);
  assert.equal(offered({ images: new Uint8Array(), labels: new Uint8Array(500) }).length, 30);
});

test("on arrival there is an example, once; the visitor's own takes its place", async (t) => {
  const { flow, task, memory, labels } = await bench(t);
  await flow.arrive();
  assert.deepEqual(memory().traces, [], "there is no task to take it from yet");
  task(["3", "7"], [0, 0, 1]);
  await Promise.all([flow.arrive(), flow.arrive()]);
  assert.deepEqual(labels(), ["3", "3", "7"]);
  assert.equal(memory().said, "An example. Remembered 3 images of 2 classes.");
  assert.ok(flow.isExample() && memory().recall, "and the drawing is looked up in it");
  task(["A", "B"], [0, 1]);
  await flow.rememberTask();
  assert.deepEqual(
    [labels(), memory().names],
    [
      ["A", "B"],
      ["A", "B"],
    ],
  );
  await flow.forgetAll();
  await flow.arrive();
  assert.deepEqual(labels(), [], "who has emptied it finds it empty");
});

test("a drawing joins the example, which is the visitor's from then on", async (t) => {
  const { flow, task, labels } = await bench(t);
  task(["3", "7"], [0, 1]);
  await flow.arrive();
  await flow.rememberDrawing("mine");
  assert.ok(!flow.isExample());
  task(["A", "B"], [0, 1]);
  await flow.rememberTask();
  assert.deepEqual(labels(), ["3", "7", "mine", "A", "B"]);
});
