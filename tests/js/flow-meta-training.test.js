import assert from "node:assert/strict";
import { test } from "node:test";

import { EngineError } from "../../www/engine/client.js";
import { metaTrainingFlow } from "../../www/flows/meta-training.js";
import { defaultsOf } from "../../www/state/meta-hyper.js";
import { fakeContext } from "./fake-context.js";

/** @typedef {import("../../www/engine/wire.js").Command} Command */
/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */

const HYPER = defaultsOf("reptile");
/** @type {EngineEvent} */
const DATA = {
  type: "dataChanged",
  name: "built-in digits",
  train: 100,
  test: 20,
  expectedTrain: 100,
  expectedTest: 20,
};

/** @param {Command} command @returns {EngineEvent[]} */
function answer(command) {
  if (command.type === "metaTrain")
    return [
      {
        type: "metaTrainingStarted",
        algorithm: command.hyper.algorithm,
        steps: 9,
        classes: 10,
        images: 100,
      },
    ];
  if (command.type === "stopTraining")
    return [{ type: "metaTrainingEnded", algorithm: "reptile", ending: "stopped", step: 3 }];
  switch (command.type) {
    case "exportMetaWeights":
      return [{ type: "metaWeightsExported", algorithm: "reptile", bytes: new Uint8Array(5) }];
    case "loadMetaWeights":
      throw new EngineError({
        code: "weights",
        message: "This is no safetensors file.",
        retryable: false,
      });
    default:
      return [];
  }
}

/**
 * @param {{loads?: boolean, answer?: typeof answer}} [how] Whether data arrive when they are asked
 *   for.
 */
function bench({ loads = true, answer: given = answer } = {}) {
  const fake = fakeContext({ answer: given });
  /** @type {string[]} */
  const calls = [];
  /** @type {[number, string][]} */
  const kept = [];
  const flow = metaTrainingFlow(fake.context, {
    loadData: async () => {
      calls.push("data");
      if (loads) fake.store.dispatch({ type: "data/chosen", source: "builtIn" });
      if (loads) fake.say([DATA]);
    },
    ensure: async (algorithm) => void calls.push(`ensure ${algorithm}`),
    keep: (bytes, name) => void kept.push([bytes.length, name]),
  });
  return { ...fake, flow, calls, kept, meta: () => fake.store.get().metaTraining };
}

test("a start brings the data it lacks, and trains on the digits that take part", async () => {
  const { flow, calls, sent, meta } = bench();
  flow.set({ digits: ["0", "1", "2"] });
  await flow.start(HYPER, "pretrained");
  assert.deepEqual(calls, ["data"]);
  const command = sent.at(-1);
  assert.ok(command?.type === "metaTrain");
  assert.deepEqual(
    [command.start, command.choice],
    ["pretrained", { pool: "digits", groups: [], names: ["0", "1", "2"] }],
  );
  assert.deepEqual([meta().run.status, meta().run.chance, meta().note], ["running", 0.2, null]);
});

test("what is missing is said, and nothing is started", async () => {
  const { flow, meta, sent } = bench({ loads: false });
  await flow.start(HYPER, "pretrained");
  assert.match(meta().problem ?? "", /no data to train on/);
  flow.set({ pool: "omniglot" });
  assert.equal(meta().problem, null, "another choice, another try");
  await flow.start(HYPER, "pretrained");
  assert.match(meta().problem ?? "", /Omniglot is not loaded/);
  flow.set({ pool: "digits", digits: [] });
  await flow.start(HYPER, "pretrained");
  assert.match(meta().problem ?? "", /No digit takes part/);
  assert.deepEqual([meta().run.status, sent.length], ["idle", 0]);
});

test("alphabets that take no part are left out", async () => {
  const { flow, say, sent } = bench();
  say([
    {
      type: "poolChanged",
      pool: "omniglot",
      groups: ["Greek", "Latin"].map((name) => ({ name, classes: 24, images: 480 })),
      names: [],
    },
  ]);
  flow.set({ pool: "omniglot", without: ["Latin"] });
  await flow.start(HYPER, "scratch");
  const command = sent.at(-1);
  assert.ok(command?.type === "metaTrain");
  assert.deepEqual(command.choice, { pool: "omniglot", groups: ["Greek"], names: [] });
});

test("to go on from an algorithm's own weights, the engine is given them first", async () => {
  const { flow, calls } = bench();
  await flow.start(HYPER, "current");
  assert.deepEqual(calls, ["data", "ensure reptile"]);
});

test("a refusal of the engine's leaves the run as it was, in the engine's words", async () => {
  const { flow, meta, notices } = bench({
    answer(command) {
      if (command.type === "metaTrain")
        throw new EngineError({
          code: "argument",
          message: "A task of 5 classes cannot be drawn from 3.",
          retryable: false,
        });
      return [];
    },
  });
  await flow.start(HYPER, "pretrained");
  assert.deepEqual(
    [meta().run.status, meta().problem, notices()],
    ["idle", "A task of 5 classes cannot be drawn from 3.", []],
  );
});

test("a run is paused, resumed and stopped", async () => {
  const { flow, meta } = bench();
  await flow.start(HYPER, "pretrained");
  await flow.pause();
  assert.equal(meta().run.status, "paused");
  await flow.resume();
  assert.equal(meta().run.status, "running");
  await flow.stop();
  assert.deepEqual([meta().run.status, meta().run.ended?.ending], ["idle", "stopped"]);
});

test("weights are saved as a file, and a file that is none is refused by its name", async () => {
  const { flow, kept, meta } = bench();
  await flow.saveWeights("reptile");
  assert.deepEqual(kept, [[5, "metavae-reptile.safetensors"]]);
  await flow.openWeights("reptile", new File(["nonsense"], "mine.safetensors"));
  assert.equal(
    meta().problem,
    "mine.safetensors was refused: This is no safetensors file. What was there before is " +
      "still in use.",
  );
});
