/** When a step of a story was done, and what doing it has shown. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { divergences, loudest, SILENT } from "../../www/state/latents.js";
import { pageStore } from "../../www/state/page.js";
import { along, FOUND, lean } from "../../www/state/story-found.js";
import { STORIES } from "../../www/text/stories.js";

/** @typedef {import("../../www/state/page.js").State} State */

const blank = () => new Uint8Array(784);

/** A picture of the model's. @param {object} [change] */
const encoded = (change = {}) => ({
  slot: /** @type {const} */ ("pretrained"),
  image: blank(),
  mean: [0, 2, 0.5],
  deviation: [1, 0.1, 0.5],
  reconstruction: blank(),
  losses: { reconstruction: 60, kl: 20, total: 80 },
  around: blank(),
  ...change,
});

/** See with a drawing. */
function drawn() {
  const store = pageStore();
  const strokes = [[10, 10, 20, 20]];
  store.dispatch({ type: "draw/strokes", strokes, example: true });
  store.dispatch({ type: "draw/encoded", encoded: encoded() });
  return store;
}

/** What a step says of its facts. @param {string} id @param {object | null} facts */
function said(id, facts) {
  const row = Object.values(STORIES)
    .flat()
    .find((each) => each.id === id);
  assert.ok(row && facts);
  return row.found(facts).join(" ");
}

test("copy: a drawing of one's own, once the model has seen it", () => {
  const store = drawn();
  const start = store.get();
  assert.equal(FOUND.copy(start, start), null);
  store.dispatch({ type: "draw/strokes", strokes: [[10, 10, 200, 20]], example: false });
  assert.equal(FOUND.copy(store.get(), start), null, "not seen yet");
  const image = blank().fill(255, 0, 12);
  const reconstruction = blank().fill(200, 0, 4);
  store.dispatch({ type: "draw/encoded", encoded: encoded({ image, reconstruction }) });
  const facts = FOUND.copy(store.get(), start);
  assert.deepEqual(facts, { differ: 8, reconstruction: 60 });
  assert.match(said("copy", facts), /^No: 8 of 784 pixels/);
});

test("squeeze: bits of the code, and what the drawing cost before", () => {
  const store = drawn();
  const start = store.get();
  store.dispatch({ type: "draw/strokes", strokes: [[10, 10, 200, 20]], example: false });
  const losses = { reconstruction: 90, kl: 10 * Math.LN2, total: 97 };
  store.dispatch({ type: "draw/encoded", encoded: encoded({ losses }) });
  const facts = FOUND.squeeze(store.get(), start);
  assert.deepEqual(facts, { bits: 10, reconstruction: 90, before: 60 });
  assert.match(said("squeeze", facts), /10 bits of the picture’s 6,272.*90\.0 nats now, and 60\.0/);
  assert.match(said("squeeze", { ...facts, reconstruction: 55 }), /That fitted/);
});

test("spread: three throws, not two", () => {
  const store = drawn();
  const throwing = (/** @type {number[]} */ costs) =>
    store.dispatch({
      type: "story/gathered",
      change: { throws: costs.map((reconstruction) => ({ image: blank(), reconstruction })) },
    });
  throwing([61, 70]);
  assert.equal(FOUND.spread(store.get(), store.get()), null);
  throwing([61, 70, 65]);
  assert.deepEqual(FOUND.spread(store.get(), store.get()), {
    throws: 3,
    least: 61,
    most: 70,
    kl: 20,
  });
});

test("number: another latent than the loudest, by how far it turns the picture", () => {
  const store = drawn();
  assert.deepEqual(loudest(store.get().draw.encoded), [1, 2, 0]);
  store.dispatch({ type: "draw/latent", latent: 1 });
  store.dispatch({ type: "story/gathered", change: { turns: { 1: 30, 2: 12 } } });
  assert.equal(FOUND.number(store.get(), store.get()), null, "it is the step's own");
  store.dispatch({ type: "draw/latent", latent: 2 });
  const facts = FOUND.number(store.get(), store.get());
  assert.deepEqual(facts, { name: "z₂", turn: 12, best: "z₁", most: 30 });
});

test("silence: moved by hand, and nothing changed", () => {
  const store = drawn();
  const { mean, deviation } = /** @type {NonNullable<State["draw"]["encoded"]>} */ (
    store.get().draw.encoded
  );
  const kl = divergences(mean, deviation);
  assert.ok(kl[0] < SILENT && kl[1] > 3);
  const moved = (/** @type {number} */ value) => {
    store.dispatch({ type: "draw/moved", latent: 0, value });
    const z = /** @type {NonNullable<State["draw"]["at"]>} */ (store.get().draw.at).z;
    const image = blank().fill(3, 0, 1);
    store.dispatch({ type: "draw/traversed", z, image, reconstruction: 60, row: null });
  };
  store.dispatch({ type: "story/gathered", change: { auto: 3 } });
  moved(3);
  assert.equal(FOUND.silence(store.get(), store.get()), null, "the step itself has moved it");
  moved(-3);
  const facts = FOUND.silence(store.get(), store.get());
  assert.deepEqual(facts, { name: "z₀", kl: "0.00", change: 3, silent: true });
  assert.match(said("silence", { ...facts, silent: false }), /none is silent/);
});

