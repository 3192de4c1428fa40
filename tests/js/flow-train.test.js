import assert from "node:assert/strict";
import { test } from "node:test";

import { EngineError } from "../../www/engine/client.js";
import { ask } from "../../www/flows/context.js";
import { copiesFlow } from "../../www/flows/copies.js";
import { dataFlow } from "../../www/flows/data.js";
import { trainFlow } from "../../www/flows/train.js";
import { hostedShards } from "./real/files.js";
import { realPage, settle } from "./real/page.js";

/** @typedef {import("../../www/worker/messages.js").Control} Control */

const SETTINGS = {
  learningRate: 1e-3,
  batchSize: 8,
  epochs: 1,
  maxSteps: null,
  beta: 1,
  reduction: /** @type {const} */ ("sum"),
  seed: 1,
};
/** A run that no test waits for the end of. */
const LONG = { ...SETTINGS, epochs: 1000 };
const HOSTED = hostedShards("MNIST", { "a.shard": ["train", 30], "t.shard": ["test", 10] });
const FORM = {
  train: 16,
  test: 10,
  seed: 1,
  files: { trainImages: null, trainLabels: null, testImages: null, testLabels: null },
};

/**
 * @param {import("node:test").TestContext} test
 * @param {object} [how]
 * @param {boolean} [how.data] Whether the data arrive that are asked for.
 * @param {(control: Control, send: (control: Control) => Promise<void>) => Promise<void>}
 *   [how.control] What happens on the way of a control.
 */
async function panel(test, { data: arrives = true, control } = {}) {
  const instead = { "data/manifest.json": HOSTED.manifest };
  for (const [file, bytes] of Object.entries(HOSTED.files))
    Object.assign(instead, { [`data/${file}`]: bytes });
  const page = await realPage(test, { instead });
  const { context, store } = page;
  const { session } = context;
  const send = session.control;
  if (control) session.control = (wanted) => control(wanted, send);
  const data = dataFlow(context);
  let [loads, wholes] = [0, 0];
  const flow = trainFlow(context, {
    async loadData() {
      loads++;
      if (arrives) await data.load(FORM);
    },
    whole: async () => void wholes++,
    stopData: data.stop,
    refreshDrawing: () => {},
  });
  const run = () => store.get().train.run;
  return {
    ...page,
    flow,
    loads: () => loads,
    wholes: () => wholes,
    run,
    ended: () => page.until((state) => state.train.run.ended !== null),
  };
}

test("start brings the data that was chosen, once, and not again for the next run", async (t) => {
  const { flow, loads, wholes, run, commands, ended, store } = await panel(t);
  await flow.start("scratch", SETTINGS);
  assert.deepEqual([loads(), wholes(), run().status], [1, 0, "running"]);
  await ended();
  assert.deepEqual([run().ended?.ending, run().step], ["completed", 2]);
  assert.deepEqual([store.get().weights.name, store.get().weights.trained?.latents], [null, 32]);
  await flow.start("current", SETTINGS);
  assert.deepEqual([loads(), wholes()], [1, 0], "on from what was trained");
  assert.equal(commands().filter((type) => type === "pretrain").length, 2);
  await ended();
});

test("a run from scratch has the latents asked for, one that goes on those it has", async (t) => {
  const { flow, run, store, notices, ended, engine } = await panel(t);
  const parts = () => [run().latents, store.get().weights.trained?.latents];
  await flow.start("scratch", SETTINGS, 2);
  assert.equal(run().latents, 2);
  await ended();
  assert.deepEqual(parts(), [2, 2]);
  // Another number is asked of fresh weights alone.
  await flow.start("current", SETTINGS, 64);
  assert.deepEqual([...parts(), notices()], [2, 2, []]);
  await ended();
  const decode = {
    type: /** @type {const} */ ("decode"),
    slot: /** @type {const} */ ("trained"),
  };
  const { images } = await ask(engine, "decoded", { ...decode, latents: [[0, 0]] });
  assert.equal(images.length, 784);
  await flow.start("scratch", SETTINGS, 3);
  assert.match(notices()[0].text, /latents is 3; it must be 2, 8, 16, 32 or 64/);
  await flow.start("scratch", SETTINGS);
  await ended();
  assert.deepEqual(parts(), [32, 32]);
});

test("a run trains a copy of the whole pretrained weights, which stay as they are", async (t) => {
  const { flow, wholes, ended, engine, store, context } = await panel(t);
  const bytes = async (/** @type {"pretrained" | "trained"} */ slot) => {
    const asked = { type: /** @type {const} */ ("exportWeights"), slot };
    return (await ask(engine, "weightsExported", { ...asked, precision: "f32" })).bytes;
  };
  await ask(engine, "weightsLoaded", { type: "resetWeights", seed: 3 });
  const before = await bytes("pretrained");
  await flow.start("current", SETTINGS);
  assert.equal(wholes(), 1, "not from the small ones");
  await ended();
  assert.notDeepEqual(await bytes("trained"), before);
  assert.deepEqual(await bytes("pretrained"), before, "bit for bit");
  const models = copiesFlow(context);
  await models.discardTrained();
  assert.deepEqual([store.get().weights.trained, await bytes("pretrained")], [null, before]);

  await flow.start("current", SETTINGS);
  await ended();
  const trained = await bytes("trained");
  store.dispatch({ type: "weights/activated", slot: "trained" });
  await models.keepTrained();
  const { name, active, trained: left } = store.get().weights;
  assert.deepEqual([name, active, left], ["trained here, 2 steps", "pretrained", null]);
  assert.deepEqual(await bytes("pretrained"), trained);
});

