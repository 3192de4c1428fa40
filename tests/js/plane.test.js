/** The plane of codes: what stands where, and what is between. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { codeAt, ellipse, kept, nearest, ownerAt, placeOf } from "../../www/app/plane.js";

const LATENTS = 8;

/** Numbers in [−1, 1) that are the same each time. */
function numbers(/** @type {number} */ count) {
  let state = 7;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** Digits in a space of eight numbers, laid flat by leaving six of them out. */
function plane(count = 200) {
  const codes = numbers(count * LATENTS);
  const places = new Float32Array(count * 2);
  const labels = new Uint8Array(count);
  for (let row = 0; row < count; row++) {
    places.set(codes.subarray(row * LATENTS, row * LATENTS + 2), row * 2);
    labels[row] = codes[row * LATENTS] > 0 ? 3 : 8;
  }
  return { codes, places, latents: LATENTS, labels };
}

const code = (/** @type {{codes: Float32Array}} */ { codes }, /** @type {number} */ row) => [
  ...codes.subarray(row * LATENTS, (row + 1) * LATENTS),
];
const near = (/** @type {number[]} */ a, /** @type {number[]} */ b, within = 1e-3) =>
  a.forEach((value, at) =>
    assert.ok(Math.abs(value - b[at]) < within, `${at}: ${value} and ${b[at]}`),
  );

test("the nearest rows are those of a full sort, nearest first", () => {
  const { codes } = plane();
  const point = [...numbers(LATENTS)].map((value) => value / 2);
  const all = Array.from({ length: 200 }, (_, row) => {
    const distance = point.reduce((sum, x, at) => sum + (codes[row * LATENTS + at] - x) ** 2, 0);
    return /** @type {[number, number]} */ ([row, distance]);
  }).sort((a, b) => a[1] - b[1]);
  assert.deepEqual(nearest(codes, point, 20), all.slice(0, 20));
});

test("a digit's code is at its place, and at its place is its code", () => {
  const digits = plane();
  for (const row of [0, 57, 199]) {
    const place = /** @type {[number, number]} */ ([
      ...digits.places.subarray(2 * row, 2 * row + 2),
    ]);
    near(placeOf(digits, code(digits, row)), place);
    near(codeAt(digits, place, null), code(digits, row));
  }
});

test("a drawing's own code is where the drawing is, and elsewhere the digits' are", () => {
  const digits = plane();
  const own = code(digits, 5).map((value) => value + 0.05);
  near(codeAt(digits, placeOf(digits, own), own), own);
  const place = /** @type {[number, number]} */ ([...digits.places.subarray(40, 42)]);
  near(codeAt(digits, place, own), code(digits, 20), 0.01);
});

test("two numbers are a place, exactly", () => {
  const digits = { ...plane(), latents: 2 };
  assert.deepEqual(placeOf(digits, [0.25, -3]), [0.25, -3]);
  assert.deepEqual(codeAt(digits, [9, 1], [0, 0]), [9, 1]);
});

test("a place is owned by most of its nearest digits", () => {
  const digits = plane();
  assert.equal(ownerAt(digits, [0.8, 0]).label, 3);
  const { label, votes, of } = ownerAt(digits, [-0.8, 0]);
  assert.deepEqual([label, of], [8, 9]);
  assert.ok(votes > 4);
});

test("an ellipse has the deviations and the turn of its places", () => {
  const turn = 0.4;
  const places = Array.from({ length: 400 }, (_, at) => {
    const [x, y] = [3 * Math.cos(at), Math.sin(at)];
    return /** @type {[number, number]} */ ([
      5 + x * Math.cos(turn) - y * Math.sin(turn),
      x * Math.sin(turn) + y * Math.cos(turn) - 2,
    ]);
  });
  const { centre, radii, angle } = ellipse(places);
  near(centre, [5, -2], 0.02);
  // A circle's coordinates deviate by its radius over √2.
  near(radii, [3 / Math.SQRT2, 1 / Math.SQRT2], 0.01);
  assert.ok(Math.abs(angle - turn) < 0.01, String(angle));
});

test("what a plane keeps is one where nothing is lost, and little where six of eight are", () => {
  const flat = plane();
  assert.equal(kept({ ...flat, codes: flat.places, latents: 2 }), 1);
  const share = kept(flat);
  assert.ok(share > 0.03 && share < 0.5, String(share));
});
