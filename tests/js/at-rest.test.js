import assert from "node:assert/strict";
import { test } from "node:test";

import { atRest } from "../../www/app/at-rest.js";

/** No document bubbles here: what is drawn on hears of its own pointers. */
class Canvas extends EventTarget {}

/** @param {import("node:test").TestContext} t */
function drawnOn(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  Object.assign(globalThis, { HTMLCanvasElement: Canvas });
  const canvas = new Canvas();
  const whenAtRest = atRest(canvas);
  /** @type {string[]} */
  const done = [];
  return {
    done,
    act: (/** @type {string} */ name) => whenAtRest(() => done.push(name)),
    pointer: (/** @type {string} */ what, pointerId = 1) =>
      canvas.dispatchEvent(Object.assign(new Event(`pointer${what}`), { pointerId })),
    pass: (/** @type {number} */ ms) => t.mock.timers.tick(ms),
  };
}

test("what moves the page waits for the stroke's end, and for the next stroke", (t) => {
  const { done, act, pointer, pass } = drawnOn(t);
  act("at once");
  pointer("down");
  act("under the pen");
  pass(5000);
  pointer("up");
  pass(900);
  pointer("down");
  pass(5000);
  assert.deepEqual(done, ["at once"]);
  pointer("cancel");
  pass(999);
  assert.deepEqual(done, ["at once"]);
  pass(1);
  assert.deepEqual(done, ["at once", "under the pen"]);
  act("after");
  assert.deepEqual(done, ["at once", "under the pen", "after"]);
});

test("of what was put off the last counts, and all fingers have to be up", (t) => {
  const { done, act, pointer, pass } = drawnOn(t);
  pointer("down", 1);
  pointer("down", 2);
  act("first");
  act("second");
  pointer("up", 1);
  pass(5000);
  assert.deepEqual(done, []);
  pointer("up", 2);
  // Another's that never went down here.
  pointer("up", 3);
  pass(1000);
  assert.deepEqual(done, ["second"]);
});
