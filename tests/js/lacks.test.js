/** What a method lacks is said before it can be ticked, with what it costs. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { dataCost, lackOf, running, WHOLE_BYTES } from "../../www/state/lacks.js";
import { pageStore } from "../../www/state/page.js";
import { METHODS, methodOf, QUICK } from "../../www/text/methods.js";

/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */
/** @typedef {import("../../www/engine/wire.js").Method} Method */

function page() {
  const store = pageStore();
  /** @param {Method} id */
  const lack = (id) => lackOf(methodOf(id), store.get());
  /** @param {EngineEvent[]} events */
  const say = (...events) => store.dispatch({ type: "engine/events", events, at: 0 });
  const start = () => {
    say({
      type: "weightsLoaded",
      slot: "pretrained",
      name: "vae-mnist",
      latents: 32,
      parameters: 1,
    });
    store.dispatch({ type: "weights/small" });
    store.dispatch({
      type: "fewShot/offers",
      offers: [
        { algorithm: "prototypes", set: "mnist", file: "a.safetensors", bytes: 3_400_000 },
        { algorithm: "prototypes", set: "digits-0-4", file: "b.safetensors", bytes: 3_500_000 },
      ],
    });
  };
  return { store, lack, say, start };
}

test("what is ticked at first can run with what a visit has fetched anyway", () => {
  const { store, start } = page();
  start();
  assert.deepEqual(running(store.get()), QUICK);
  assert.equal(QUICK.length, 3);
});

test("meta-trained weights: their bytes, until the engine has the set that is chosen", () => {
  const { store, lack, say, start } = page();
  assert.deepEqual(lack("metaPrototypes"), { what: "weights", bytes: null }, "not listed yet");
  start();
  assert.deepEqual(lack("metaPrototypes"), { what: "weights", bytes: 3_400_000 });
  assert.deepEqual(lack("reptile"), { what: "weights", bytes: null }, "there are none");
  say({ type: "metaWeightsLoaded", algorithm: "prototypes", name: "mnist", latents: 32 });
  assert.equal(lack("metaPrototypes"), null);
  assert.equal(lack("deformedViews"), null, "both start from them");
  store.dispatch({ type: "fewShot/set", algorithm: "prototypes", set: "digits-0-4" });
  assert.deepEqual(lack("metaPrototypes"), { what: "weights", bytes: 3_500_000 });
  say({ type: "metaTrainingEnded", algorithm: "reptile", ending: "completed", step: 1 });
  assert.equal(lack("reptile"), null, "they were trained here");
});

test("what trains from the pretrained weights has them whole; all else can do with less", () => {
  const { lack, say, start } = page();
  start();
  const whole = METHODS.filter(({ id }) => lack(id)?.what === "whole").map(({ id }) => id);
  assert.deepEqual(whole, ["fineTuned", "classBounds"]);
  assert.equal(lack("fineTuned")?.bytes, WHOLE_BYTES);
  say({ type: "weightsLoaded", slot: "pretrained", name: "vae-mnist", latents: 32, parameters: 1 });
  assert.equal(lack("fineTuned"), null);
});

test("without a pretrained model, what needs one says so, and what needs none runs", () => {
  const { store, lack } = page();
  assert.equal(lack("frozen"), null, "it is on its way from the page's first moment");
  store.dispatch({ type: "weights/settled", missing: true });
  assert.deepEqual(lack("frozen"), { what: "model", bytes: null });
  assert.deepEqual(lack("fineTuned"), { what: "model", bytes: null });
  assert.deepEqual(running(store.get()), ["pixels"]);
  for (const id of /** @type {const} */ (["pixels", "orientedGradients", "scratch"]))
    assert.equal(lack(id), null, id);
});

test("principal components need images: made here for nothing, or fetched", () => {
  const { store, lack, say } = page();
  assert.deepEqual(lack("pca"), { what: "data", bytes: 0 });
  assert.equal(dataCost(store.get()), 0);
  store.dispatch({
    type: "data/hosted",
    hosted: true,
    offer: { name: "MNIST", images: 70_000, bytes: 11_000_000 },
  });
  assert.deepEqual(lack("pca"), { what: "data", bytes: 11_000_000 });
  assert.equal(dataCost(store.get()), 11_000_000);
  store.dispatch({ type: "data/chosen", source: "builtIn" });
  assert.deepEqual(lack("pca"), { what: "data", bytes: 0 });
  say({
    type: "dataChanged",
    name: "built-in digits",
    train: 100,
    test: 50,
    expectedTrain: 100,
    expectedTest: 50,
    waiting: false,
  });
  assert.deepEqual([lack("pca"), dataCost(store.get())], [null, null]);
});
