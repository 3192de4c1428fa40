import assert from "node:assert/strict";
import { test } from "node:test";

import { emptyJournal, record, recordCheckpoint, replay } from "../../www/journal.js";

/** @typedef {import("../../www/types.js").Command} Command */

const bytes = new Uint8Array(1);
/** @type {Record<string, Command>} */
const C = {
  load: { type: "loadWeights", slot: "pretrained", name: "a", bytes },
  adapt: { type: "loadWeights", slot: "adapted", name: "b", bytes },
  reset: { type: "resetWeights", seed: 3 },
  discard: { type: "discardAdapted" },
  builtIn: { type: "useBuiltIn", train: 10, test: 10, seed: 1 },
  open: { type: "openShards", manifest: "{}" },
  one: { type: "addShard", file: "1", bytes },
  two: { type: "addShard", file: "2", bytes },
  idxTrain: { type: "loadIdx", split: "train", images: bytes, labels: bytes },
  idxTest: { type: "loadIdx", split: "test", images: bytes, labels: bytes },
  look: { type: "sample", slot: "pretrained", count: 1, seed: 1 },
};

/** @param {string[]} names */
const after = (...names) => replay(names.reduce((journal, name) => record(journal, C[name]), emptyJournal()));
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
  assert.deepEqual(after("open", "builtIn"), commands("builtIn"), "a manifest that was never used is forgotten");
  assert.deepEqual(after("open", "one", "open"), commands("open", "one", "open"));
});

test("a pair of IDX files replaces its own split", () => {
  assert.deepEqual(after("builtIn", "idxTrain", "idxTest"), commands("idxTrain", "idxTest"));
  assert.deepEqual(after("idxTrain", "idxTest", "idxTest"), commands("idxTrain", "idxTest"));
  assert.deepEqual(after("idxTrain", "idxTest", "idxTrain"), commands("idxTrain"));
  assert.deepEqual(after("builtIn", "idxTest"), commands("builtIn", "idxTest"));
});

test("a checkpoint takes the place of its slot's weights", () => {
  const journal = recordCheckpoint(record(emptyJournal(), C.load), { slot: "pretrained", bytes, step: 40 });
  assert.deepEqual(replay(journal), [{ type: "loadWeights", slot: "pretrained", bytes, name: "checkpoint at step 40" }]);
});
