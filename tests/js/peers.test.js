/** Workers that share a batch: what travels between them, and what happens when one is lost. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Crew, Link, threadsFor } from "../../www/worker/peers.js";

/** @typedef {import("../../www/types.js").ToMate} ToMate */

/** @param {number} size */
function links(size) {
  /** @type {(MessagePort | null)[][]} */
  const ports = Array.from({ length: size }, () => Array.from({ length: size }, () => null));
  for (let a = 0; a < size; a++) {
    for (let b = a + 1; b < size; b++) {
      const { port1, port2 } = new MessageChannel();
      /** @type {(MessagePort | null)[]} */ (ports[a])[b] = port1;
      /** @type {(MessagePort | null)[]} */ (ports[b])[a] = port2;
    }
  }
  const close = () => ports.flat().forEach((port) => port?.close());
  return { links: ports.map((own, rank) => new Link(rank, own)), close };
}

for (const size of [2, 3, 4]) {
  test(`each of ${size} workers hears every other, by rank, swap after swap`, async () => {
    const { links: all, close } = links(size);
    for (let round = 0; round < 3; round++) {
      const heard = await Promise.all(
        all.map(async (link) => {
          const mine = link.buffer(5).fill(10 * round + link.rank);
          return (await link.swap(mine)).map((array) => [...array]);
        }),
      );
      heard.forEach((arrays, rank) => {
        const others = all.filter((link) => link.rank !== rank);
        assert.deepEqual(arrays, others.map((link) => Array(5).fill(10 * round + link.rank)));
      });
    }
    close();
  });
}

test("memory goes back and forth between two workers, and none is made anew", async () => {
  const { links: all, close } = links(2);
  const [a, b] = all;
  assert.ok(a && b);
  await Promise.all([a.swap(a.buffer(7)), b.swap(b.buffer(7))]);
  const kept = a.buffer(7);
  assert.equal(kept.length, 7);
  const swapped = a.swap(kept);
  assert.equal(kept.length, 0, "what was sent has moved");
  await Promise.all([swapped, b.swap(b.buffer(7))]);
  close();
});

/** A worker that says it is done with all it is told, until it is told to break. */
class FakeMate {
  /** @type {((event: any) => void) | null} */ onmessage = null;
  /** @type {((event: any) => void) | null} */ onerror = null;
  /** @type {ToMate[]} */ told = [];
  ended = false;
  broken = false;
  /** @param {ToMate} message */
  postMessage(message) {
    this.told.push(message);
    if ("share" in message) return;
    queueMicrotask(() => this.onmessage?.({ data: this.broken ? { failed: "out of memory" } : { done: true } }));
  }
  terminate() {
    this.ended = true;
    for (const message of this.told) if ("join" in message) message.join.ports.forEach((port) => port?.close());
  }
}

/** @param {number} threads */
function crewOf(threads) {
  /** @type {FakeMate[]} */
  const mates = [];
  const crew = new Crew(threads, () => {
    const mate = new FakeMate();
    mates.push(mate);
    return mate;
  });
  return { crew, mates };
}

const HYPER = { learningRate: 1e-3 };

test("workers start with the first run and stay for the next", async () => {
  const { crew, mates } = crewOf(3);
  assert.equal(crew.size, 3);
  assert.equal(mates.length, 0);
  assert.equal(await crew.begin(new Uint8Array([1]), HYPER), true);
  assert.equal(await crew.begin(new Uint8Array([2]), HYPER), true);
  assert.equal(mates.length, 2);
  mates.forEach(({ told }, at) => {
    assert.ok(told[0] && "join" in told[0]);
    assert.equal(told[0].join.rank, at + 1);
    assert.deepEqual(told.slice(1), [{ begin: { weights: new Uint8Array([1]), hyper: HYPER } }, { begin: { weights: new Uint8Array([2]), hyper: HYPER } }]);
  });
  crew.share(2, new Uint8Array([7]), new Float32Array([0.5]), 0.25);
  assert.deepEqual(mates[1]?.told[3], { share: { images: new Uint8Array([7]), eps: new Float32Array([0.5]), part: 0.25 } });
  mates.forEach((mate) => mate.terminate());
});

test("a step that a lost worker took part in fails, and the next run has new workers", async () => {
  const { crew, mates } = crewOf(2);
  await crew.begin(new Uint8Array(1), HYPER);
  crew.share(1, new Uint8Array(1), new Float32Array(1), 0.5);
  const swapped = crew.swap(new Float32Array(3));
  mates[0]?.onmessage?.({ data: { failed: "unreachable" } });
  await assert.rejects(swapped, /unreachable/);
  assert.equal(await crew.begin(new Uint8Array(1), HYPER), true);
  assert.equal(mates.length, 2);
  assert.equal(mates[0]?.ended, true);
  mates[1]?.terminate();
});

test("where no workers can be had the run goes on alone, and that is said", async (t) => {
  const warn = t.mock.method(console, "warn", () => {});
  const crew = new Crew(2, () => {
    const mate = new FakeMate();
    mate.broken = true;
    return mate;
  });
  assert.equal(await crew.begin(new Uint8Array(1), HYPER), false);
  assert.match(String(warn.mock.calls[0]?.arguments[1]), /out of memory/);
});

test("a machine with many cores gives four threads, one without a word gives one", () => {
  assert.deepEqual([undefined, 1, 2, 4, 16].map(threadsFor), [1, 1, 2, 4, 4]);
});
