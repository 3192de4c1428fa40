/**
 * Data-parallel training: workers that share each batch of a pretraining run on the CPU. Gradients
 * are all-reduced by exchange: each worker sends its own to every other and adds up what all sent,
 * by rank. Every pair has a `MessageChannel`, and memory moves and is not copied: no shared one, so
 * no cross-origin isolation is asked of the host. `src/train/` says what they compute.
 */

/** @typedef {import("../engine/engine.js").PeerLink} PeerLink */
/** @typedef {import("../engine/engine.js").WorkersLink} WorkersLink */
/** @typedef {import("./messages.js").FromPeer} FromPeer */
/** @typedef {import("./messages.js").ToPeer} ToPeer */

/**
 * As much of a `MessagePort` as is used here.
 * @typedef {object} PortLike
 * @property {(message: Float32Array, transfer: ArrayBuffer[]) => void} postMessage
 * @property {((event: any) => void) | null} onmessage
 */

/**
 * As much of a `Worker` as is used here.
 * @typedef {object} PeerWorker
 * @property {(message: ToPeer, transfer: Transferable[]) => void} postMessage
 * @property {() => void} terminate
 * @property {((event: any) => void) | null} onmessage With a {@link FromPeer}.
 * @property {((event: any) => void) | null} onerror
 */

/** More threads than these gain little: a share of 32 images costs as much as the exchange. */
const MOST_THREADS = 4;

/** What a worker says to the others, and hears from them. @implements {PeerLink} */
export class Link {
  /** By rank; none for its own. @type {(PortLike | null)[]} */
  #ports = [];
  /** Arrays that came, by rank, in their order. @type {Float32Array[][]} */
  #arrived = [];
  /** @type {(() => void) | null} */
  #wake = null;
  /** Arrays that nobody reads any more. @type {Float32Array[]} */
  #spare = [];
  /** @type {Error | null} */
  #broken = null;

  /** @param {number} rank @param {(PortLike | null)[]} ports */
  constructor(rank, ports) {
    this.rank = rank;
    this.connect(ports);
  }

  get size() {
    return this.#ports.length;
  }

  /** @param {(PortLike | null)[]} ports */
  connect(ports) {
    this.#ports = ports;
    this.#arrived = ports.map(() => []);
    this.#broken = null;
    ports.forEach((port, rank) => {
      if (!port) return;
      port.onmessage = (/** @type {{data: Float32Array}} */ { data }) => {
        this.#arrived[rank]?.push(data);
        this.#wake?.();
      };
    });
  }

  /** Ends whatever waits: somebody is gone. @param {Error} error */
  break(error) {
    this.#broken = error;
    this.#wake?.();
  }

  /** @param {number} length */
  buffer(length) {
    const at = this.#spare.findIndex((spare) => spare.length === length);
    return at < 0
      ? new Float32Array(length)
      : /** @type {Float32Array} */ (this.#spare.splice(at, 1)[0]);
  }

  /**
   * Sends `mine`, which is given away, to every other worker.
   *
   * @param {Float32Array} mine
   * @returns {Promise<Float32Array[]>} What they sent, by rank. Good until the next call.
   */
  async exchange(mine) {
    const ports = this.#ports.filter((port) => port !== null);
    ports.forEach((port, at) => {
      const last = at === ports.length - 1;
      const sent = last ? mine : this.buffer(mine.length);
      if (!last) sent.set(mine);
      port.postMessage(sent, [/** @type {ArrayBuffer} */ (sent.buffer)]);
    });
    while (this.#arrived.some((arrays, rank) => this.#ports[rank] && arrays.length === 0)) {
      if (this.#broken) throw this.#broken;
      await new Promise((resolve) => (this.#wake = () => resolve(undefined)));
    }
    const theirs = this.#arrived.flatMap((arrays) => arrays.splice(0, 1));
    this.#spare.push(...theirs);
    return theirs;
  }
}

/**
 * The link of the engine's own worker, which is rank 0. Its peers start with the first run.
 * @implements {WorkersLink}
 */
export class Peers extends Link {
  /** @type {() => PeerWorker} */
  #spawn;
  #threads;
  /** @type {PeerWorker[]} */
  #peers = [];
  /** Shares were handed out whose gradients have not come back yet. */
  #outstanding = false;
  /** @type {{resolve: () => void, reject: (error: Error) => void} | null} */
  #answering = null;
  #answers = 0;

  /** @param {number} threads In all. @param {() => PeerWorker} spawn */
  constructor(threads, spawn) {
    super(0, []);
    this.#threads = threads;
    this.#spawn = spawn;
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
    try {
      // After a step that failed half-way the others still wait for this worker's gradient.
      if (this.#outstanding || this.#peers.length === 0) await this.#gather();
      await this.#all((peer) => peer.postMessage({ begin: { weights, hyper } }, []));
      return true;
    } catch (error) {
      console.warn("Training goes on with one thread:", error);
      this.#dismiss();
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
    this.#outstanding = true;
    const transfer = [images.buffer, eps.buffer].map(
      (buffer) => /** @type {ArrayBuffer} */ (buffer),
    );
    this.#peers[rank - 1]?.postMessage({ share: { images, eps, part } }, transfer);
  }

  /** @override @param {Float32Array} mine */
  async exchange(mine) {
    const theirs = await super.exchange(mine);
    this.#outstanding = false;
    return theirs;
  }

  /** Starts the workers and joins each to each. */
  async #gather() {
    this.#dismiss();
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

  #dismiss() {
    for (const peer of this.#peers.splice(0)) peer.terminate();
    this.#outstanding = false;
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
    await answered;
    this.#answering = null;
  }

  /** @param {FromPeer} message */
  #hear(message) {
    if ("failed" in message) return this.#lose(message.failed);
    if (--this.#answers === 0) this.#answering?.resolve();
  }

  /** @param {string} why */
  #lose(why) {
    const error = new Error(`A thread of the engine stopped: ${why}`);
    this.#outstanding = true;
    this.#answering?.reject(error);
    this.break(error);
  }
}

/** How many threads a machine is worth. @param {number | undefined} cores */
export const threadsFor = (cores) => Math.max(1, Math.min(cores ?? 1, MOST_THREADS));
