import assert from "node:assert/strict";
import { test } from "node:test";

import { DIGITS, SYMBOLS } from "../../www/flows/examples.js";

const PAD = 280;

test("every example lies on the pad, in strokes that the engine and the storage take", () => {
  for (const { label, strokes } of [...DIGITS, ...SYMBOLS]) {
    assert.ok(strokes.length > 0, label);
    for (const stroke of strokes) {
      assert.ok(stroke.length >= 4 && stroke.length % 2 === 0, `${label}: points are pairs`);
      assert.ok(
        stroke.every((value) => value >= 0 && value <= PAD),
        `${label} leaves the pad`,
      );
    }
  }
});

test("a curve passes through its first and last point", () => {
  const [three] = DIGITS[0].strokes;
  assert.equal(DIGITS[0].label, "3");
  assert.deepEqual(
    [three.slice(0, 2), three.slice(-2)],
    [
      [88, 70],
      [88, 216],
    ],
  );
});

test("the digits are digits, and the five symbols are not", () => {
  assert.ok(DIGITS.every(({ label }) => /^[0-9]$/.test(label)));
  assert.equal(SYMBOLS.length, 5, "the page says “five symbols”");
  assert.ok(SYMBOLS.every(({ label }) => !/^[0-9]$/.test(label)));
  const labels = [...DIGITS, ...SYMBOLS].map(({ label }) => label);
  assert.equal(new Set(labels).size, labels.length);
});