test("another source chosen since is loaded before the next run", async (t) => {
  const { flow, loads, store, ended } = await panel(t);
  await flow.start("scratch", SETTINGS);
  await ended();
  store.dispatch({ type: "data/chosen", source: "shards" });
  await flow.start("scratch", SETTINGS);
  assert.deepEqual([loads(), store.get().data.inUse], [2, "shards"]);
});

test("without data there is no run, and Start can be pressed again", async (t) => {
  const { flow, run, commands } = await panel(t, { data: false });
  await flow.start("scratch", SETTINGS);
  assert.equal(run().status, "idle");
  assert.deepEqual(commands(), []);
});

test("a refused run is said in the engine's words, and Start can be pressed again", async (t) => {
  const { flow, run, notices } = await panel(t);
  await flow.start("scratch", { ...SETTINGS, batchSize: 513 });
  assert.equal(run().status, "idle");
  assert.deepEqual(notices(), [
    {
      kind: "error",
      code: "argument",
      text: "The batch size is 513; it must be 1 to 512.",
    },
  ]);
  await flow.start("scratch", SETTINGS);
  assert.equal(run().status, "running");
});

test("pausing and resuming are shown once the worker has done them", async (t) => {
  /** @type {string[]} */
  const controls = [];
  const { flow, run, until } = await panel(t, {
    async control(control, send) {
      await send(control);
      controls.push(`${control}: ${run().status}`);
    },
  });
  await flow.start("scratch", LONG);
  await flow.pause();
  assert.equal(run().status, "paused");
  const { step } = run();
  await flow.singleStep();
  assert.equal(run().status, "paused");
  await until((state) => state.train.run.step > step);
  await settle();
  assert.equal(run().step, step + 1, "one step, and no more while it is paused");
  await flow.resume();
  assert.equal(run().status, "running");
  await until((state) => state.train.run.step > step + 1);
  assert.deepEqual(controls, ["pause: running", "step: paused", "resume: paused"]);
});

test("a run that ends while Pause is on its way is ended, not paused for ever", async (t) => {
  const { flow, run } = await panel(t, {
    async control(control, send) {
      await ended();
      await send(control);
    },
  });
  const ended = () =>
    /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        const look = () => (run().ended ? resolve() : setTimeout(look, 1));
        look();
      })
    );
  await flow.start("scratch", SETTINGS);
  await flow.pause();
  assert.deepEqual([run().status, run().ended?.ending], ["idle", "completed"]);
});

test("an engine that dies at Pause is told of by whoever replaces it, not here", async (t) => {
  const { flow, run, notices, replaceEngine } = await panel(t, {
    async control(control, send) {
      const replaced = replaceEngine();
      await send(control).finally(() => replaced);
    },
  });
  await flow.start("scratch", LONG);
  await flow.pause();
  assert.deepEqual(
    [run().status, run().ended?.ending, notices().map(({ code }) => code)],
    ["idle", "lost", ["engine-restored"]],
  );
});

test("a stop ends the run where it is", async (t) => {
  const { flow, run, ended } = await panel(t);
  await flow.start("scratch", LONG);
  await flow.stop();
  await ended();
  assert.deepEqual([run().status, run().ended?.ending], ["idle", "stopped"]);
});

test("a stop that is refused leaves the run as it was", async (t) => {
  const { flow, run, notices, context } = await panel(t);
  await flow.start("scratch", LONG);
  const { session } = context;
  const { send } = session;
  // As a GPU refuses: the CPU's engine always stops.
  session.send = async (command) => {
    if (command.type !== "stopTraining") return send(command);
    throw new EngineError({ code: "device", message: "The GPU is busy.", retryable: true });
  };
  await flow.stop();
  assert.equal(run().status, "running");
  assert.equal(notices()[0].text, "The GPU is busy.");
});

test("pictures follow the run every so many steps", async (t) => {
  const { flow, commands, run, store, until } = await panel(t);
  const looks = () => commands().filter((type) => type === "sample").length;
  await flow.start("scratch", LONG);
  await flow.pause();
  // From a look at the step of now on.
  flow.setRefresh(1);
  flow.follow();
  await flow.look();
  flow.setRefresh(5);
  const [before, first] = [looks(), run().step];
  const { samples } = store.get().train;
  for (let step = 1; step <= 12; step++) {
    await flow.singleStep();
    await until((state) => state.train.run.step === first + step);
    flow.follow();
  }
  assert.equal(looks() - before, 2, "after the 5th and the 10th");
  await until((state) => state.train.samples !== samples);
  assert.notDeepEqual(store.get().train.samples, samples, "the weights are others by then");
  assert.equal(store.get().train.heldOut?.reconstructions?.length, 10 * 784);
});
