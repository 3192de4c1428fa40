import assert from "node:assert/strict";
import { test } from "node:test";

import { EngineError } from "../../www/engine/client.js";
import { fetchManifest, loadShards } from "../../www/flows/shards.js";

/** @typedef {import("../../www/engine/wire.js").ShardFile} ShardFile */

/** @param {string} file @returns {ShardFile} */
const shard = (file) => ({ file, split: "train", images: 10, bytes: 3, sha256: "" });
const BASE = "https://host/some/path/www/data/manifest.json";

/**
 * @param {Record<string, (() => Response)[]>} answers By file, one for each time it is asked for.
 * @param {{files?: string[], add?: (file: string, bytes: Uint8Array) => Promise<void>}} [how]
 */
async function load(answers, { files = Object.keys(answers), add } = {}) {
  /** @type {{url: string, cache: string | undefined}[]} */
  const asked = [];
  /** @type {string[]} */
  const statuses = [];
  /** @type {Map<string, Uint8Array>} */
  const added = new Map();
  /** @type {typeof fetch} */
  const fetcher = async (input, init) => {
    const url = String(input);
    asked.push({ url, cache: init?.cache });
    const next = answers[url.slice(url.lastIndexOf("/") + 1)]?.shift();
    if (!next) throw new TypeError("Failed to fetch");
    return next();
  };
  const failures = await loadShards({
    files: files.map(shard),
    base: BASE,
    fetcher,
    add: async (file, bytes) => {
      await add?.(file, bytes);
      added.set(file, bytes);
    },
    report: (file, status) => statuses.push(`${file} ${status}`),
  });
  return { failures, asked, statuses, added };
}
const good =
  (/** @type {number[]} */ ...bytes) =>
  () =>
    new Response(new Uint8Array(bytes));
const status = (/** @type {number} */ code) => () => new Response("no", { status: code });

test("every shard is fetched beside the manifest and handed over whole", async () => {
  const { failures, asked, added, statuses } = await load({
    "a.gz": [good(1, 2)],
    "b.gz": [good(3)],
  });
  assert.deepEqual(failures, []);
  assert.deepEqual(
    asked.map(({ url }) => url),
    ["https://host/some/path/www/data/a.gz", "https://host/some/path/www/data/b.gz"],
  );
  assert.deepEqual(
    [...added],
    [
      ["a.gz", new Uint8Array([1, 2])],
      ["b.gz", new Uint8Array([3])],
    ],
  );
  assert.deepEqual(statuses, ["a.gz fetching", "a.gz added", "b.gz fetching", "b.gz added"]);
});

test("the first is there before the second is asked for, so that training can start", async () => {
  /** @type {string[]} */
  const order = [];
  const second = () => {
    order.push("b asked");
    return good(2)();
  };
  await load(
    { "a.gz": [good(1)], "b.gz": [second], "c.gz": [good(3)] },
    { add: async (file) => void order.push(`${file} added`) },
  );
  assert.deepEqual(order.slice(0, 2), ["a.gz added", "b asked"]);
});

test("a shard that fails once is asked for again, past the cache", async () => {
  const { failures, asked } = await load({ "a.gz": [status(503), good(1)] });
  assert.deepEqual(failures, []);
  assert.deepEqual(
    asked.map(({ cache }) => cache),
    [undefined, "reload"],
  );
});

test("a shard that the engine refuses twice is left out and the others come", async () => {
  const { failures, added, statuses } = await load(
    { "a.gz": [good(1)], "b.gz": [good(6), good(6)], "c.gz": [good(3)] },
    {
      add: async (_, bytes) => {
        if (bytes[0] === 6)
          throw new EngineError({
            code: "data",
            message: "Its hash is another.",
            retryable: false,
          });
      },
    },
  );
  assert.deepEqual(failures, [{ file: "b.gz", reason: "Its hash is another." }]);
  assert.deepEqual([...added.keys()].sort(), ["a.gz", "c.gz"]);
  assert.ok(statuses.includes("b.gz failed"));
});

test("what went wrong on the way is said: a status, or no answer at all", async () => {
  const { failures } = await load({ "a.gz": [status(404), status(404)], "b.gz": [] });
  assert.deepEqual(failures, [
    { file: "a.gz", reason: "the server answered 404" },
    { file: "b.gz", reason: "it could not be fetched" },
  ]);
});

test("a refusal that has nothing to do with the shard ends the loading", async () => {
  const refused = new EngineError({
    code: "state",
    message: "Training is under way.",
    retryable: false,
  });
  await assert.rejects(
    load({ "a.gz": [good(1), good(1)] }, { add: async () => Promise.reject(refused) }),
    /Training is under way/,
  );
});

test("a host has shards only if its manifest says so", async () => {
  const answer = (/** @type {BodyInit} */ body, /** @type {number} */ code = 200) =>
    fetchManifest(async () => new Response(body, { status: code }), "manifest.json");
  const text = JSON.stringify({
    name: "MNIST",
    shards: [
      { images: 3, bytes: 10 },
      { images: 4, bytes: 20 },
    ],
  });
  assert.deepEqual(await answer(text), { text, name: "MNIST", images: 7, bytes: 30 });
  assert.equal(await answer("not found", 404), null);
  assert.equal(await answer("<!doctype html><title>front page</title>"), null);
  assert.equal(await answer('{"shards": []}'), null);
  assert.equal(await answer("null"), null);
});
