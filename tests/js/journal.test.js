import assert from "node:assert/strict";
import { test } from "node:test";

import {
  emptyJournal,
  record,
  recordCheckpoint,
  replay,
  without,
} from "../../www/engine/journal.js";

/** @typedef {import("../../www/engine/wire.js").Command} Command */

const bytes = new Uint8Array(1);
/** @type {Record<string, Command>} */
const C = {
  load: { type: "loadWeights", slot: "pretrained", name: "a", bytes },
  adapt: { type: "loadWeights", slot: "fineTuned", name: "b", bytes },
  train: { type: "loadWeights", slot: "trained", name: "t", bytes },
  keep: { type: "keepModel", slot: "trained", name: "k" },
  reset: { type: "resetWeights", seed: 3, latents: 2 },
  discard: { type: "discardModel", slot: "fineTuned" },
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
  assert.deepEqual(after("load", "train"), commands("load", "train"));
});

test("a model that is kept takes the pretrained one's place, as its checkpoint had it", () => {
  const kept = { ...C.train, slot: "pretrained", name: "k" };
  assert.deepEqual(after("load", "train", "keep"), [kept]);
  assert.deepEqual(after("load", "keep"), commands("load"), "no checkpoint of it had come");
});

/** What the engine says of a shard. @param {boolean} waiting */
const said = (waiting) => [
  {
    type: /** @type {const} */ ("dataChanged"),
    name: "d",
    train: 1,
    test: 1,
    expectedTrain: 1,
    expectedTest: 1,
    waiting,
  },
];

test("shards that cannot be trained on yet leave the data in use where it is", () => {
  const opened = record(record(emptyJournal(), C.builtIn), C.open);
  const waiting = record(opened, C.one, said(true));
  assert.deepEqual(replay(waiting), commands("builtIn", "open", "one"));
  assert.deepEqual(replay(record(waiting, C.two, said(false))), commands("open", "one", "two"));
  assert.deepEqual(replay(record(waiting, C.builtIn)), commands("builtIn"));
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

/** @param {import("../../www/engine/journal.js").Journal} journal */
const fewShotIn = (journal) => replay(journal).filter(({ type }) => type !== "loadWeights");
test("each algorithm's newest meta-trained weights and every archive of Omniglot are kept", () => {
  /** @type {Command} */
  const loaded = { type: "loadMetaWeights", algorithm: "anil", name: "a file", bytes };
  /** @type {Command} */
  const small1 = { type: "loadOmniglot", bytes };
  /** @type {Command} */
  const small2 = { type: "loadOmniglot", bytes: new Uint8Array([2]) };
  const again1 = { ...small1, bytes: new Uint8Array(bytes) };
  const journal = [C.load, small1, loaded, small2, again1].reduce(
    (journal, command) => record(journal, command),
    emptyJournal(),
  );
  const trained = recordCheckpoint(journal, { algorithm: "reptile", bytes, step: 30 });
  const [anil, reptile, ...archives] = fewShotIn(trained);
  assert.deepEqual(
    [anil, reptile.type === "loadMetaWeights" && reptile.algorithm],
    [loaded, "reptile"],
  );
  assert.deepEqual(archives, [small2, again1], "the same archive is kept once");
  const [again] = fewShotIn(recordCheckpoint(trained, { algorithm: "anil", bytes, step: 1 }));
  assert.ok(
    again.type === "loadMetaWeights" && again.name !== "a file",
    "the training's weights took its place",
  );
});

/** @param {number[]} ids @param {number[]} [forgotten] */
const holds = (ids, forgotten = []) => [
  {
    type: /** @type {const} */ ("memoryChanged"),
    capacity: 9,
    traces: ids.map((id) => ({
      ...{ id, label: 0, image: bytes, usage: 0.5 },
      place: /** @type {[number, number]} */ ([0, 0]),
    })),
    forgotten,
  },
];

test("of a memory what it holds is kept, however much went through it", () => {
  /** @type {Command} */
  const remember = { type: "remember", image: bytes, label: 0 };
  let journal = record(emptyJournal(), remember, holds([0]));
  for (let id = 1; id < 1000; id++) journal = record(journal, remember, holds([id - 1, id], [id]));
  journal = record(journal, { type: "forget", id: 999 }, holds([998]));
  assert.deepEqual(replay(journal), [
    {
      type: "restoreMemory",
      capacity: 9,
      next: 1000,
      traces: [{ id: 998, label: 0, image: bytes, usage: 0.5 }],
    },
  ]);
});

test("what an engine refused or died of is left out, and nothing else", () => {
  const all = ["load", "adapt", "builtIn", "open", "one"];
  const journal = all.reduce((journal, name) => record(journal, C[name]), emptyJournal());
  assert.equal(without(journal, []), journal);
  assert.deepEqual(replay(without(journal, commands("adapt", "one"))), commands("load", "open"));
});

test("an engine that another journal left somewhere is told what is no more", () => {
  const before = record(record(emptyJournal(), C.load), C.adapt);
  const now = record(before, C.discard);
  assert.deepEqual(replay(now, before), commands("load", "discard"));
  assert.deepEqual(replay(now, now), commands("load"));
});
