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
