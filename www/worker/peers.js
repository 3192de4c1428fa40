/**
 * Data-parallel training: workers that share each batch of a pretraining run on the CPU. Gradients
 * are all-reduced by exchange: each worker sends its own to every other and adds up what all sent,
 * by rank. Every pair has a `MessageChannel`, and memory moves and is not copied: no shared one, so
 * no cross-origin isolation is asked of the host. `src/train/` says what they compute.
 */

import { Link } from "./link.js";

/** @typedef {import("../engine/engine.js").WorkersLink} WorkersLink */
/** @typedef {import("./messages.js").FromPeer} FromPeer */
/** @typedef {import("./messages.js").ToPeer} ToPeer */

/**
 * As much of a `Worker` as is used here.
 * @typedef {object} PeerWorker
 * @property {(message: ToPeer, transfer: Transferable[]) => void} postMessage
 * @property {() => void} terminate
 * @property {((event: any) => void) | null} onmessage With a {@link FromPeer}.
 * @property {((event: any) => void) | null} onerror
 */

/**
 * How long peers are waited for, in seconds. A step: at the least, and where this worker's own
 * share took longer, ten times that. Others that are late have stopped, and it goes on alone.
 * @typedef {{ready: number, step: number}} Patience
 */

/** More threads than these gain little: a share of 32 images costs as much as the exchange. */
const MOST_THREADS = 4;
/** @type {Patience} */
const PATIENCE = { ready: 20, step: 10 };
/** Of this worker's own share. */
const TIMES_AS_LONG = 10;
/** Someone who wants the run to stop does not wait for peers any longer. */
const HURRY_MS = 500;
/** Then a page has no peers: each further try would keep a run waiting. */
const MOST_FAILURES = 2;

/**
 * The link of the engine's own worker, which is rank 0. Its peers start with the first run. One
 * that fails, is gone or is late sends all away: the run goes on alone, the next has new ones.
 * @implements {WorkersLink}
 */
export class Peers extends Link {
  /** @type {() => PeerWorker} */
  #spawn;
  #threads;
  #patience;
  #failures = 0;
  /** @type {PeerWorker[]} */
  #peers = [];
  /** @type {{resolve: () => void, reject: (error: Error) => void} | null} */
  #answering = null;
  #answers = 0;
  /** When shares were handed out whose gradients have not come back yet. @type {number | null} */
  #sharedAt = null;

  /**
   * @param {number} threads In all.
   * @param {() => PeerWorker} spawn
   * @param {Patience} [patience]
   */
  constructor(threads, spawn, patience = PATIENCE) {
    super(0, []);
    this.#threads = threads;
    this.#spawn = spawn;
    this.#patience = patience;
  }

  /** @override */
  get size() {
    return this.#threads;
  }

