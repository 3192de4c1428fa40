import assert from "node:assert/strict";
import { test } from "node:test";

import { dataFlow } from "../../www/flows/data.js";
import { metaTrainingFlow } from "../../www/flows/meta-training.js";
import { metaWeightsFlow } from "../../www/flows/meta-weights.js";
import { defaultsOf } from "../../www/state/meta-hyper.js";
import { omniglotArchive } from "./real/files.js";
import { pageFile, realPage } from "./real/page.js";

/** Steps that take some 10 ms each. */
const HYPER = { ...defaultsOf("reptile"), tasks: 1, shots: 1, queries: 1, innerSteps: 1, elbo: 0 };
const FORM = {
  train: 100,
  test: 20,
  seed: 1,
  files: { trainImages: null, trainLabels: null, testImages: null, testLabels: null },
};

/**
 * @param {import("node:test").TestContext} test
 * @param {{loads?: boolean}} [how] Whether data arrive when they are asked for.
 */
async function bench(test, { loads = true } = {}) {
  const page = await realPage(test);
  await page.pretrained();
  const { context, store } = page;
  /** @type {[number, string][]} */
  const kept = [];
  const data = dataFlow(context);
  let [asked, wholes] = [0, 0];
  const flow = metaTrainingFlow(context, {
    async loadData() {
      asked++;
      if (loads) await data.load(FORM);
    },
    whole: async () => void wholes++,
    stopFetching: data.stop,
    ensure: metaWeightsFlow(context).ensure,
    keep: (bytes, name) => void kept.push([bytes.length, name]),
  });
  const meta = () => store.get().metaTraining;
  return { ...page, flow, asked: () => asked, wholes: () => wholes, kept, meta };
}

test("a start brings the data it lacks, and trains on the digits that take part", async (t) => {
  const { flow, asked, wholes, sent, meta, heard, until } = await bench(t);
  flow.set({ digits: ["0", "1", "2"] });
  await flow.start({ ...HYPER, ways: 3, steps: 2 }, "pretrained");
  assert.deepEqual([asked(), wholes()], [1, 1]);
  const command = sent.at(-1);
  assert.ok(command?.type === "metaTrain");
  assert.deepEqual(
    [command.start, command.choice],
    ["pretrained", { pool: "digits", groups: [], names: ["0", "1", "2"] }],
  );
  assert.deepEqual([meta().run.status, meta().run.chance, meta().note], ["running", 1 / 3, null]);
  const started = heard.find((event) => event.type === "metaTrainingStarted");
  assert.deepEqual(
    [started?.type === "metaTrainingStarted" && [started.classes, started.images]],
    [[3, 30]],
  );
  await until((state) => state.metaTraining.run.ended !== null);
  assert.deepEqual([meta().run.ended?.ending, meta().run.step], ["completed", 2]);
});

test("what is missing is said, and nothing is started", async (t) => {
  const { flow, meta, commands } = await bench(t, { loads: false });
  await flow.start(HYPER, "pretrained");
  assert.match(meta().problem ?? "", /no data to train on/);
  flow.set({ pool: "omniglot" });
  assert.equal(meta().problem, null, "another choice, another try");
  await flow.start(HYPER, "pretrained");
  assert.match(meta().problem ?? "", /Omniglot is not loaded/);
  flow.set({ pool: "digits", digits: [] });
  await flow.start(HYPER, "pretrained");
  assert.match(meta().problem ?? "", /No digit takes part/);
  assert.deepEqual([meta().run.status, commands()], ["idle", []]);
});

test("alphabets that take no part are left out", async (t) => {
  const { flow, sent, meta } = await bench(t);
  flow.set({ pool: "omniglot", without: ["Latin"] });
  await flow.loadOmniglot(
    ["Greek", "Latin"].map((name) => new File([omniglotArchive(name, 6, 3)], `${name}.zip`)),
  );
  await flow.start(HYPER, "scratch");
  assert.equal(meta().problem, null);
  const command = sent.at(-1);
  assert.ok(command?.type === "metaTrain");
  assert.deepEqual(command.choice, { pool: "omniglot", groups: ["Greek"], names: [] });
});

test("to go on from an algorithm's own weights, the engine is given them first", async (t) => {
  const { flow, commands, meta } = await bench(t);
  await flow.start(HYPER, "current");
  assert.deepEqual(
    commands().filter((type) => type !== "showExamples"),
    ["useBuiltIn", "loadMetaWeights", "metaTrain"],
  );
  assert.equal(meta().run.status, "running");
});

test("a refusal of the engine's leaves the run as it was, in the engine's words", async (t) => {
  const { flow, meta, notices } = await bench(t);
  flow.set({ digits: ["0", "1", "2"] });
  await flow.start({ ...HYPER, shots: 99 }, "pretrained");
  assert.deepEqual([meta().run.status, notices()], ["idle", []]);
  assert.match(meta().problem ?? "", /cannot be drawn/);
});

test("a run is paused, resumed and stopped", async (t) => {
  const { flow, meta } = await bench(t);
  await flow.start(HYPER, "pretrained");
  await flow.pause();
  assert.equal(meta().run.status, "paused");
  await flow.resume();
  assert.equal(meta().run.status, "running");
  await flow.stop();
  assert.deepEqual([meta().run.status, meta().run.ended?.ending], ["idle", "stopped"]);
});

test("weights are saved as a file, and a file that is none is refused by its name", async (t) => {
  const { flow, kept, meta } = await bench(t);
  await flow.saveWeights("reptile");
  assert.deepEqual(kept.length, 1);
  const [[length, name]] = kept;
  assert.equal(name, "metavae-reptile.safetensors");
  const committed = pageFile("weights/mnist-reptile.safetensors").length;
  assert.ok(length > committed * 0.9 && length < committed * 2.1, `${length} bytes`);
  await flow.openWeights("reptile", new File(["nonsense"], "mine.safetensors"));
  assert.match(
    meta().problem ?? "",
    /^mine\.safetensors was refused: .*\. What was there before is still in use\.$/,
  );
});
