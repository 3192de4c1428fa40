import assert from "node:assert/strict";
import { test } from "node:test";

import { Files } from "../../www/app/files.js";
import { DIED, EngineError } from "../../www/engine/client.js";
import { PATIENCE } from "../../www/engine/fetch.js";
import { fetchManifest, loadShards } from "../../www/flows/shards.js";

/** @typedef {import("../../www/engine/wire.js").ShardFile} ShardFile */

/** @param {string} file @returns {ShardFile} */
const shard = (file) => ({ file, split: "train", images: 10, bytes: 3, sha256: "" });
const BASE = "https://host/some/path/www/data/";
const QUICK = { ...PATIENCE, pause: 1 };
/** @param {typeof fetch} fetcher */
const hostOf = (fetcher) =>
  new Files({
    store: { dispatch() {} },
    fetcher,
    url: (path) => BASE + path,
    patience: QUICK,
  });

/**
 * @param {Record<string, (() => Response)[]>} answers By file, one for each time it is asked for.
 * @param {{files?: string[], add?: (file: string, bytes: Uint8Array) => Promise<void>,
 *   hear?: (statuses: string[]) => void}} [how]
 */
async function load(answers, { files = Object.keys(answers), add, hear = () => {} } = {}) {
  /** @type {{url: string, cache: string | undefined}[]} */
  const asked = [];
  /** @type {string[]} */
  const statuses = [];
  hear(statuses);
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
  const host = hostOf(fetcher);
  const failures = await loadShards({
    files: files.map(shard),
    fetched: (file, cache) => host.bytes(file, { most: 100, file, cache }),
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
    ["default", "reload"],
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
  assert.deepEqual(failures, [{ file: "b.gz", reason: "Its hash is another" }]);
  assert.deepEqual([...added.keys()].sort(), ["a.gz", "c.gz"]);
  assert.ok(statuses.includes("b.gz failed"));
});

test("what went wrong on the way is said: a status, or no answer at all", async () => {
  const { failures } = await load({ "a.gz": [status(404), status(404)], "b.gz": [] });
  assert.deepEqual(failures, [
    { file: "a.gz", reason: "the server answered 404" },
    { file: "b.gz", reason: "the host cannot be reached" },
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
    fetchManifest(
      hostOf(async () => new Response(body, { status: code })),
      "manifest.json",
    );
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

test("a host that does not answer is not said to have no shards", async () => {
  const host = hostOf(async () => Promise.reject(new TypeError("Failed to fetch")));
  await assert.rejects(fetchManifest(host, "manifest.json"), /manifest\.json\) did not arrive/);
  const busy = hostOf(async () => new Response("", { status: 503 }));
  await assert.rejects(fetchManifest(busy, "manifest.json"), /answered 503/);
});

test("an engine that dies over a shard gets it again; one that is gone leaves none", async () => {
  const died = new EngineError({ code: DIED, message: "It stopped.", retryable: true });
  let deaths = 1;
  const { failures, added } = await load(
    { "a.gz": [good(1), good(1)], "b.gz": [good(2)] },
    {
      add: async () => {
        if (deaths-- > 0) throw died;
      },
    },
  );
  assert.deepEqual([failures, [...added.keys()]], [[], ["a.gz", "b.gz"]]);

  /** @type {Record<string, (() => Response)[]>} */
  const many = Object.fromEntries(["a", "b", "c"].map((file) => [file, [good(1), good(1)]]));
  const gone = new EngineError({ code: "failed", message: "It is gone.", retryable: false });
  /** @type {string[]} */
  let statuses = [];
  await assert.rejects(
    load(many, { add: async () => Promise.reject(gone), hear: (all) => (statuses = all) }),
    /It is gone/,
  );
  assert.deepEqual(statuses, ["a fetching", "a failed", "b failed", "c failed"]);
});
