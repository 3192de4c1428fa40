import assert from "node:assert/strict";
import { test } from "node:test";

import { duration } from "../../www/app/format.js";
import { mark, msPerStep, noPace, remaining } from "../../www/app/pace.js";

test("pace and what remains follow from the last seconds", () => {
  let pace = mark(noPace(), 0, 0);
  assert.equal(msPerStep(pace), null);
  assert.equal(remaining(pace, 0, 100), null);
  pace = mark(pace, 10, 1000);
  assert.equal(msPerStep(pace), 100);
  assert.equal(remaining(pace, 10, 110), 10_000);
  // It slows down; after a while only the new pace counts.
  for (let second = 2; second <= 20; second++)
    pace = mark(pace, 10 + (second - 1) * 2, second * 1000);
  assert.equal(msPerStep(pace), 500);
});

test("one pull that takes longer than the window still gives a pace", () => {
  const pace = mark(mark(noPace(), 0, 0), 1, 30_000);
  assert.equal(msPerStep(pace), 30_000);
});

test("times are said in their two largest units", () => {
  assert.equal(duration(400), "0 s");
  assert.equal(duration(59_000), "59 s");
  assert.equal(duration(61_000), "1 min 01 s");
  assert.equal(duration(3_661_000), "1 h 01 min");
});

test("a sleep of eight hours, a frozen tab and a clock set back are no steps", () => {
  for (const at of [8 * 3_600_000, -3_600_000]) {
    let pace = noPace();
    for (let second = 1; second <= 5; second++) pace = mark(pace, second * 10, second * 1000);
    pace = mark(pace, 60, 6000 + at);
    assert.equal(msPerStep(pace), null, "too early to say");
    pace = mark(pace, 70, 7000 + at);
    assert.equal(msPerStep(pace), 100);
  }
  // Twenty times slower is slow, and no sleep.
  let pace = mark(mark(noPace(), 0, 0), 10, 1000);
  pace = mark(pace, 15, 11_000);
  assert.equal(msPerStep(pace), 2000);
});
