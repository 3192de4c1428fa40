import assert from "node:assert/strict";
import { test } from "node:test";

import { ask } from "../../www/flows/context.js";
import { weightsFlow } from "../../www/flows/weights.js";
import { pageFile, realPage } from "./real/page.js";

const FILE = "weights/vae-mnist.safetensors";
const SMALL = "weights/vae-mnist-small.packed";

/** @param {import("node:test").TestContext} test @param {Parameters<typeof realPage>[1]} [how] */
async function visit(test, how) {
  const page = await realPage(test, how);
  return {
    ...page,
    flow: weightsFlow(page.context),
    weights: () => page.store.get().weights,
    /** What the pretrained model makes of a fixed sample. */
    picture: async () =>
      (await ask(page.engine, "decoded", { type: "sample", slot: "pretrained", count: 1, seed: 1 }))
        .images,
  };
}

test("the committed weights are fetched before there is a use for them", async (t) => {
  const { flow, weights, fetched } = await visit(t);
  const committed = flow.prefetch();
  await flow.describe();
  await committed.load();
  assert.deepEqual(fetched, [SMALL, "weights/vae-mnist.json"], "no more than pictures need");
  assert.ok(weights().small);
  assert.deepEqual([weights().status, weights().name], ["ready", "vae-mnist"]);
  assert.ok((weights().provenance?.epochs_done ?? 0) > 0);
});

test("weights that do not come are said to be missing; random ones take their place", async (t) => {
  const { flow, weights, notices, store, instead } = await visit(t, { instead: { [SMALL]: null } });
  await flow.download();
  assert.equal(weights().status, "missing");
  assert.match(notices()[0].text, /loaded: the server answered 503\. Start from random/);
  assert.equal(store.get().notices[0].action?.intent, "randomWeights");
  await flow.random(7);
  assert.deepEqual([weights().status, notices()], ["ready", []]);
  delete instead[SMALL];
  await flow.download();
  assert.equal(weights().name, "vae-mnist");
});

test("random weights have the latents asked for, a file those of its shapes", async (t) => {
  const { flow, weights, engine } = await visit(t);
  await flow.random(7, 2);
  assert.deepEqual([weights().name, weights().latents], ["random, seed 7", 2]);
  const ofTwo = await ask(engine, "weightsExported", {
    type: "exportWeights",
    slot: "pretrained",
    precision: "f32",
  });
  await flow.loadFile(new File([pageFile(FILE)], "whole.safetensors"));
  assert.equal(weights().latents, 32);
  await flow.loadFile(new File([new Uint8Array(ofTwo.bytes)], "two.safetensors"));
  assert.deepEqual([weights().name, weights().latents], ["two.safetensors", 2]);
});

test("weights of two latents and their memory outlive an engine", async (t) => {
  const { flow, weights, engine, picture, replaceEngine } = await visit(t);
  await flow.random(7, 2);
  const image = new Uint8Array(784).fill(90, 200, 500);
  await ask(engine, "memoryChanged", { type: "remember", image, label: 0 });
  const before = await picture();
  await replaceEngine();
  assert.deepEqual([weights().latents, await picture()], [2, before]);
  const { classes } = await ask(engine, "recalled", { type: "recall", image, ways: 1 });
  assert.deepEqual(classes, [1]);
});

test("a file the engine refuses leaves the weights in use, in its words", async (t) => {
  const { flow, weights, notices, picture } = await visit(t);
  await flow.random(7);
  const [name, before] = [weights().name, await picture()];
  const bytes = pageFile(FILE);
  await flow.loadFile(new File([bytes.subarray(0, 9999)], "half.safetensors"));
  assert.equal(notices()[0].code, "weights");
  assert.deepEqual([weights().name, await picture()], [name, before]);
  await flow.loadFile(new File([bytes], "whole.safetensors"));
  assert.deepEqual([weights().name, notices()], ["whole.safetensors", []]);
  assert.notDeepEqual(await picture(), before);
});

/** @param {import("node:test").TestContext} test @param {Parameters<typeof realPage>[1]} [how] */
async function looking(test, how) {
  const page = await visit(test, how);
  await page.flow.download();
  page.fetched.length = 0;
  return page;
}

test("what trains from the weights has the whole ones, which are fetched once", async (t) => {
  const { flow, weights, notices, store, fetched, picture } = await looking(t);
  const small = await picture();
  /** @type {string[]} */
  const said = [];
  store.subscribe(({ notices }) => notices.forEach(({ text }) => said.push(text)));
  await Promise.all([flow.whole(), flow.whole()]);
  assert.deepEqual(fetched, [FILE]);
  assert.deepEqual([weights().name, weights().small, notices()], ["vae-mnist", false, []]);
  assert.ok(said.some((text) => /whole ones are fetched now/.test(text)));
  const whole = await picture();
  const pairs = [...whole].map((ink, at) => Math.abs(ink - small[at]));
  assert.ok(Math.max(...pairs) > 0, "another model's");
  const mean = pairs.reduce((sum, moved) => sum + moved, 0) / pairs.length;
  assert.ok(mean < 2, `a pixel moves by ${mean} of 255`);
  await flow.whole();
  assert.deepEqual(fetched, [FILE], "they are there");
});

test("where the whole weights do not come, the small ones do, and it is said", async (t) => {
  const { flow, weights, notices, instead, picture } = await looking(t, {
    instead: { [FILE]: null },
  });
  const before = await picture();
  await flow.whole();
  assert.equal(notices().length, 1);
  assert.deepEqual([notices()[0].kind, notices()[0].code], ["warning", "weights-whole"]);
  assert.match(notices()[0].text, /could not be loaded: the server answered 503\. The small ones/);
  assert.deepEqual([weights().small, await picture()], [true, before]);
  delete instead[FILE];
  await flow.whole();
  assert.deepEqual([weights().small, notices()], [false, []]);
});

test("weights that came meanwhile are not replaced by the whole ones", async (t) => {
  const { flow, weights } = await looking(t);
  const whole = flow.whole();
  await flow.random(7);
  await whole;
  assert.equal(weights().name, "random, seed 7");
  await flow.whole();
  assert.equal(weights().name, "random, seed 7", "nor later");
});
