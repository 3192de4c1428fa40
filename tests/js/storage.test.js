import assert from "node:assert/strict";
import { test } from "node:test";

import { keepTheme, loadTheme, openStorage } from "../../www/app/storage.js";
import { keepDrawings, loadDrawings } from "../../www/flows/kept-drawings.js";

const KEY = "metavae.drawings.v1";

/** @param {Record<string, string>} [kept] */
function memory(kept = {}) {
  return {
    getItem: (/** @type {string} */ key) => kept[key] ?? null,
    setItem(/** @type {string} */ key, /** @type {string} */ value) {
      kept[key] = value;
    },
  };
}

test("drawings come back as strokes and labels, to be drawn again", () => {
  const storage = memory();
  const drawing = {
    id: "a",
    label: "3",
    strokes: [[1, 2, 3, 4]],
    selected: false,
    image: new Uint8Array(784),
  };
  assert.equal(keepDrawings(storage, [drawing]), true);
  assert.deepEqual(loadDrawings(storage), [{ ...drawing, selected: true, image: null }]);
});

test("what is damaged is left out, and the rest kept", () => {
  assert.deepEqual(loadDrawings(memory()), []);
  assert.deepEqual(loadDrawings(memory({ [KEY]: "{" })), []);
  assert.deepEqual(loadDrawings(memory({ [KEY]: '{"a":1}' })), []);
  const mixed = [
    null,
    { id: "no strokes", label: "", strokes: [] },
    { id: 7, label: "", strokes: [[1, 2]] },
    { id: "words", label: "", strokes: [["x", "y"]] },
    { id: "good", label: "", strokes: [[1, 2]] },
  ];
  assert.deepEqual(
    loadDrawings(memory({ [KEY]: JSON.stringify(mixed) })).map(({ id }) => id),
    ["good"],
  );
});

test("where storage is forbidden or full the page hears of it and goes on", () => {
  const forbidden = openStorage({
    /** @returns {Storage} */
    get localStorage() {
      throw new Error("SecurityError");
    },
  });
  assert.deepEqual(loadDrawings(forbidden), []);
  assert.equal(loadTheme(forbidden), null);
  assert.equal(keepDrawings(forbidden, []), false);
});

test("the theme is kept, and one that is none is as the system has it", () => {
  const storage = memory();
  assert.equal(loadTheme(storage), null);
  keepTheme(storage, "dark");
  assert.equal(loadTheme(storage), "dark");
  assert.equal(loadTheme(memory({ "metavae.theme": "sepia" })), null);
  const full = { getItem: () => null, setItem: () => assert.fail("QuotaExceededError") };
  assert.doesNotThrow(() => keepTheme(full, "light"));
});