  /**
   * Readies every worker for a run.
   *
   * @param {Uint8Array} weights
   * @param {object} hyper
   * @returns {Promise<boolean>} False where there can be no peers; the run goes on alone.
   */
  async begin(weights, hyper) {
    if (this.#failures >= MOST_FAILURES) return false;
    try {
      // After a step that was cut off the others still wait for this worker's gradient.
      if (this.#sharedAt !== null || this.#peers.length === 0) await this.#gather();
      await this.#all((peer) => peer.postMessage({ begin: { weights, hyper } }, []));
      return true;
    } catch (error) {
      this.dismiss(String(error));
      return false;
    }
  }

  /**
   * @param {number} rank
   * @param {Uint8Array} images
   * @param {Float32Array} eps
   * @param {number} part
   */
  share(rank, images, eps, part) {
    this.#sharedAt ??= performance.now();
    const transfer = [images.buffer, eps.buffer].map(
      (buffer) => /** @type {ArrayBuffer} */ (buffer),
    );
    this.#peers[rank - 1]?.postMessage({ share: { images, eps, part } }, transfer);
  }

  /** @override @param {Float32Array} mine */
  async exchange(mine) {
    const own = (performance.now() - (this.#sharedAt ?? performance.now())) / 1000;
    const seconds = Math.max(this.#patience.step, TIMES_AS_LONG * own);
    const theirs = await this.#within(seconds, super.exchange(mine));
    this.#sharedAt = null;
    return theirs;
  }

  /** Somebody wants the run to stop: a step that waits for the others goes on alone soon. */
  hurry() {
    const waiting = this.#sharedAt;
    if (waiting === null) return;
    setTimeout(() => {
      if (this.#sharedAt === waiting) this.break(new Error("the run is to stop"));
    }, HURRY_MS);
  }

  /** Sends the others away. @param {string} why */
  dismiss(why) {
    this.#failures++;
    console.warn("Training goes on with one thread:", why);
    this.#end();
  }

  #end() {
    for (const peer of this.#peers.splice(0)) {
      peer.onmessage = peer.onerror = null;
      peer.terminate();
    }
    this.disconnect();
    this.#sharedAt = null;
  }

  /** Starts the workers and joins each to each. */
  async #gather() {
    this.#end();
    const size = this.#threads;
    /** @type {(MessagePort | null)[][]} */
    const ports = Array.from({ length: size }, () => Array.from({ length: size }, () => null));
    for (let a = 0; a < size; a++) {
      for (let b = a + 1; b < size; b++) {
        const { port1, port2 } = new MessageChannel();
        /** @type {(MessagePort | null)[]} */ (ports[a])[b] = port1;
        /** @type {(MessagePort | null)[]} */ (ports[b])[a] = port2;
      }
    }
    this.connect(ports[0] ?? []);
    for (let rank = 1; rank < size; rank++) {
      const peer = this.#spawn();
      peer.onmessage = (/** @type {{data: FromPeer}} */ { data }) => this.#hear(data);
      peer.onerror = (/** @type {{message?: string, preventDefault?: () => void}} */ event) => {
        event.preventDefault?.();
        this.#lose(event.message ?? "its script could not be loaded");
      };
      this.#peers.push(peer);
    }
    await this.#all((peer, at) => {
      const own = ports[at + 1] ?? [];
      peer.postMessage(
        { join: { rank: at + 1, ports: own } },
        own.filter((port) => port !== null),
      );
    });
  }

  /**
   * Says something to every worker and waits until each has answered.
   * @param {(peer: PeerWorker, at: number) => void} say
   */
  async #all(say) {
    this.#answers = this.#peers.length;
    const answered = /** @type {Promise<void>} */ (
      new Promise((resolve, reject) => (this.#answering = { resolve, reject }))
    );
    this.#peers.forEach(say);
    await this.#within(this.#patience.ready, answered);
    this.#answering = null;
  }

  /**
   * Loses the others where `answer` does not come within so many seconds. Seconds are counted as
   * they pass here: while a page is frozen, so are all of its workers, and nobody is late.
   *
   * @template T
   * @param {number} seconds
   * @param {Promise<T>} answer
   */
  async #within(seconds, answer) {
    let passed = 0;
    const timer = setInterval(() => {
      if (++passed >= seconds) this.#lose(`it did not answer within ${Math.ceil(seconds)} s`);
    }, 1000);
    try {
      return await answer;
    } finally {
      clearInterval(timer);
    }
  }

  /** @param {FromPeer} message */
  #hear(message) {
    if ("failed" in message) return this.#lose(message.failed);
    if (--this.#answers === 0) this.#answering?.resolve();
  }

  /** @param {string} why */
  #lose(why) {
    const error = new Error(`A thread of the engine stopped: ${why}`);
    this.#sharedAt ??= performance.now();
    this.#answering?.reject(error);
    this.break(error);
  }
}

/** How many threads a machine is worth. @param {number | undefined} cores */
export const threadsFor = (cores) => Math.max(1, Math.min(cores ?? 1, MOST_THREADS));
