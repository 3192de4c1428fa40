/** Ways from one code to another, and where they begin and end. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { quantile, shares } from "../../www/app/prior.js";
import { lerp, norm, slerp, walk } from "../../www/app/walk.js";
import { pageStore } from "../../www/state/page.js";
import { collection, PAD } from "../../www/state/walk.js";

const near = (/** @type {number[]} */ a, /** @type {number[]} */ b, within = 1e-12) => {
  assert.equal(a.length, b.length);
  a.forEach((value, at) =>
    assert.ok(Math.abs(value - b[at]) < within, `${at}: ${value} and ${b[at]}`),
  );
};

test("spherical is what it is defined as: a turn in the plane of the two", () => {
  // Two directions at 70°, in a plane of four dimensions, and 2 and 3 long.
  const [u, v] = [
    [0.5, 0.5, 0.5, 0.5],
    [0.5, -0.5, 0.5, -0.5],
  ];
  const turned = (/** @type {number} */ angle) =>
    u.map((each, at) => Math.cos(angle) * each + Math.sin(angle) * v[at]);
  const angle = (70 * Math.PI) / 180;
  const to = turned(angle);
  for (const t of [0, 0.1, 0.5, 0.85, 1]) near(slerp(u, to, t), turned(t * angle));
  const long = to.map((each) => 3 * each);
  const double = u.map((each) => 2 * each);
  const weights = [0.3, 0.7].map((part) => Math.sin(part * angle) / Math.sin(angle));
  near(
    slerp(double, long, 0.7),
    u.map((each, at) => weights[0] * 2 * each + weights[1] * 3 * to[at]),
  );
});

test("both ways begin and end at the codes, and spherical does not cut through the middle", () => {
  const [from, to] = [
    [2, 0, 1],
    [-1, 2, 0.5],
  ];
  for (const way of /** @type {const} */ (["straight", "spherical"])) {
    const codes = walk(from, to, 12, way);
    assert.equal(codes.length, 12);
    near(codes[0], from);
    near(codes[11], to);
  }
  assert.ok(norm(slerp(from, to, 0.5)) > 1.3 * norm(lerp(from, to, 0.5)));
});

test("codes without one great circle between them are walked to straight", () => {
  const code = [1, -2, 0.5];
  const opposite = code.map((each) => -2 * each);
  for (const [from, to] of [
    [code, code],
    [code, code.map((each) => 3 * each)],
    [code, opposite],
    [code, [0, 0, 0]],
    [
      [0, 0, 0],
      [0, 0, 0],
    ],
  ])
    for (const t of [0, 0.25, 0.5, 1]) near(slerp(from, to, t), lerp(from, to, t));
});

test("shares of the prior are even: the error function takes them back", () => {
  /** Φ by its series (Marsaglia 2004). @param {number} x */
  const below = (x) => {
    let [sum, term] = [x, x];
    for (let n = 3; n < 200; n += 2) {
      term *= (x * x) / n;
      sum += term;
    }
    return 0.5 + sum * Math.exp(-x * x * 0.5 - Math.log(2 * Math.PI) / 2);
  };
  for (const share of [0.001, 0.02, 0.3, 0.5, 0.77, 0.9, 0.999])
    assert.ok(Math.abs(below(quantile(share)) - share) < 1e-6, `${share}: ${quantile(share)}`);
  const grid = shares(4);
  assert.deepEqual([grid.length, grid[5].length], [16, 2]);
  assert.ok(grid[0][0] < grid[1][0] && grid[0][1] === grid[1][1] && grid[4][1] > grid[0][1]);
});

test("the two picked last are the ends; what is gone is none", () => {
  const store = pageStore();
  const { walk } = { walk: () => store.get().walk };
  const image = new Uint8Array(784);
  const drawing = { label: "", strokes: [[1, 2]], selected: true, image };
  for (const id of ["a", "b"])
    store.dispatch({ type: "strip/kept", drawing: { ...drawing, id, label: id } });
  store.dispatch({
    type: "walk/pinned",
    pin: { id: "p", label: "place 1", image, code: { z: [1], of: "x" } },
  });
  assert.deepEqual(
    collection(store.get()).map(({ id }) => id),
    ["a", "b", "p"],
    "kept drawings and pins are one collection",
  );
  const ends = () => [walk().from, walk().to];
  const pick = (/** @type {string} */ id) => store.dispatch({ type: "walk/picked", id });
  for (const [id, from, to] of [
    ["a", "a", null],
    ["b", "a", "b"],
    ["p", "b", "p"],
    ["p", "b", null],
    ["p", "b", "p"],
  ]) {
    pick(String(id));
    assert.deepEqual(ends(), [from, to]);
  }
  store.dispatch({ type: "walk/walked", codes: [[1], [2]], images: image });
  store.dispatch({ type: "strip/deleted", id: "a" });
  assert.deepEqual([...ends(), walk().images], ["b", "p", image], "a was no end");
  store.dispatch({ type: "strip/cleared" });
  assert.deepEqual([...ends(), walk().images, walk().codes], [null, "p", null, null]);
  pick(PAD);
  store.dispatch({ type: "walk/unpinned", id: "p" });
  assert.deepEqual([walk().from ?? walk().to, walk().pins.length], [PAD, 0]);
  store.dispatch({ type: "draw/blank" });
  assert.deepEqual(ends(), [null, null]);
});
