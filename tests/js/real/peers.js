/** The page's further workers without threads: the real wasm behind the real links. */

import { Link } from "../../../www/worker/link.js";
import { Peers } from "../../../www/worker/peers.js";
import { instantiate } from "./module.js";

/** @typedef {import("../../../www/worker/messages.js").FromPeer} FromPeer */
/** @typedef {import("../../../www/worker/messages.js").ToPeer} ToPeer */

/**
 * What a peer's numbers become on the way, by the step from 0: noise that it is given, and the
 * gradient with the three losses behind it that it sends.
 *
 * @typedef {object} Tampering
 * @property {(eps: Float32Array, step: number) => void} [noise]
 * @property {(numbers: Float32Array, step: number) => void} [sent]
 */

/** What `www/worker/peer.js` is, in this thread. */
class RealPeer {
  /** @type {((event: {data: FromPeer}) => void) | null} */
  onmessage = null;
  /** @type {((event: any) => void) | null} */
  onerror = null;
  #served = Promise.resolve();
  /** @type {import("../../../www/engine/engine.js").EngineModule["Peer"] | null} */
  #module = null;
  /** @type {import("../../../www/engine/engine.js").Peer | null} */
  #peer = null;
  /** @type {Link | null} */
  #link = null;
  /** @type {(MessagePort | null)[]} */
  #ports = [];
  #step = 0;

  /** @param {Tampering} tampering */
  constructor(tampering) {
    this.tampering = tampering;
  }

  /** @param {ToPeer} message @param {Transferable[]} transfer */
  postMessage(message, transfer) {
    // Node's own types of what may be transferred are narrower.
    const copy = structuredClone(message, { transfer: /** @type {any} */ (transfer) });
    this.#served = this.#served
      .then(() => this.#serve(copy))
      .catch((error) => this.#say({ failed: String(error) }));
  }

  terminate() {
    for (const port of this.#ports) port?.close();
  }

  /** @param {FromPeer} data */
  #say(data) {
    setImmediate(() => this.onmessage?.({ data }));
  }

  /** @param {ToPeer} message */
  async #serve(message) {
    if ("join" in message) {
      this.#ports = message.join.ports;
      this.#link = this.#tampered(new Link(message.join.rank, this.#ports));
      this.#module = (await instantiate()).Peer;
      this.#say({ done: true });
    } else if ("begin" in message) {
      this.#peer?.free();
      this.#peer = this.#module?.begin(message.begin.weights, message.begin.hyper) ?? null;
      this.#step = 0;
      this.#say({ done: true });
    } else {
      const { images, eps, part } = message.share;
      if (!this.#peer || !this.#link) throw new Error("a share came before its run");
      this.tampering.noise?.(eps, this.#step);
      await this.#peer.step(images, eps, part, this.#link);
      this.#step++;
    }
  }

  /** @param {Link} link */
  #tampered(link) {
    const exchange = link.exchange.bind(link);
    link.exchange = (mine) => {
      this.tampering.sent?.(mine, this.#step);
      return exchange(mine);
    };
    return link;
  }
}

/**
 * An engine whose pretraining is shared among `size` workers, this one included.
 *
 * @param {number} size
 * @param {Tampering} [tampering] Of every other worker.
 */
export async function openWith(size, tampering = {}) {
  const { Engine } = await instantiate();
  const engine = await Engine.open("cpu");
  /** @type {RealPeer[]} */
  const peers = [];
  if (size > 1) {
    const spawn = () => {
      const peer = new RealPeer(tampering);
      peers.push(peer);
      return peer;
    };
    engine.useWorkers(new Peers(size, spawn));
  }
  return { engine, close: () => peers.forEach((peer) => peer.terminate()) };
}
