import assert from "node:assert/strict";
import { test } from "node:test";

import { EngineError } from "../../www/engine/client.js";
import { dataFlow } from "../../www/flows/data.js";
import { fakeContext } from "./fake-context.js";

/** @typedef {import("../../www/flows/data.js").DataForm} DataForm */
/** @typedef {import("../../www/engine/wire.js").Command} Command */
/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */

const MANIFEST = JSON.stringify({ name: "MNIST", shards: [{ file: "a" }, { file: "b" }] });
/** @type {DataForm} */
const FORM = {
  train: 30,
  test: 0,
  seed: 1,
  files: { trainImages: null, trainLabels: null, testImages: null, testLabels: null },
};

/**
 * A host with two shards of 30 training images, some of which it cannot deliver.
 * @param {Set<string>} broken
 */
function visit(broken = new Set()) {
  let train = 0;
  /** @returns {EngineEvent} */
  const changed = (name = "MNIST", expectedTrain = 60) => ({
    type: "dataChanged",
    name,
    train,
    test: 0,
    expectedTrain,
    expectedTest: 0,
  });
  /** @param {Command} command @returns {EngineEvent[]} */
  const answer = (command) => {
    switch (command.type) {
      case "openShards":
        return [
          {
            type: "shardsOpened",
            name: "MNIST",
            files: ["a", "b"].map((file) => ({
              file,
              split: "train",
              images: 30,
              bytes: 1,
              sha256: "",
            })),
          },
        ];
      case "addShard":
        train += 30;
        return [changed()];
      case "useBuiltIn":
        train = command.train;
        return [changed("built-in digits", train)];
      case "loadIdx":
        throw new EngineError({ code: "data", message: "This is no IDX file.", retryable: false });
      default:
        return [];
    }
  };
  const host = (/** @type {string} */ url) => {
    const file = url.replace("https://host/app/www/data/", "");
    if (broken.has(file)) return new Response("", { status: 503 });
    return new Response(file === "manifest.json" ? MANIFEST : "x");
  };
  const fake = fakeContext({ answer, host });
  return { ...fake, flow: dataFlow(fake.context), data: () => fake.store.get().data };
}

/** Until what goes on after `load` settles is over. */
const later = () => new Promise((resolve) => setTimeout(resolve, 10));

test("a host's shards are found, offered and brought", async () => {
  const { flow, data } = visit();
  await flow.look();
  assert.deepEqual([data().hosted, data().source], [true, "shards"]);
  await flow.load(FORM);
  assert.ok(data().train >= 30, "the first is enough to begin with");
  await later();
  assert.deepEqual([data().status, data().train, data().inUse], ["ready", 60, "shards"]);
});

test("a host without shards leaves the built-in digits as the choice", async () => {
  const { flow, data, notices } = visit(new Set(["manifest.json"]));
  await flow.look();
  assert.deepEqual([data().hosted, data().source], [false, "builtIn"]);
  await flow.load(FORM);
  assert.deepEqual([data().status, data().inUse, notices()], ["ready", "builtIn", []]);
});

test("a shard that does not come is named, the rest is used, a retry brings it alone", async () => {
  const broken = new Set(["b"]);
  const { flow, data, store, notices, sent } = visit(broken);
  await flow.look();
  await flow.load(FORM);
  await later();
  assert.deepEqual([data().status, data().train], ["partial", 30]);
  assert.match(
    notices()[0].text,
    /^A part of the data did not arrive: b\. The server answered 503\. What did arrive/,
  );
  assert.equal(store.get().notices[0].action?.intent, "retryData");
  broken.clear();
  await flow.retry();
  assert.deepEqual([data().status, data().problem, data().train], ["ready", null, 60]);
  assert.deepEqual(notices(), []);
  assert.deepEqual(
    sent.flatMap((command) => (command.type === "addShard" ? [command.file] : [])),
    ["a", "b"],
  );
});

test("shards asked for where there are none: a sentence, and the load ends", async () => {
  const { flow, data, notices } = visit(new Set(["manifest.json"]));
  flow.choose("shards");
  await flow.load(FORM);
  assert.equal(data().status, "none");
  assert.match(notices()[0].text, /no MNIST shards\. Take the built-in digits/);
});

test("half a pair of files is refused before anything is sent", async () => {
  const { flow, commands, notices } = visit();
  flow.choose("idx");
  await flow.load({ ...FORM, files: { ...FORM.files, trainImages: new File(["x"], "images") } });
  assert.deepEqual(commands(), []);
  assert.match(notices()[0].text, /the labels file that belongs to it/);
});

test("files the engine refuses leave the data in use", async () => {
  const { flow, data, notices } = visit();
  await flow.load(FORM);
  flow.choose("idx");
  const file = new File(["x"], "any");
  await flow.load({ ...FORM, files: { ...FORM.files, trainImages: file, trainLabels: file } });
  assert.deepEqual([data().train, data().inUse, data().status], [30, "builtIn", "ready"]);
  assert.equal(notices()[0].text, "This is no IDX file.");
});
