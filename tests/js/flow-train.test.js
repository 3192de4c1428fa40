import assert from "node:assert/strict";
import { test } from "node:test";

import { DIED, EngineError } from "../../www/engine/client.js";
import { trainFlow } from "../../www/flows/train.js";
import { fakeContext } from "./fake-context.js";

/** @typedef {import("../../www/engine/wire.js").Command} Command */
/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */

const SETTINGS = {
  learningRate: 1e-3,
  batchSize: 8,
  epochs: 1,
  maxSteps: null,
  beta: 1,
  reduction: /** @type {const} */ ("sum"),
  seed: 1,
};
/** @type {EngineEvent} */
const DATA = {
  type: "dataChanged",
  name: "built-in digits",
  train: 10,
  test: 0,
  expectedTrain: 10,
  expectedTest: 0,
};
/** @type {EngineEvent} */
const STARTED = {
  type: "trainingStarted",
  run: "pretrain",
  steps: 9,
  stepsPerEpoch: 9,
  batchSize: 8,
  threads: 1,
};
/** @type {EngineEvent} */
const ENDED = { type: "trainingEnded", run: "pretrain", ending: "completed", step: 9 };

/** @param {Command} command @returns {EngineEvent[]} */
const answer = (command) => {
  if (command.type === "pretrain") return [STARTED];
  if (command.type === "stopTraining") return [ENDED];
  if (command.type === "sample")
    return [{ type: "decoded", slot: "pretrained", images: new Uint8Array(7840) }];
  return [];
};

/** @param {Parameters<typeof fakeContext>[0] & {data?: EngineEvent[]}} [how] */
function panel({ data = [DATA], ...how } = {}) {
  const fake = fakeContext({ answer, ...how });
  let loads = 0;
  const flow = trainFlow(fake.context, {
    async loadData() {
      loads++;
      fake.store.dispatch({ type: "data/loading", source: fake.store.get().data.source });
      fake.say(data);
    },
    refreshDrawing: () => {},
  });
  return { ...fake, flow, loads: () => loads, run: () => fake.store.get().train.run };
}

test("start brings the data that was chosen, once, and not again for the next run", async () => {
  const { flow, loads, run, say, commands } = panel();
  await flow.start("scratch", SETTINGS);
  assert.deepEqual([loads(), run().status], [1, "running"]);
  say([ENDED]);
  await flow.start("current", SETTINGS);
  assert.equal(loads(), 1);
  assert.equal(commands().filter((type) => type === "pretrain").length, 2);
});

test("another source chosen since is loaded before the next run", async () => {
  const { flow, loads, say, store } = panel();
  await flow.start("scratch", SETTINGS);
  say([ENDED]);
  store.dispatch({ type: "data/chosen", source: "shards" });
  await flow.start("scratch", SETTINGS);
  assert.equal(loads(), 2);
});

test("without data there is no run, and Start can be pressed again", async () => {
  const { flow, run, commands } = panel({ data: [] });
  await flow.start("scratch", SETTINGS);
  assert.equal(run().status, "idle");
  assert.deepEqual(commands(), []);
});

test("a refused run is said in the engine's words, and Start can be pressed again", async () => {
  const refused = new EngineError({
    code: "argument",
    message: "The batch size must be 1 to 512.",
    retryable: false,
  });
  const { flow, run, notices } = panel({
    answer() {
      throw refused;
    },
  });
  await flow.start("scratch", SETTINGS);
  assert.equal(run().status, "idle");
  assert.deepEqual(notices(), [
    { kind: "error", code: "argument", text: "The batch size must be 1 to 512." },
  ]);
});

test("pausing and resuming are shown once the worker has done them", async () => {
  /** @type {string[]} */
  const controls = [];
  const { flow, run } = panel({
    control: async (control) => void controls.push(`${control}: ${run().status}`),
  });
  await flow.start("scratch", SETTINGS);
  await flow.pause();
  assert.equal(run().status, "paused");
  await flow.singleStep();
  assert.equal(run().status, "paused");
  await flow.resume();
  assert.equal(run().status, "running");
  assert.deepEqual(controls, ["pause: running", "step: paused", "resume: paused"]);
});

test("a run that ends while Pause is on its way is ended, not paused for ever", async () => {
  const { flow, run, say } = panel({ control: async () => say([ENDED]) });
  await flow.start("scratch", SETTINGS);
  await flow.pause();
  assert.deepEqual([run().status, run().ended?.ending], ["idle", "completed"]);
});

test("an engine that dies at Pause is told of by whoever replaces it, not here", async () => {
  const { flow, run, store, notices } = panel({
    async control() {
      store.dispatch({ type: "engine/lost" });
      throw new EngineError({ code: DIED, message: "gone", retryable: true });
    },
  });
  await flow.start("scratch", SETTINGS);
  await flow.pause();
  assert.deepEqual([run().status, run().ended?.ending, notices()], ["idle", "lost", []]);
});

test("a stop that is refused leaves the run as it was", async () => {
  const { flow, run, notices } = panel({
    answer(command) {
      if (command.type === "stopTraining")
        throw new EngineError({ code: "device", message: "The GPU is busy.", retryable: true });
      return answer(command);
    },
  });
  await flow.start("scratch", SETTINGS);
  await flow.stop();
  assert.equal(run().status, "running");
  assert.equal(notices()[0].text, "The GPU is busy.");
});

test("pictures follow the run every so many steps", async () => {
  const { flow, say, commands } = panel();
  const looks = () => commands().filter((type) => type === "sample").length;
  await flow.start("scratch", SETTINGS);
  await flow.look();
  flow.setRefresh(5);
  const before = looks();
  for (let step = 1; step <= 12; step++) {
    say([{ type: "stepsDone", run: "pretrain", step, steps: 99, losses: [] }]);
    flow.follow();
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(looks() - before, 2, "after the 5th and the 10th");
});
