/** The one way in which anything is fetched: what arrives, and what is said of what does not. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { FetchError, fetchBytes, fetchJson } from "../../www/engine/fetch.js";

const PATIENCE = { headers: 40, silence: 40, slow: 1_000, pause: 1, again: 1_000 };
const URL_OF = "https://host/some/weights.bin?v=1";

/**
 * A host that sends these chunks one by one.
 *
 * @param {(number[] | string)[]} chunks
 * @param {Record<string, string>} [headers]
 * @returns {() => Promise<Response>}
 */
const host =
  (chunks, headers = {}) =>
  async () =>
    new Response(
      new ReadableStream({
        start(controller) {
          for (const chunk of chunks)
            controller.enqueue(
              typeof chunk === "string" ? new TextEncoder().encode(chunk) : new Uint8Array(chunk),
            );
          controller.close();
        },
      }),
      { headers },
    );

/** A body that never goes on after this. @param {number[]} bytes */
const stalled = (bytes) => async (/** @type {any} */ _, /** @type {RequestInit} */ init) =>
  new Response(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(bytes));
        init.signal?.addEventListener("abort", () => controller.error(init.signal?.reason));
      },
    }),
  );

/**
 * @param {(...asked: any[]) => Promise<Response>} fetcher
 * @param {Partial<import("../../www/engine/fetch.js").Fetch>} [how]
 */
async function receive(fetcher, how) {
  /** @type {[number, number | null][]} */
  const progress = [];
  const bytes = await fetchBytes(/** @type {typeof fetch} */ (fetcher), URL_OF, {
    most: 100,
    patience: PATIENCE,
    progress: ({ received, total }) => progress.push([received, total]),
    ...how,
  });
  return { bytes: [...bytes], progress };
}

/** @param {Promise<unknown>} fetched @param {string} trouble @param {RegExp} says */
const fails = (fetched, trouble, says) =>
  assert.rejects(fetched, (error) => {
    assert.ok(error instanceof FetchError, String(error));
    assert.equal(error.trouble, trouble);
    assert.match(error.message, /^Weights\.bin did not arrive: .+\. [A-Z].+\.$/);
    assert.match(error.message, says);
    return true;
  });

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

test("what is not there is not tried again; what may be there a moment later is", async () => {
  /** @type {(number | string)[]} */
  const seen = [];
  const answering = (/** @type {number[]} */ ...codes) =>
    receive(async (_, init) => {
      const code = codes.shift() ?? 200;
      seen.push(code, init.cache);
      return new Response("12", { status: code });
    });
  await fails(answering(404), "host", /answered 404\. This host has no such file/);
  await fails(answering(503, 500), "host", /answered 500\. Try again in a while/);
  assert.deepEqual((await answering(500)).bytes, [49, 50]);
  const twice = [500, "default", 200, "reload"];
  assert.deepEqual(seen, [404, "default", 503, "default", 500, "reload", ...twice]);
});

test("a web page is no file, by its type or by its first words", async () => {
  const type = { "content-type": "text/html; charset=utf-8" };
  await fails(receive(host([[1]], type)), "host", /sent a web page in its place/);
  await fails(receive(host(["\ufeff\n <!DOCTYPE html>"])), "host", /sent a web page/);
  assert.deepEqual((await receive(host(["1<"]))).bytes, [49, 60]);
});

test("a script has a script's type", async () => {
  const typed = (/** @type {string} */ type) =>
    receive(host([[1]], { "content-type": type }), { script: true });
  for (const type of ["text/javascript; charset=utf-8", "application/x-javascript"])
    assert.deepEqual((await typed(type)).bytes, [1]);
  await fails(typed("text/plain"), "host", /calls it “text\/plain”, and a browser runs only/);
});

test("a host that does not answer, or stops, is waited for so long", async () => {
  const silent = (/** @type {any} */ _, /** @type {RequestInit} */ init) =>
    /** @type {Promise<Response>} */ (
      new Promise((_, reject) => {
        init.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      })
    );
  await fails(receive(silent), "silent", /did not answer within 0\.04 s/);
  await fails(receive(stalled([1, 2, 3])), "silent", /nothing came for 0\.04 s after 3 B/);
});

test("a body that breaks off, or is shorter than was said, is no file", async () => {
  const broken = async () =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(new Uint8Array([1])),
        pull: (controller) => controller.error(new TypeError("network error")),
      }),
    );
  await fails(receive(broken), "broken", /the connection broke after 1 B/);
  const cut = host([[1, 2]], { "content-length": "5" });
  await fails(receive(cut), "broken", /cut off after 2 B of 5 B/);
  const away = async () => Promise.reject(new TypeError("Failed to fetch"));
  await fails(receive(away), "broken", /the host cannot be reached/);
});

test("more bytes than a file may have are refused, by what is said and by what comes", async () => {
  const said = host([[1]], { "content-length": "101" });
  await fails(receive(said), "large", /more than the 100 B that it may have/);
  const come = host([new Array(60).fill(1), new Array(60).fill(1)]);
  await fails(receive(come), "large", /more than the 100 B/);
});

test("what comes slowly is said to, once, and comes", async () => {
  /** @type {import("../../www/engine/fetch.js").Received[]} */
  const slow = [];
  let left = 8;
  const steady = async () =>
    new Response(
      new ReadableStream({
        async pull(controller) {
          await new Promise((resolve) => setTimeout(resolve, 10));
          controller.enqueue(new Uint8Array([left]));
          if (--left === 0) controller.close();
        },
      }),
      { headers: { "content-length": "8" } },
    );
  const patience = { ...PATIENCE, slow: 25 };
  const { bytes } = await receive(steady, { patience, slow: (received) => slow.push(received) });
  assert.equal(bytes.length, 8);
  assert.equal(slow.length, 1);
  assert.equal(slow[0].total, 8);
});

test("who asked can stop it, before the answer, within it, and between two tries", async () => {
  const stop = new AbortController();
  const patience = { ...PATIENCE, silence: 10_000, headers: 10_000, pause: 50 };
  const inside = receive(stalled([1]), { signal: stop.signal, patience });
  setTimeout(() => stop.abort(), 5);
  await fails(inside, "stopped", /it was stopped/);
  let asked = 0;
  const never = async () => {
    asked++;
    return new Response("", { status: 500 });
  };
  await fails(receive(never, { signal: stop.signal, patience }), "stopped", /it was stopped/);
  assert.equal(asked, 0);
  const between = new AbortController();
  setTimeout(() => between.abort(), 10);
  await fails(receive(never, { signal: between.signal, patience }), "stopped", /it was stopped/);
  assert.equal(asked, 1);
});

test("what is not JSON is said to be none", async () => {
  const fetched = (/** @type {string} */ text) =>
    fetchJson(host([text]), URL_OF, { most: 100, patience: PATIENCE });
  assert.deepEqual((await fetched('{"a": 1}')).value, { a: 1 });
  await fails(fetched("{"), "host", /what came is not JSON/);
});
