import assert from "node:assert/strict";
import { test } from "node:test";

import { ask } from "../../www/flows/context.js";
import { defaultsOf } from "../../www/state/meta-hyper.js";
import { pageFile } from "./real/page.js";
import { workbench } from "./real/workbench.js";

const upright = (/** @type {number} */ by) => [[140, 30 + by, 140 + by, 250]];
const level = (/** @type {number} */ by) => [[30 + by, 140, 250, 140 + by]];

test("own classes: each drawing is left out in turn, told by what the others taught", async (t) => {
  const { compare, choose, scores, own, tasks, asked, until } = await workbench(t);
  choose("pixels");
  for (const [name, strokes] of /** @type {const} */ ([
    ["a", upright],
    ["b", level],
  ])) {
    const id = own.add(name) ?? "";
    for (const by of [0, 9]) assert.ok(await own.draw(id, strokes(by)));
  }
  tasks.set({ source: "own" });
  await until((state) => state.fewShot.task !== null);
  await compare.compare();
  const learnt = asked("defineTask", "leaveOneOut", "learnTask").map((command) => {
    if (command.type === "defineTask") return [...command.support.labels].join("");
    return command.type === "leaveOneOut" ? `after ${command.answers.length}` : "all";
  });
  assert.deepEqual(
    learnt,
    ["after 0", "0011", "after 0", "after 1", "after 2", "after 3", "all"],
    "the task once, where the engine has none; all of it last, for the guesses",
  );
  assert.deepEqual(
    [scores().outcomes.pixels?.plain?.accuracy, scores().outcomes.pixels?.plain?.confusion],
    [1, [2, 0, 0, 2]],
  );
});

test("own classes: what is told wrongly counts against it, in the row of its class", async (t) => {
  const { compare, choose, scores, own, tasks, until } = await workbench(t);
  choose("pixels");
  const [a, b] = ["a", "b"].map((name) => own.add(name) ?? "");
  for (const by of [0, 3, 6, 9]) assert.ok(await own.draw(a, upright(by)));
  for (const strokes of [level(0), upright(4)]) assert.ok(await own.draw(b, strokes));
  tasks.set({ source: "own" });
  await until((state) => state.fewShot.task !== null);
  await compare.compare();
  const { confusion, accuracy, by } = scores().outcomes.pixels?.plain ?? {};
  assert.deepEqual([confusion, accuracy], [[4, 0, 2, 0], 4 / 6], "each b knows only its unlike");
  assert.equal(by, "of 6 drawings, each left out in turn");
});

test("own classes: names are wanted and unlike, the strip's drawings come once", async (t) => {
  const { own, store, notices } = await workbench(t);
  assert.equal(own.add("  "), null);
  assert.match(store.get().teach.said ?? "", /needs a name/);
  own.takeStrip();
  assert.match(store.get().teach.said ?? "", /holds no drawings yet/);
  for (const [id, label] of [
    ["1", "star"],
    ["2", ""],
    ["3", "star"],
  ]) {
    store.dispatch({
      type: "strip/kept",
      drawing: {
        id,
        label,
        strokes: [[Number(id), 0, 1, 1]],
        selected: true,
        image: new Uint8Array(784),
      },
    });
  }
  own.takeStrip();
  own.takeStrip();
  assert.deepEqual(
    store.get().classes.map(({ name, drawings }) => [name, drawings.length]),
    [["star", 2]],
  );
  assert.match(notices()[0].text, /1 drawing has no label/);
  assert.equal(own.add("star"), null);
  assert.match(store.get().teach.said ?? "", /“star” already/);
});

test("guesses: methods learn at the first stroke, once; a new engine, once more", async (t) => {
  const { guess, tasks, choose, store, times, pretrained, replaceEngine } = await workbench(t);
  await pretrained();
  choose("pixels", "frozen");
  await tasks.draw();
  guess.draw([[1, 1, 2, 2]]);
  await guess.answer();
  assert.equal(times("taskLearnt"), 2);
  const { answers } = store.get().guess;
  for (const probabilities of [answers.pixels, answers.frozen]) {
    assert.equal(probabilities?.length, 2);
    assert.ok(Math.abs(probabilities[0] + probabilities[1] - 1) < 1e-5);
  }
  guess.draw([[1, 1, 3, 2]]);
  await guess.answer();
  assert.equal(times("taskLearnt"), 2, "they know it by now");
  await replaceEngine();
  guess.draw([[1, 1, 2, 2]]);
  await guess.answer();
  assert.equal(times("taskLearnt"), 4);
  assert.deepEqual(store.get().guess.answers, answers, "another engine says the same");
  await tasks.draw();
  assert.deepEqual(store.get().guess.answers, {}, "another task has other classes");
});

test("what was meta-trained here is kept when other weights take its place", async (t) => {
  const { weights, context, engine, asked, fewShot, until, pretrained } = await workbench(t);
  await pretrained();
  await weights.ensure("prototypes");
  await ask(context, "dataChanged", { type: "useBuiltIn", train: 100, test: 10, seed: 1 });
  await ask(context, "metaTrainingStarted", {
    type: "metaTrain",
    hyper: { ...defaultsOf("prototypes"), steps: 1, ways: 5 },
    start: "pretrained",
    choice: { pool: "digits", groups: [], names: [] },
  });
  await until((state) => state.fewShot.trainings.prototypes === 1);
  await weights.keep("prototypes");
  const { bytes } = await ask(engine, "metaWeightsExported", {
    type: "exportMetaWeights",
    algorithm: "prototypes",
  });
  weights.choose("prototypes", "mnist");
  await weights.ensure("prototypes");
  assert.equal(fewShot().metaWeights.prototypes, "mnist");
  weights.choose("prototypes", "trained here");
  await weights.ensure("prototypes");
  const committed = pageFile("weights/mnist-prototypes.safetensors");
  assert.deepEqual(
    asked("loadMetaWeights").map((command) => "name" in command && command.name),
    ["mnist", "mnist", "trained here"],
  );
  for (const [at, wanted] of [committed, committed, bytes].entries()) {
    const loaded = asked("loadMetaWeights")[at];
    assert.ok(loaded.type === "loadMetaWeights" && Buffer.compare(loaded.bytes, wanted) === 0);
  }
});
