/** Workers that share a batch: what travels between them, and what happens when one is lost. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Link } from "../../www/worker/link.js";
import { Peers, threadsFor } from "../../www/worker/peers.js";

/** @typedef {import("../../www/worker/messages.js").ToPeer} ToPeer */

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
  test(`each of ${size} workers hears every other, by rank, exchange after exchange`, async () => {
    const { links: all, close } = links(size);
    for (let round = 0; round < 3; round++) {
      const heard = await Promise.all(
        all.map(async (link) => {
          const mine = link.buffer(5).fill(10 * round + link.rank);
          return (await link.exchange(mine)).map((array) => [...array]);
        }),
      );
      heard.forEach((arrays, rank) => {
        const others = all.filter((link) => link.rank !== rank);
        assert.deepEqual(
          arrays,
          others.map((link) => Array(5).fill(10 * round + link.rank)),
        );
      });
    }
    close();
  });
}

test("memory goes back and forth between two workers, and none is made anew", async () => {
  const { links: all, close } = links(2);
  const [a, b] = all;
  assert.ok(a && b);
  await Promise.all([a.exchange(a.buffer(7)), b.exchange(b.buffer(7))]);
  const kept = a.buffer(7);
  assert.equal(kept.length, 7);
  const exchanged = a.exchange(kept);
  assert.equal(kept.length, 0, "what was sent has moved");
  await Promise.all([exchanged, b.exchange(b.buffer(7))]);
  close();
});

/** A worker that says it is done with all it is told, until it is told to break. */
class FakePeer {
  /** @type {((event: any) => void) | null} */ onmessage = null;
  /** @type {((event: any) => void) | null} */ onerror = null;
  /** @type {ToPeer[]} */ told = [];
  ended = false;
  broken = false;
  /** @param {ToPeer} message */
  postMessage(message) {
    this.told.push(message);
    if ("share" in message) return;
    queueMicrotask(() =>
      this.onmessage?.({ data: this.broken ? { failed: "out of memory" } : { done: true } }),
    );
  }
  terminate() {
    this.ended = true;
    for (const message of this.told)
      if ("join" in message) message.join.ports.forEach((port) => port?.close());
  }
}

/** @param {number} threads */
function peersOf(threads) {
  /** @type {FakePeer[]} */
  const workers = [];
  const peers = new Peers(threads, () => {
    const peer = new FakePeer();
    workers.push(peer);
    return peer;
  });
  return { peers, workers };
}

const HYPER = { learningRate: 1e-3 };

test("workers start with the first run and stay for the next", async () => {
  const { peers, workers } = peersOf(3);
  assert.equal(peers.size, 3);
  assert.equal(workers.length, 0);
  assert.equal(await peers.begin(new Uint8Array([1]), HYPER), true);
  assert.equal(await peers.begin(new Uint8Array([2]), HYPER), true);
  assert.equal(workers.length, 2);
  workers.forEach(({ told }, at) => {
    assert.ok(told[0] && "join" in told[0]);
    assert.equal(told[0].join.rank, at + 1);
    assert.deepEqual(told.slice(1), [
      { begin: { weights: new Uint8Array([1]), hyper: HYPER } },
      { begin: { weights: new Uint8Array([2]), hyper: HYPER } },
    ]);
  });
  peers.share(2, new Uint8Array([7]), new Float32Array([0.5]), 0.25);
  assert.deepEqual(workers[1]?.told[3], {
    share: { images: new Uint8Array([7]), eps: new Float32Array([0.5]), part: 0.25 },
  });
  workers.forEach((peer) => peer.terminate());
});

test("a step that a lost worker took part in fails, and the next run has new workers", async () => {
  const { peers, workers } = peersOf(2);
  await peers.begin(new Uint8Array(1), HYPER);
  peers.share(1, new Uint8Array(1), new Float32Array(1), 0.5);
  const exchanged = peers.exchange(new Float32Array(3));
  workers[0]?.onmessage?.({ data: { failed: "unreachable" } });
  await assert.rejects(exchanged, /unreachable/);
  assert.equal(await peers.begin(new Uint8Array(1), HYPER), true);
  assert.equal(workers.length, 2);
  assert.equal(workers[0]?.ended, true);
  workers[1]?.terminate();
});

test("where no workers can be had the run goes on alone, and that is said", async (t) => {
  const warn = t.mock.method(console, "warn", () => {});
  const peers = new Peers(2, () => {
    const peer = new FakePeer();
    peer.broken = true;
    return peer;
  });
  assert.equal(await peers.begin(new Uint8Array(1), HYPER), false);
  assert.match(String(warn.mock.calls[0]?.arguments[1]), /out of memory/);
});

/** Lets what is due happen, without timers. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

test("a worker that never answers is waited for 20 s, and two such are the last", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  t.mock.method(console, "warn", () => {});
  const { peers, workers } = peersOf(2);
  for (const spawned of [1, 2]) {
    const begun = peers.begin(new Uint8Array(1), HYPER);
    // Silent from the start.
    Object.assign(/** @type {FakePeer} */ (workers.at(-1)), { onmessage: null });
    let settled = false;
    void begun.then(() => (settled = true));
    await turn();
    t.mock.timers.tick(19_000);
    await turn();
    assert.ok(!settled);
    t.mock.timers.tick(1000);
    assert.equal(await begun, false);
    assert.deepEqual([workers.length, workers.at(-1)?.ended], [spawned, true]);
  }
  assert.equal(await peers.begin(new Uint8Array(1), HYPER), false);
  assert.equal(workers.length, 2);
});

test("a gradient is waited for 10 s, and half a second where the run is to stop", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval", "setTimeout"] });
  const { peers } = peersOf(2);
  await peers.begin(new Uint8Array(1), HYPER);
  peers.share(1, new Uint8Array(1), new Float32Array(1), 0.5);
  const late = assert.rejects(peers.exchange(new Float32Array(3)), /within 10 s/);
  t.mock.timers.tick(10_000);
  await late;
  peers.share(1, new Uint8Array(1), new Float32Array(1), 0.5);
  await peers.begin(new Uint8Array(1), HYPER);
  peers.share(1, new Uint8Array(1), new Float32Array(1), 0.5);
  const hurried = assert.rejects(peers.exchange(new Float32Array(3)), /is to stop/);
  peers.hurry();
  t.mock.timers.tick(500);
  await hurried;
  t.mock.method(console, "warn", () => {});
  peers.dismiss("the test is over");
});

test("a machine with many cores gives four threads, one without a word gives one", () => {
  assert.deepEqual([undefined, 1, 2, 4, 16].map(threadsFor), [1, 1, 2, 4, 4]);
});
