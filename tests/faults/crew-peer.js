/** A peer as `www/worker/peer.js` is one, over the real engine, which does one thing wrong. */

import { Link } from "../../www/worker/link.js";

/** @typedef {import("../../www/engine/engine.js").EngineModule["Peer"]} PeerClass */
/** @typedef {import("../../www/worker/messages.js").ToPeer} ToPeer */

export const PHASES = /** @type {const} */ (["join", "begin", "mid-step", "between steps"]);
export const FAULTS = /** @type {const} */ (["throws", "hangs", "gone", "slow", "wrong length"]);

/** @typedef {{phase: (typeof PHASES)[number], fault: (typeof FAULTS)[number]}} Plan */

/** In which of a run's steps it happens. */
const STEP = 2;
/** Late, but within anybody's patience. */
const LATE_MS = 300;

const later = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms));

export class CrewPeer {
  /** @type {((event: any) => void) | null} */ onmessage = null;
  /** @type {((event: any) => void) | null} */ onerror = null;
  #Peer;
  #plan;
  #steps = 0;
  /** Nothing is heard from it any more. */
  #silent = false;
  #served = Promise.resolve();
  /** @type {Link | undefined} */ #link;
  /** @type {(MessagePort | null)[]} */ #ports = [];
  /** @type {import("../../www/engine/engine.js").Peer | undefined} */ #peer;

  /** @param {PeerClass} Peer @param {Plan | null} plan Null: it does all right. */
  constructor(Peer, plan) {
    this.#Peer = Peer;
    this.#plan = plan;
  }

  /** @param {ToPeer} message @param {Transferable[]} transfer */
  postMessage(message, transfer) {
    const copy = /** @type {ToPeer} */ (structuredClone(message, { transfer }));
    this.#served = this.#served
      .then(() => later())
      .then(() => this.#serve(copy))
      .catch((error) => this.#say({ failed: String(error) }));
  }

  terminate() {
    this.#silent = true;
    this.#link?.disconnect();
  }

  /** @param {import("../../www/worker/messages.js").FromPeer} data */
  #say(data) {
    if (!this.#silent) this.onmessage?.({ data });
  }

  /** @param {ToPeer} message */
  async #serve(message) {
    if (this.#silent) return;
    if ("join" in message) {
      const { rank, ports } = message.join;
      this.#ports = ports;
      this.#link = new Link(rank, ports);
      await this.#err("join");
      this.#say({ done: true });
    } else if ("begin" in message) {
      this.#peer = this.#Peer.begin(message.begin.weights, message.begin.hyper);
      await this.#err("begin");
      this.#say({ done: true });
    } else {
      this.#steps++;
      if (this.#steps === STEP) await this.#err("mid-step");
      const { images, eps, part } = message.share;
      if (this.#silent || !this.#link) return;
      await this.#peer?.step(images, eps, part, this.#link);
      if (this.#steps === STEP) await this.#err("between steps");
    }
  }

  /** @param {Plan["phase"]} phase */
  async #err(phase) {
    const plan = this.#plan;
    if (plan?.phase !== phase) return;
    switch (plan.fault) {
      case "throws":
        throw new Error("unreachable executed");
      case "hangs":
        this.#silent = true;
        return;
      case "gone":
        this.#silent = true;
        this.onerror?.({ message: "it was ended" });
        return;
      case "slow":
        return later(LATE_MS);
      case "wrong length":
        for (const port of this.#ports) port?.postMessage(new Float32Array(5));
    }
  }
}
