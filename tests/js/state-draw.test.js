import assert from "node:assert/strict";
import { test } from "node:test";
import { costs, latents } from "../../www/state/draw.js";
import { pageStore } from "../../www/state/page.js";

/** @typedef {import("../../www/engine/wire.js").Encoded} Encoded */

/** @type {Encoded} */
const ENCODED = {
  slot: "pretrained",
  image: new Uint8Array(784),
  mean: Array(32).fill(0.5),
  deviation: Array(32).fill(1),
  reconstruction: new Uint8Array(784),
  losses: { reconstruction: 90, kl: 10, total: 100 },
  around: new Uint8Array(0),
};
const STROKES = [[10, 10, 20, 20]];

function pad() {
  const store = pageStore();
  const strokes = (example = false) =>
    store.dispatch({ type: "draw/strokes", strokes: STROKES, example });
  return { store, strokes, draw: () => store.get().draw };
}

test("an example's label goes with the example, the visitor's stays as they draw on", () => {
  const { store, strokes, draw } = pad();
  strokes(true);
  store.dispatch({ type: "draw/label", label: "3" });
  strokes();
  assert.equal(draw().label, "");
  store.dispatch({ type: "draw/label", label: "mine" });
  strokes();
  assert.equal(draw().label, "mine");
});

test("the first stroke after keeping begins another drawing, without the kept one's label", () => {
  const { store, strokes, draw } = pad();
  strokes();
  store.dispatch({ type: "draw/label", label: "7" });
  store.dispatch({ type: "draw/kept" });
  assert.deepEqual([draw().kept, draw().label], [true, "7"]);
  strokes();
  assert.deepEqual([draw().kept, draw().label], [false, ""]);
});

test("clearing the pad clears what was shown of it, and keeps the settings", () => {
  const { store, strokes, draw } = pad();
  strokes();
  store.dispatch({ type: "draw/spread", spread: 2.5 });
  store.dispatch({ type: "draw/latent", latent: 4 });
  store.dispatch({ type: "draw/encoded", encoded: ENCODED });
  store.dispatch({ type: "draw/moved", latent: 4, value: 1 });
  const z = latents(draw()) ?? [];
  const image = new Uint8Array(784);
  const row = new Uint8Array(9 * 784);
  store.dispatch({ type: "draw/traversed", z, image, reconstruction: 90, row });
  assert.deepEqual([draw().at?.image, draw().traversal], [image, row]);
  store.dispatch({ type: "draw/blank" });
  const { strokes: left, encoded, at, traversal, label, spread, latent } = draw();
  assert.deepEqual(
    { left, encoded, at, traversal, label },
    { left: [], encoded: null, at: null, traversal: null, label: "" },
  );
  assert.deepEqual([spread, latent], [2.5, 4]);
});

test("what a picture costs is of its own code, not of the drawing's", () => {
  const { store, draw } = pad();
  store.dispatch({ type: "draw/encoded", encoded: ENCODED });
  assert.deepEqual(costs(draw()), ENCODED.losses);
  const z = ENCODED.mean.map((mean) => mean + 1);
  const image = new Uint8Array(784);
  for (const why of /** @type {const} */ (["sampled", "dragged"])) {
    store.dispatch({ type: "draw/at", z, why });
    const before = costs(draw());
    const shown = draw().at?.image ?? ENCODED.reconstruction;
    assert.equal(shown, why === "sampled" ? ENCODED.reconstruction : image, "the picture before");
    if (why === "sampled") assert.deepEqual(before, ENCODED.losses, "and what that one costs");
    else assert.equal(before?.kl, ENCODED.losses.kl, "and what that one costs");
    store.dispatch({ type: "draw/traversed", z, image, reconstruction: 90, row: null });
    const now = costs(draw());
    assert.equal(now?.reconstruction, 90);
    // The posterior that moved is further from the prior; one that was sampled is where it was.
    const divergence = z.reduce((sum, m, at) => {
      const s = ENCODED.deviation[at];
      return sum + 0.5 * (m * m + s * s - 1 - Math.log(s * s));
    }, 0);
    const kl = why === "sampled" ? ENCODED.losses.kl : divergence;
    assert.ok(Math.abs((now?.kl ?? 0) - kl) < 1e-9, `${why}: ${now?.kl}, not ${kl}`);
  }
});

test("a latent that another model has not is let go of, one that it has is not", () => {
  const { store, draw } = pad();
  const ofTwo = { ...ENCODED, mean: [0.5, 0.5], deviation: [1, 1] };
  for (const [latent, kept] of [
    [1, 1],
    [2, null],
    [31, null],
    [null, null],
  ]) {
    store.dispatch({ type: "draw/encoded", encoded: ENCODED });
    store.dispatch({ type: "draw/latent", latent });
    store.dispatch({ type: "draw/encoded", encoded: ofTwo });
    assert.equal(draw().latent, kept);
    assert.deepEqual(latents(draw()), [0.5, 0.5]);
  }
});

test("resetting puts every moved latent back to its mean", () => {
  const { store, draw } = pad();
  store.dispatch({ type: "draw/encoded", encoded: ENCODED });
  store.dispatch({ type: "draw/moved", latent: 1, value: 3 });
  store.dispatch({ type: "draw/moved", latent: 2, value: 0 });
  assert.deepEqual(latents(draw())?.slice(0, 4), [0.5, 3, 0, 0.5], "zero is a place to move to");
  store.dispatch({ type: "draw/unmoved" });
  assert.deepEqual(latents(draw()), ENCODED.mean);
  assert.equal(draw().traversal, null);
});

test("asking again changes the seed of what was asked for, and only that", () => {
  const { store, draw } = pad();
  const { aroundSeed, priorSeed } = draw();
  store.dispatch({ type: "draw/aroundAgain" });
  assert.deepEqual([draw().aroundSeed, draw().priorSeed], [aroundSeed + 1, priorSeed]);
  store.dispatch({ type: "draw/priorAgain" });
  assert.deepEqual([draw().aroundSeed, draw().priorSeed], [aroundSeed + 1, priorSeed + 1]);
});

test("a hand that goes on sees where it was, with what that costs; a sample is waited for", () => {
  const { store, draw } = pad();
  store.dispatch({ type: "draw/encoded", encoded: ENCODED });
  const [first, next] = [1, 2].map((by) => ENCODED.mean.map((mean) => mean + by));
  const image = new Uint8Array(784).fill(9);
  const traversed = (/** @type {number[]} */ z) =>
    store.dispatch({ type: "draw/traversed", z, image, reconstruction: 70, row: null });
  store.dispatch({ type: "draw/at", z: first, why: "dragged" });
  store.dispatch({ type: "draw/at", z: next, why: "dragged" });
  traversed(first);
  assert.equal(draw().at?.image, image);
  assert.ok(Math.abs((costs(draw())?.kl ?? 0) - (32 * 1.5 ** 2) / 2) < 1e-9, "of the first");
  store.dispatch({ type: "draw/unmoved" });
  store.dispatch({ type: "draw/at", z: next, why: "sampled" });
  traversed(first);
  assert.equal(draw().at?.image, null, "no sample");
});
