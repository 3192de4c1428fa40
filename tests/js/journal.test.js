import assert from "node:assert/strict";
import { test } from "node:test";

import {
  emptyJournal,
  record,
  recordCheckpoint,
  replay,
  restorable,
} from "../../www/engine/journal.js";
import { DEFAULTS, LIMITS } from "../../www/engine/limits.js";

/** @typedef {import("../../www/engine/wire.js").Command} Command */

const bytes = new Uint8Array(1);
/** @type {Record<string, Command>} */
const C = {
  load: { type: "loadWeights", slot: "pretrained", name: "a", bytes },
  adapt: { type: "loadWeights", slot: "fineTuned", name: "b", bytes },
  reset: { type: "resetWeights", seed: 3 },
  discard: { type: "discardFineTuned" },
  builtIn: { type: "useBuiltIn", train: 10, test: 10, seed: 1 },
  open: { type: "openShards", manifest: "{}" },
  one: { type: "addShard", file: "1", bytes },
  two: { type: "addShard", file: "2", bytes },
  idxTrain: { type: "loadFiles", split: "train", files: [{ name: "images", bytes }] },
  idxTest: { type: "loadFiles", split: "test", files: [{ name: "images", bytes }] },
  look: { type: "sample", slot: "pretrained", count: 1, seed: 1 },
};

/** @param {string[]} names */
const after = (...names) =>
  replay(names.reduce((journal, name) => record(journal, C[name]), emptyJournal()));
/** @param {string[]} names */
const commands = (...names) => names.map((name) => C[name]);

test("only what makes weights and data is kept, the newest of each", () => {
  assert.deepEqual(after("load", "look", "builtIn", "reset"), commands("reset", "builtIn"));
  assert.deepEqual(after("load", "adapt", "discard"), commands("load"));
  assert.deepEqual(after("adapt", "load"), commands("load", "adapt"));
});

test("shards replace the data with the first of them, not with the manifest", () => {
  assert.deepEqual(after("builtIn", "open"), commands("builtIn", "open"));
  assert.deepEqual(after("builtIn", "open", "one", "two"), commands("open", "one", "two"));
  assert.deepEqual(after("open", "one", "builtIn"), commands("builtIn"));
  assert.deepEqual(
    after("open", "builtIn"),
    commands("builtIn"),
    "a manifest that was never used is forgotten",
  );
  assert.deepEqual(after("open", "one", "open"), commands("open", "one", "open"));
});

test("a pair of IDX files replaces its own split", () => {
  assert.deepEqual(after("builtIn", "idxTrain", "idxTest"), commands("idxTrain", "idxTest"));
  assert.deepEqual(after("idxTrain", "idxTest", "idxTest"), commands("idxTrain", "idxTest"));
  assert.deepEqual(after("idxTrain", "idxTest", "idxTrain"), commands("idxTrain"));
  assert.deepEqual(after("builtIn", "idxTest"), commands("builtIn", "idxTest"));
});

test("a checkpoint takes the place of its slot's weights", () => {
  const journal = recordCheckpoint(record(emptyJournal(), C.load), {
    slot: "pretrained",
    bytes,
    step: 40,
  });
  assert.deepEqual(replay(journal), [
    { type: "loadWeights", slot: "pretrained", bytes, name: "checkpoint at step 40" },
  ]);
});

/** @param {[Command, number[]?][]} said Each with what was forgotten for it. */
function afterFewShot(...said) {
  return said.reduce(
    (journal, [command, forgotten = []]) => {
      return record(journal, command, [
        { type: "memoryChanged", capacity: 9, traces: [], forgotten },
      ]);
    },
    record(emptyJournal(), C.load),
  );
}
/** @param {import("../../www/engine/journal.js").Journal} journal */
const fewShotIn = (journal) => replay(journal).filter(({ type }) => type !== "loadWeights");
/** @param {number} label @returns {Command} */
const remember = (label) => ({ type: "remember", image: bytes, label });
/** @param {number} id @returns {Command} */
const forget = (id) => ({ type: "forget", id });
/** @param {number} capacity @returns {Command} */
const resize = (capacity) => ({ type: "resizeMemory", capacity });

test("each algorithm's newest meta-trained weights and every archive of Omniglot are kept", () => {
  /** @type {Command} */
  const loaded = { type: "loadMetaWeights", algorithm: "anil", name: "a file", bytes };
  /** @type {Command} */
  const small1 = { type: "loadOmniglot", bytes };
  const small2 = { ...small1 };
  const journal = afterFewShot([loaded], [small1], [small2]);
  const trained = recordCheckpoint(journal, { algorithm: "reptile", bytes, step: 30 });
  const [anil, reptile, ...archives] = fewShotIn(trained);
  assert.deepEqual(
    [anil, reptile.type === "loadMetaWeights" && reptile.algorithm],
    [loaded, "reptile"],
  );
  assert.ok(archives[0] === small1 && archives[1] === small2);
  const [again] = fewShotIn(recordCheckpoint(trained, { algorithm: "anil", bytes, step: 1 }));
  assert.ok(
    again.type === "loadMetaWeights" && again.name !== "a file",
    "the training's weights took its place",
  );
});

test("what a memory went through is repeated in order, with what it forgot by itself named", () => {
  /** @type {Command} */
  const relabel = { type: "relabel", id: 0, label: 2 };
  /** @type {Command} */
  const look = { type: "recall", image: bytes, ways: 2 };
  const journal = afterFewShot(
    [remember(0)],
    [remember(1)],
    [look],
    [relabel],
    [resize(2)],
    [remember(1), [1]],
    [forget(0)],
  );
  assert.deepEqual(fewShotIn(journal), [
    resize(LIMITS.memory.capacity.most),
    remember(0),
    remember(1),
    relabel,
    forget(1),
    remember(1),
    forget(0),
    resize(2),
  ]);
  assert.deepEqual(fewShotIn(afterFewShot([remember(0)])), [
    resize(LIMITS.memory.capacity.most),
    remember(0),
    resize(DEFAULTS.memory.capacity),
  ]);
  assert.deepEqual(
    fewShotIn(afterFewShot([resize(7)])),
    [resize(7)],
    "an empty memory keeps its size",
  );
  const cut = afterFewShot([remember(0)], [remember(0)], [resize(1), [0]]);
  assert.deepEqual(fewShotIn(cut).slice(-2), [forget(0), resize(1)]);
});

test("a memory without an encoder is not restored, for the engine would refuse it", () => {
  const journal = record(emptyJournal(), remember(0));
  assert.deepEqual(replay(restorable(journal)), []);
  assert.equal(fewShotIn(restorable(afterFewShot([remember(0)]))).length, 3);
});