/** A map of two digits' neighbourhoods, with codes of two numbers. */
function mapped() {
  const store = pageStore();
  const two = encoded({ mean: [0, 0], deviation: [1, 1] });
  store.dispatch({ type: "draw/strokes", strokes: [[10, 10, 20, 20]], example: true });
  store.dispatch({ type: "draw/encoded", encoded: two });
  const places = new Float32Array(40).map((_, at) =>
    at % 2 ? 0 : at < 20 ? at / 20 : 9 + at / 20,
  );
  const labels = new Uint8Array(20).map((_, row) => (row < 10 ? 3 : 8));
  const digits = { codes: places, places, latents: 2, labels, images: blank() };
  store.dispatch({ type: "map/codes", digits, builtIn: true, of: "", forming: false });
  return store;
}

/** @param {ReturnType<typeof mapped>} store @param {number[]} z */
function drag(store, z) {
  store.dispatch({ type: "draw/at", z, why: "dragged" });
  store.dispatch({ type: "draw/traversed", z, image: blank(), reconstruction: 60, row: null });
}

test("map: where the visitor has stopped on the line, and whose place that is", () => {
  const store = mapped();
  const walked = [10, 0];
  store.dispatch({
    type: "story/gathered",
    change: { line: { from: [0, 0], to: [10, 0] }, walked },
  });
  drag(store, walked);
  assert.equal(FOUND.map(store.get(), store.get()), null, "the step itself has walked there");
  drag(store, [2, 0]);
  const facts = /** @type {any} */ (FOUND.map(store.get(), store.get()));
  assert.equal(facts.percent, 20);
  assert.equal(facts.label, 3);
  assert.equal(along({ from: [0, 0], to: [10, 0] }, [40, 3]), 1, "no further than its end");
});

test("nothing: a hit where no kind has the majority, else try again", () => {
  const store = mapped();
  const start = store.get();
  assert.equal(FOUND.nothing(start, start), null);
  drag(store, [0, 0]);
  assert.match(said("nothing", FOUND.nothing(store.get(), start)), /9 nearest digits are a 3/);
  drag(store, [5.5, 0]);
  const facts = /** @type {any} */ (FOUND.nothing(store.get(), start));
  assert.equal(facts.hit, true);
  assert.match(said("nothing", facts), /^Yes: only \d of the 9/);
});

test("tug: two models at least, the fuller code first", () => {
  const store = drawn();
  const model = (/** @type {number} */ kl) => ({ reconstruction: 100 - kl, kl, image: blank() });
  const models = { "β = 8": model(4), "β = 1": model(24) };
  store.dispatch({ type: "story/gathered", change: { models: { "β = 8": model(4) } } });
  assert.equal(FOUND.tug(store.get(), store.get()), null);
  store.dispatch({ type: "story/gathered", change: { models } });
  const facts = FOUND.tug(store.get(), store.get());
  assert.match(said("tug", facts), /With β = 1, .* 76\.0 .* 24\.0\. With β = 8, .* 96\.0 .* 4\.0/);
  const all = { ...models, "the article’s own loss": model(0) };
  store.dispatch({ type: "story/gathered", change: { models: all } });
  assert.match(said("tug", FOUND.tug(store.get(), store.get())), /posterior collapse/);
});

test("turn: either of the two may come first", () => {
  const store = drawn();
  const before = { reconstruction: 150, kl: 40, image: blank() };
  const star = { before, after: null, known: null };
  store.dispatch({ type: "story/gathered", change: { star } });
  assert.equal(FOUND.turn(store.get(), store.get()), null);
  const known = { tuned: 2, meta: 6, of: 6 };
  store.dispatch({ type: "story/gathered", change: { star: { ...star, known } } });
  assert.match(
    said("turn", FOUND.turn(store.get(), store.get())),
    /^One drawing .* 2 of 6, .* 6\.$/,
  );
  const after = { ...before, reconstruction: 60, kl: 10, steps: 300, ms: 3040 };
  store.dispatch({ type: "story/gathered", change: { star: { ...star, after } } });
  const facts = FOUND.turn(store.get(), store.get());
  assert.equal(said("turn", facts), "From 190.0 to 70.0 nats in 3.0 s: 300 steps on one drawing.");
});

test("a step begins anew: what the last has gathered and shown is gone", () => {
  const store = drawn();
  store.dispatch({ type: "story/gathered", change: { turns: { 1: 2 } } });
  store.dispatch({ type: "story/found", facts: {} });
  store.dispatch({ type: "story/problem", problem: "no" });
  store.dispatch({ type: "story/entered" });
  assert.deepEqual(store.get().story, pageStore().get().story);
});

test("a line leans as far as it is drawn", () => {
  const line = (/** @type {number} */ slope) => {
    const image = blank();
    for (let row = 4; row < 24; row++) image[row * 28 + Math.round(14 - slope * (row - 14))] = 255;
    return image;
  };
  assert.ok(Math.abs(lean(line(0))) < 1);
  assert.ok(Math.abs(lean(line(0.5)) - 26.6) < 2, `${lean(line(0.5))}`);
  assert.ok(Math.abs(lean(line(-0.5)) + 26.6) < 2);
  assert.equal(lean(blank().fill(9, 28 * 5, 28 * 6)), 0, "one row leans nowhere");
});
