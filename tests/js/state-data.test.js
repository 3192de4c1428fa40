import assert from "node:assert/strict";
import { test } from "node:test";
import { arrived } from "../../www/state/data.js";
import { pageStore } from "../../www/state/page.js";

/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */

/** @param {EngineEvent[]} events @param {number} [at] */
const heard = (events, at = 0) => ({ type: /** @type {const} */ ("engine/events"), events, at });

const HOSTED = { name: "MNIST", images: 70, bytes: 1000 };
/** @param {number} train @param {number} test @returns {EngineEvent} */
const changed = (train, test) => ({
  type: "dataChanged",
  name: "MNIST",
  train,
  test,
  expectedTrain: 60,
  expectedTest: 10,
  waiting: false,
});

test("shards: partial with the first, ready with the last, partial again where one failed", () => {
  const store = pageStore();
  const files = ["a", "b"].map((file) => ({
    file,
    split: /** @type {const} */ ("train"),
    images: 30,
    bytes: 1,
    sha256: "",
  }));
  store.dispatch({ type: "data/hosted", hosted: true, offer: HOSTED });
  assert.equal(store.get().data.source, "shards");
  store.dispatch({ type: "data/loading", source: "shards" });
  store.dispatch(heard([{ type: "shardsOpened", name: "MNIST", files }]));
  assert.equal(store.get().data.status, "loading");
  store.dispatch(heard([changed(30, 0)]));
  store.dispatch({ type: "data/shard", file: "a", status: "added" });
  assert.equal(store.get().data.status, "partial");
  assert.equal(arrived(store.get().data), 0.5);
  store.dispatch({ type: "data/shard", file: "b", status: "failed" });
  store.dispatch({ type: "data/settled", problem: "b did not arrive." });
  assert.equal(store.get().data.status, "partial");
  store.dispatch(heard([changed(60, 10)]));
  store.dispatch({ type: "data/settled", problem: null });
  assert.deepEqual(
    [store.get().data.status, store.get().data.problem, store.get().data.inUse],
    ["ready", null, "shards"],
  );
});

test("a host's shards are no default for whoever has data already", () => {
  const store = pageStore();
  store.dispatch({ type: "data/loading", source: "builtIn" });
  store.dispatch(heard([changed(60, 10)]));
  store.dispatch({ type: "data/hosted", hosted: true, offer: HOSTED });
  assert.equal(store.get().data.source, "builtIn");
});

test("a choice made while shards arrive does not rename them", () => {
  const store = pageStore();
  store.dispatch({ type: "data/loading", source: "shards" });
  store.dispatch({ type: "data/chosen", source: "builtIn" });
  store.dispatch(heard([changed(30, 0)]));
  assert.deepEqual([store.get().data.inUse, store.get().data.source], ["shards", "builtIn"]);
});

test("data that fails to load leaves what was in use", () => {
  const store = pageStore();
  store.dispatch({ type: "data/loading", source: "builtIn" });
  store.dispatch(heard([changed(60, 10)]));
  store.dispatch({ type: "data/loading", source: "idx" });
  store.dispatch({ type: "data/settled", problem: "no IDX file" });
  const { train, inUse, problem } = store.get().data;
  assert.deepEqual([train, inUse, problem], [60, "builtIn", "no IDX file"]);
});
