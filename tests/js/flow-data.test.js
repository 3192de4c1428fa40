import assert from "node:assert/strict";
import { test } from "node:test";

import { EngineError } from "../../www/engine/client.js";
import { dataFlow } from "../../www/flows/data.js";
import { hostedShards, idxPair } from "./real/files.js";
import { realPage } from "./real/page.js";

/** @typedef {import("../../www/state/data.js").DataForm} DataForm */

const HOSTED = hostedShards("MNIST", {
  "a.shard": ["train", 30],
  "b.shard": ["train", 30],
  "t.shard": ["test", 10],
});
/** @type {DataForm} */
const FORM = {
  train: 30,
  test: 10,
  seed: 1,
  files: { trainImages: null, trainLabels: null, testImages: null, testLabels: null },
};

/**
 * A host with two shards of 30 training images and one of 10 held-out ones.
 *
 * @param {import("node:test").TestContext} test
 * @param {string[]} [broken] What it cannot deliver.
 * @param {boolean} [shards] Whether it has any.
 */
async function visit(test, broken = [], shards = true) {
  /** @type {Record<string, string | Uint8Array<ArrayBuffer> | null>} */
  const instead = { "data/manifest.json": HOSTED.manifest };
  for (const [file, bytes] of Object.entries(HOSTED.files)) instead[`data/${file}`] = bytes;
  for (const file of broken) instead[`data/${file}`] = null;
  if (!shards) delete instead["data/manifest.json"];
  const page = await realPage(test, { instead });
  return { ...page, flow: dataFlow(page.context), data: () => page.store.get().data };
}

/** @param {import("../../www/state/page.js").State} state */
const over = ({ data }) =>
  data.shards.length > 0 && data.shards.every(({ status }) => /^(added|failed)$/.test(status));
/** @param {import("../../www/state/page.js").State} state */
const ready = ({ data }) => data.status === "ready";

test("a host's shards are found, offered and brought", async (t) => {
  const { flow, data, until } = await visit(t);
  await flow.look();
  assert.deepEqual([data().hosted, data().source], [true, "shards"]);
  await flow.load(FORM);
  assert.ok(data().train >= 30, "the first is enough to begin with");
  await until(ready);
  assert.deepEqual([data().train, data().test, data().inUse], [60, 10, "shards"]);
});

test("a host without shards leaves the built-in digits as the choice", async (t) => {
  const { flow, data, notices, until } = await visit(t, [], false);
  await flow.look();
  assert.deepEqual([data().hosted, data().source], [false, "builtIn"]);
  await flow.load(FORM);
  await until((state) => state.train.heldOut !== null);
  assert.deepEqual([data().status, data().inUse, notices()], ["ready", "builtIn", []]);
});

test("a shard that does not come is named, the rest is used; a retry brings it", async (t) => {
  const { flow, data, store, notices, sent, instead, until } = await visit(t, ["b.shard"]);
  await flow.look();
  await flow.load(FORM);
  await until((state) => over(state) && state.notices.length > 0);
  assert.deepEqual([data().status, data().train, data().test], ["partial", 30, 10]);
  assert.match(
    notices()[0].text,
    /^A part of the data did not arrive: b\.shard\. The server answered 503\. What did arrive/,
  );
  assert.equal(store.get().notices[0].action?.intent, "retryData");
  instead["data/b.shard"] = HOSTED.files["b.shard"];
  await flow.retry();
  assert.deepEqual([data().status, data().problem, data().train], ["ready", null, 60]);
  assert.deepEqual(notices(), []);
  assert.deepEqual(
    sent.flatMap((command) => (command.type === "addShard" ? [command.file] : [])),
    ["a.shard", "t.shard", "b.shard"],
  );
});

test("a shard that was changed on the way is refused by the engine, in its words", async (t) => {
  const { flow, data, notices, instead, until } = await visit(t);
  instead["data/b.shard"] = HOSTED.files["t.shard"];
  await flow.look();
  await flow.load(FORM);
  await until((state) => over(state) && state.notices.length > 0);
  assert.deepEqual([data().status, data().train], ["partial", 30]);
  assert.match(notices()[0].text, /b\.shard holds 10 images, where the manifest says 30/);
});

test("shards asked for where there are none: a sentence, and the load ends", async (t) => {
  const { flow, data, notices } = await visit(t, [], false);
  flow.choose("shards");
  await flow.load(FORM);
  assert.equal(data().status, "none");
  assert.match(notices()[0].text, /no MNIST shards\. Take the built-in digits/);
});

