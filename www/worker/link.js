/** How a worker of a data-parallel run reaches the others. See `peers.js`. */

/** @typedef {import("../engine/engine.js").PeerLink} PeerLink */

/**
 * As much of a `MessagePort` as is used here.
 * @typedef {object} PortLike
 * @property {(message: Float32Array, transfer: ArrayBuffer[]) => void} postMessage
 * @property {((event: any) => void) | null} onmessage
 * @property {() => void} close
 */

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
    this.disconnect();
    this.#ports = ports;
    this.#broken = null;
    this.#arrived = ports.map((port) => {
      /** @type {Float32Array[]} */
      const arrived = [];
      if (port)
        port.onmessage = (/** @type {{data: unknown}} */ { data }) => {
          if (!(data instanceof Float32Array)) return this.break(new Error("it sent no numbers"));
          arrived.push(data);
          this.#wake?.();
        };
      return arrived;
    });
  }

  /** Nothing more is heard from anybody. */
  disconnect() {
    for (const port of this.#ports.splice(0)) port?.close();
    this.#arrived = [];
  }

  /** Ends whatever waits, now or next: somebody is gone. @param {Error} error */
  break(error) {
    this.#broken = error;
    this.#wake?.();
  }

  /** @param {number} length */
  buffer(length) {
    // Those of a model of other latents are of no more use.
    this.#spare = this.#spare.filter((spare) => spare.length === length);
    return this.#spare.pop() ?? new Float32Array(length);
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
