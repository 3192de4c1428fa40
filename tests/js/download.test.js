import assert from "node:assert/strict";
import { test } from "node:test";

import { download } from "../../www/app/download.js";

/**
 * A host that sends these chunks one by one.
 *
 * @param {number[][]} chunks
 * @param {Record<string, string>} [headers]
 * @returns {typeof fetch}
 */
const host =
  (chunks, headers = {}) =>
  async () =>
    new Response(
      new ReadableStream({
        start(controller) {
          for (const chunk of chunks) controller.enqueue(new Uint8Array(chunk));
          controller.close();
        },
      }),
      { headers },
    );

/** @param {typeof fetch} fetcher */
async function receive(fetcher) {
  /** @type {[number, number | null][]} */
  const progress = [];
  const bytes = await download(fetcher, "weights", (received, total) =>
    progress.push([received, total]),
  );
  return { bytes: [...bytes], progress };
}

test("chunks arrive in order and are told of as they come", async () => {
  const { bytes, progress } = await receive(host([[1, 2], [3], [4, 5]], { "content-length": "5" }));
  assert.deepEqual(bytes, [1, 2, 3, 4, 5]);
  assert.deepEqual(progress, [
    [2, 5],
    [3, 5],
    [5, 5],
  ]);
});

test("a compressed or absent length is no total: a bar must not pass its end", async () => {
  const compressed = await receive(
    host([[1, 2, 3]], { "content-length": "1", "content-encoding": "br" }),
  );
  assert.deepEqual(compressed, { bytes: [1, 2, 3], progress: [[3, null]] });
  assert.deepEqual((await receive(host([[1]]))).progress, [[1, null]]);
});

test("what is not there is no weights file, whatever its body", async () => {
  await assert.rejects(
    receive(async () => new Response("not found", { status: 404 })),
    /answered 404/,
  );
});

test("a connection that breaks off rejects: half a file is none", async () => {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new Uint8Array([1]));
    },
    pull(controller) {
      controller.error(new TypeError("network error"));
    },
  });
  await assert.rejects(
    receive(async () => new Response(body)),
    /network error/,
  );
});

test("the cache is used as asked: trying again must not bring the same broken copy", async () => {
  /** @type {(RequestCache | undefined)[]} */
  const caches = [];
  /** @type {typeof fetch} */
  const fetcher = async (_, init) => {
    caches.push(init?.cache);
    return new Response("");
  };
  await download(fetcher, "w", () => {});
  await download(fetcher, "w", () => {}, "no-cache");
  assert.deepEqual(caches, ["default", "no-cache"]);
});