test("half a pair of files is refused before anything is sent", async (t) => {
  const { flow, commands, notices } = await visit(t);
  flow.choose("idx");
  await flow.load({ ...FORM, files: { ...FORM.files, trainImages: new File(["x"], "images") } });
  assert.deepEqual(commands(), []);
  assert.match(notices()[0].text, /the labels file that belongs to it/);
});

test("files the engine refuses leave the data in use; a pair that fits is taken", async (t) => {
  const { flow, data, notices, until } = await visit(t);
  await flow.load(FORM);
  await until((state) => state.train.heldOut !== null);
  flow.choose("idx");
  const file = new File(["x".repeat(99)], "any");
  const pick = (/** @type {File} */ images, /** @type {File} */ labels) =>
    flow.load({ ...FORM, files: { ...FORM.files, trainImages: images, trainLabels: labels } });
  await pick(file, file);
  assert.deepEqual([data().train, data().inUse, data().status], [30, "builtIn", "ready"]);
  assert.match(notices()[0].text, /^The images file starts with the number .* IDX images/);
  const { images, labels } = idxPair(50);
  await pick(new File([images], "images"), new File([labels], "labels"));
  await until(ready);
  assert.deepEqual([data().train, data().test, data().inUse], [45, 5, "idx"]);
});

test("whether a host has shards is left open where it does not say, and asked again", async (t) => {
  const { flow, data, notices, instead, until } = await visit(t, ["manifest.json"]);
  await flow.look();
  assert.deepEqual([data().hosted, data().unknown], [null, "the server answered 503"]);
  flow.choose("shards");
  await flow.load(FORM);
  assert.equal(data().status, "none");
  assert.match(notices()[0].text, /\(manifest\.json\) did not arrive: the server answered 503/);
  instead["data/manifest.json"] = HOSTED.manifest;
  await flow.load(FORM);
  await until(ready);
});

test("loading that is stopped keeps what is there, names the rest, and can go on", async (t) => {
  const { flow, data, notices, store, until } = await visit(t);
  await flow.look();
  const forget = store.subscribe(() => {
    if (data().train < 30) return;
    forget();
    flow.stop();
  });
  await flow.load(FORM);
  await until(over);
  await until((state) => state.data.problem !== null);
  assert.deepEqual([data().status, data().train, notices()], ["partial", 30, []]);
  assert.match(data().problem ?? "", /and 1 more did not arrive: it was stopped/);
  await flow.retry();
  assert.deepEqual([data().status, data().train], ["ready", 60]);
});

test("an engine that dies over a shard gets it again", async (t) => {
  const { flow, data, workers, until, context } = await visit(t);
  const { send } = context.session;
  let deaths = 1;
  context.session.send = (command) => {
    const answer = send(command);
    if (command.type === "addShard" && deaths-- > 0) workers.at(-1)?.die("unreachable");
    return answer;
  };
  await flow.look();
  await flow.load(FORM);
  await until(ready);
  assert.deepEqual([data().train, data().test, data().problem], [60, 10, null]);
});

test("an engine that is gone leaves nothing on its way, and a retry", async (t) => {
  const { flow, data, until, context } = await visit(t);
  const { send } = context.session;
  context.session.send = async (command) => {
    if (command.type !== "addShard") return send(command);
    throw new EngineError({ code: "failed", message: "It has stopped.", retryable: false });
  };
  await flow.look();
  await flow.load(FORM);
  await until(over);
  assert.deepEqual(
    [data().status, data().problem, data().shards.map(({ status }) => status)],
    ["none", "It has stopped.", ["failed", "failed", "failed"]],
  );
  context.session.send = send;
  await flow.retry();
  assert.equal(data().status, "ready");
});

test("a file that is too large is refused unread", async (t) => {
  const { flow, commands, notices } = await visit(t);
  flow.choose("idx");
  const [images, labels] = [new File([""], "images"), new File(["x"], "labels")];
  Object.defineProperty(images, "size", { value: 3e8 });
  images.arrayBuffer = () => assert.fail("it was read");
  const files = { ...FORM.files, trainImages: images, trainLabels: labels };
  await flow.load({ ...FORM, files });
  assert.deepEqual(commands(), []);
  assert.match(notices()[0].text, /^images has 300 MB, and images as IDX have at most 235 MB/);
});
