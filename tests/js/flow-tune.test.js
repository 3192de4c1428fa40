import assert from "node:assert/strict";
import { test } from "node:test";

import { stripFlow } from "../../www/flows/strip.js";
import { tuneFlow } from "../../www/flows/tune.js";
import { realPage } from "./real/page.js";

const SETTINGS = {
  learningRate: 1e-3,
  batchSize: 8,
  epochs: 3,
  maxSteps: null,
  beta: 1,
  reduction: /** @type {const} */ ("sum"),
  seed: 1,
};

/**
 * The five symbols in the strip, and fine-tuning on them.
 * @param {import("node:test").TestContext} test
 */
async function panel(test) {
  const page = await realPage(test);
  await page.pretrained();
  let ids = 0;
  const strip = stripFlow(page.context, () => String(++ids));
  await strip.addSymbols();
  const flow = tuneFlow(page.context, async () => {});
  return { ...page, strip, flow, tune: () => page.store.get().tune };
}

/** @param {{losses: {total: number}} | null} outcome */
const total = (outcome) => outcome?.losses.total ?? NaN;

test("fine-tuning takes the selected drawings, and shows before and after", async (t) => {
  const { strip, flow, tune, store, until } = await panel(t);
  strip.select("none");
  strip.toggle("1");
  strip.toggle("3");
  await flow.start(SETTINGS);
  assert.deepEqual(
    tune().rows.map(({ id, label, before, after }) => [id, label, before !== null, after]),
    [
      ["1", "A", true, null],
      ["3", "star", true, null],
    ],
  );
  await until((state) => state.tune.run.ended !== null);
  assert.deepEqual([tune().run.ended?.ending, tune().run.step], ["completed", 3]);
  flow.follow();
  await until((state) => state.tune.rows.every(({ after }) => after !== null));
  for (const { before, after } of tune().rows) assert.ok(total(after) < total(before));
  assert.equal(store.get().weights.active, "pretrained", "until it is kept");
  flow.keep();
  assert.equal(store.get().weights.active, "fineTuned");
  await flow.discard();
  assert.deepEqual(
    [store.get().weights.active, tune().rows.map(({ after }) => after)],
    ["pretrained", [null, null]],
  );
});

test("without drawings there is a hint and no run", async (t) => {
  const { strip, flow, tune, notices, commands } = await panel(t);
  strip.select("none");
  await flow.start(SETTINGS);
  assert.deepEqual([tune().run.status, notices()[0].code], ["idle", "no-drawings"]);
  assert.ok(!commands().includes("fineTune"));
});

test("a refused run is said in the engine's words, and may be started again", async (t) => {
  const { flow, tune, notices } = await panel(t);
  await flow.start({ ...SETTINGS, batchSize: 33 });
  assert.equal(tune().run.status, "idle");
  assert.match(notices()[0].text, /^The batch size is 33; it must be 1 to 32/);
  await flow.start(SETTINGS);
  assert.equal(tune().run.status, "running");
});

test("a stop keeps what was fine-tuned; it outlives the engine that did it", async (t) => {
  const { flow, tune, until, replaceEngine, store } = await panel(t);
  await flow.start({ ...SETTINGS, epochs: 1000 });
  await until((state) => state.tune.run.step > 0);
  await flow.stop();
  await until((state) => state.tune.run.ended !== null);
  assert.equal(tune().run.ended?.ending, "stopped");
  await flow.compare();
  const before = tune().rows;
  await replaceEngine();
  assert.ok(store.get().weights.fineTuned);
  await flow.compare();
  assert.ok(before.every(({ after }) => after !== null));
  assert.deepEqual(tune().rows, before);
});
