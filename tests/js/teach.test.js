import assert from "node:assert/strict";
import { test } from "node:test";

import { drawingsFile } from "../../www/flows/take.js";
import { pageStore } from "../../www/state/page.js";
import { openClass } from "../../www/state/teach.js";
import { material } from "../../www/state/tune.js";

/** @param {string} id @param {number} [ink] */
const drawing = (id, ink = 1) => ({
  id,
  strokes: [[0, 0, 9, 9]],
  image: new Uint8Array(784).fill(ink),
});

/** @param {number} drawings */
function taught(drawings) {
  const store = pageStore();
  store.dispatch({ type: "classes/added", id: "a", name: "star" });
  for (let n = 0; n < drawings; n++)
    store.dispatch({ type: "classes/drawn", into: "a", drawing: drawing(`a${n}`, n + 1) });
  return store;
}

test("a class that is open takes drawings until it has three", () => {
  const store = taught(1);
  assert.equal(openClass(store.get()), null);
  store.dispatch({ type: "teach/open", id: "a" });
  assert.equal(openClass(store.get())?.id, "a");
  for (const id of ["b", "c"])
    store.dispatch({ type: "classes/drawn", into: "a", drawing: drawing(id) });
  assert.equal(openClass(store.get()), null);
});

test("a class that was deleted comes back where it was, with its drawings", () => {
  const store = taught(2);
  store.dispatch({ type: "classes/added", id: "z", name: "wave" });
  const before = store.get().classes;
  store.dispatch({ type: "classes/deleted", id: "a" });
  store.dispatch({ type: "classes/restored", own: before[0], at: 0 });
  assert.deepEqual(store.get().classes, before);
});

test("the way back ends with the next change", () => {
  const store = taught(1);
  const back = /** @type {const} */ ({ type: "classes/removed", id: "a0" });
  store.dispatch({ type: "teach/undo", undo: { what: "added", name: "star", back } });
  assert.ok(store.get().teach.undo);
  store.dispatch({ type: "classes/renamed", id: "a", name: "sun" });
  assert.equal(store.get().teach.undo, null);
});

test("fine-tuned is on the classes and what was kept, nothing twice; else on the examples", () => {
  const examples = [{ id: "e", name: "A", drawings: [drawing("e1")] }];
  const empty = pageStore();
  empty.dispatch({ type: "teach/examples", examples });
  assert.deepEqual(
    material(empty.get()).map(({ id, ours }) => [id, ours]),
    [["e1", true]],
  );
  const store = taught(2);
  store.dispatch({ type: "teach/examples", examples });
  const kept = [
    { ...drawing("same", 1), label: "star", selected: true },
    { ...drawing("other", 9), label: "star", selected: true },
    { ...drawing("left", 8), label: "", selected: false },
    { ...drawing("loose", 7), label: "", selected: true },
  ];
  for (const one of kept) store.dispatch({ type: "strip/kept", drawing: one });
  assert.deepEqual(
    material(store.get()).map(({ id, group }) => [id, group]),
    [
      ["a0", "a"],
      ["a1", "a"],
      ["other", "a"],
      ["loose", "loose"],
    ],
  );
});

test("one course of one loss: from before, on the way, to what the rows say after", () => {
  const store = taught(1);
  const losses = (/** @type {number} */ total) => ({ reconstruction: total - 1, kl: 1, total });
  const image = new Uint8Array(784);
  const row = (/** @type {string} */ id, /** @type {number} */ total) => ({
    id,
    label: "",
    group: id,
    image,
    before: { image, losses: losses(total) },
    after: null,
  });
  store.dispatch({ type: "tune/rows", rows: [row("a", 90), row("b", 110)] });
  store.dispatch({ type: "tune/status", status: "starting" });
  const after = [80, 60].map((total) => ({ image, losses: losses(total) }));
  store.dispatch({ type: "tune/after", outcomes: after, step: 7 });
  const course = () => store.get().tune.course.map(({ step, losses }) => [step, losses.total]);
  assert.deepEqual(course(), [
    [0, 100],
    [7, 70],
  ]);
  // The same drawings compared anew keep it; others end it.
  store.dispatch({ type: "tune/rows", rows: [row("a", 90), row("b", 110)] });
  assert.equal(course().length, 2);
  store.dispatch({ type: "tune/rows", rows: [row("a", 90)] });
  assert.deepEqual(course(), []);
});

test("the drawings' file has every stroke, by class and as kept", () => {
  const store = taught(2);
  store.dispatch({ type: "strip/kept", drawing: { ...drawing("k"), label: "x", selected: true } });
  assert.deepEqual(drawingsFile(store.get()), {
    side: 280,
    classes: [{ name: "star", drawings: [[[0, 0, 9, 9]], [[0, 0, 9, 9]]] }],
    kept: [{ label: "x", strokes: [[0, 0, 9, 9]] }],
  });
});
