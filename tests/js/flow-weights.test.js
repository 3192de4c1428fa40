import assert from "node:assert/strict";
import { test } from "node:test";

import { ask } from "../../www/flows/context.js";
import { weightsFlow } from "../../www/flows/weights.js";
import { pageFile, realPage } from "./real/page.js";

const FILE = "weights/vae-mnist.safetensors";

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
  const { flow, weights } = await visit(t);
  const committed = flow.prefetch();
  await flow.describe();
  await committed.load();
  assert.deepEqual([weights().status, weights().name], ["ready", "vae-mnist"]);
  assert.ok((weights().provenance?.epochs_done ?? 0) > 0);
});

test("weights that do not come are said to be missing; random ones take their place", async (t) => {
  const { flow, weights, notices, store, instead } = await visit(t, { instead: { [FILE]: null } });
  await flow.download();
  assert.equal(weights().status, "missing");
  assert.match(notices()[0].text, /loaded: the server answered 503\. Start from random/);
  assert.equal(store.get().notices[0].action?.intent, "randomWeights");
  await flow.random(7);
  assert.deepEqual([weights().status, notices()], ["ready", []]);
  delete instead[FILE];
  await flow.download();
  assert.equal(weights().name, "vae-mnist");
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
