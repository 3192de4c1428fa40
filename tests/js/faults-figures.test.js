import assert from "node:assert/strict";
import { test } from "node:test";
import { furthest } from "../faults/browsers/figures.js";

test("figures are as far apart as the furthest of them", () => {
  const figures = { nats: 100, picture: [0, 0.5, 1] };
  assert.equal(furthest(figures, figures), 0);
  assert.equal(furthest(figures, { ...figures, nats: 98 }), 0.02);
  assert.equal(furthest(figures, { nats: 100, picture: [0.3, 0.5, 1] }).toFixed(3), "0.100");
  assert.equal(furthest({ loss: 0 }, { loss: 0 }), 0);
});

test("a figure that is missing, of another kind or no number is not alike", () => {
  /** @type {import("../faults/browsers/figures.js").Figures[]} */
  const others = [{}, { a: [1] }, { a: NaN }, { a: 1, b: 1 }];
  for (const other of others) assert.equal(furthest({ a: 1 }, other), Infinity);
  assert.equal(furthest({ a: [1, 2] }, { a: [1] }), Infinity);
  assert.equal(furthest({ a: [] }, { a: [] }), Infinity);
  assert.equal(furthest({ a: [NaN] }, { a: [NaN] }), Infinity);
});
