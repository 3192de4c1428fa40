import assert from "node:assert/strict";
import { test } from "node:test";

import { PIXELS, workbench } from "./fake-workbench.js";

test("own classes: each drawing is left out in turn, told by what the others taught", async () => {
  const { compare, choose, scores, own, tasks, asked } = workbench();
  choose("pixels");
  for (const name of ["a", "b"]) {
    const id = own.add(name) ?? "";
    for (const _ of [1, 2]) assert.ok(await own.draw(id, [[1, 1, 2, 2]]));
  }
  tasks.set({ source: "own" });
  await compare.compare();
  const learnt = asked.flatMap((command) => {
    if (command.type === "defineTask") return [[...command.support.labels].join("")];
    if (command.type === "leaveOneOut") return [`after ${command.answers.length}`];
    return command.type === "learnTask" ? ["all"] : [];
  });
  assert.deepEqual(
    learnt,
    ["after 0", "0011", "after 0", "after 1", "after 2", "after 3", "all"],
    "the task once, where the engine has none; all of it last, for the guesses",
  );
  assert.deepEqual(
    [scores().outcomes.pixels?.plain?.accuracy, scores().outcomes.pixels?.plain?.confusion],
    [0.5, [0, 2, 0, 2]],
  );
});

test("own classes: names are wanted and unlike, the strip's labelled drawings come once", () => {
  const { own, store, fewShot, notices } = workbench();
  assert.equal(own.add("  "), null);
  assert.match(fewShot().problem ?? "", /needs a name/);
  own.takeStrip();
  assert.match(fewShot().problem ?? "", /holds no drawings yet/);
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
        image: new Uint8Array(PIXELS),
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
  assert.match(fewShot().problem ?? "", /“star” already/);
});

test("guesses: methods learn at the first stroke, once; a new engine, once more", async () => {
  const { guess, tasks, choose, store, times, learnt } = workbench();
  choose("pixels", "frozen");
  await tasks.draw();
  guess.draw([[1, 1, 2, 2]]);
  await guess.answer();
  assert.equal(times("learnTask"), 2);
  assert.deepEqual(store.get().guess.answers.frozen, [0.2, 0.8]);
  // The engine was replaced.
  learnt.clear();
  guess.draw([[1, 1, 3, 3]]);
  await guess.answer();
  assert.equal(times("learnTask"), 4);
  await tasks.draw();
  assert.deepEqual(store.get().guess.answers, {}, "another task has other classes");
});

test("what was meta-trained here is kept when other weights take its place", async () => {
  const { weights, say, asked, fewShot } = workbench();
  await weights.ensure("prototypes");
  say([{ type: "metaTrainingEnded", algorithm: "prototypes", ending: "completed", step: 5 }]);
  await weights.keep("prototypes");
  weights.choose("prototypes", "mnist");
  await weights.ensure("prototypes");
  assert.equal(fewShot().metaWeights.prototypes, "mnist");
  weights.choose("prototypes", "trained here");
  await weights.ensure("prototypes");
  const loads = () =>
    asked.flatMap((command) =>
      command.type === "loadMetaWeights" ? [[command.name, [...command.bytes]]] : [],
    );
  assert.deepEqual(loads(), [
    ["mnist", [1, 2, 3]],
    ["mnist", [1, 2, 3]],
    ["trained here", [7]],
  ]);
});
