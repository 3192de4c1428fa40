/** The page's worker without a thread: the real pump over the real engine, behind messages. */

import { Pump } from "../../../www/worker/pump.js";
import { instantiate } from "./module.js";

/** @typedef {import("../../../www/engine/engine.js").Backend} Backend */
/** @typedef {import("../../../www/engine/engine.js").Engine} Engine */
/** @typedef {import("../../../www/engine/wire.js").Command} Command */
/** @typedef {import("../../../www/worker/messages.js").FromWorker} FromWorker */
/** @typedef {import("../../../www/worker/messages.js").ToWorker} ToWorker */

/** A macrotask later, as messages between threads arrive. */
const turn = () => /** @type {Promise<void>} */ (new Promise((resolve) => setImmediate(resolve)));

/**
 * @typedef {object} Opened
 * @property {Engine} engine
 * @property {Record<string, any>} exports The wasm instance's own.
 */

export class RealWorker {
  /** @type {((event: {data: FromWorker}) => void) | null} */
  onmessage = null;
  /** @type {((event: {message?: string}) => void) | null} */
  onerror = null;
  /** Messages that were sent to it. */
  received = 0;
  #gone = false;
  /** @type {Pump} */
  #pump;

  /**
   * @param {(command: Command) => Promise<void> | void} [delay] Awaited before each command: an
   *   engine that is slow, or hangs.
   * @param {(open: (backend: Backend) => Promise<Opened>, worker: RealWorker, backend: Backend) =>
   *   Promise<Engine>} [wrap] What takes the place of the engine of a backend, which `open` opens.
   */
  constructor(delay = () => {}, wrap = async (open, _, backend) => (await open(backend)).engine) {
    let bytes = () => 0;
    const here = this;
    this.#pump = new Pump({
      async open(backend) {
        const open = async (/** @type {Backend} */ wanted) => {
          const { Engine, exports } = await instantiate();
          bytes = () => exports.memory.buffer.byteLength;
          return { engine: delayed(await Engine.open(wanted), delay), exports };
        };
        return wrap(open, here, backend);
      },
      memory: () => bytes(),
      post: (message) => this.#say(message),
      breathe: turn,
      now: () => performance.now(),
    });
    this.#say({ ready: true });
  }

  /** @param {ToWorker} message */
  postMessage(message) {
    const copy = structuredClone(message);
    this.received++;
    void turn().then(() => {
      if (!this.#gone) void this.#pump.take(copy);
    });
  }

  terminate() {
    this.#gone = true;
    this.#pump.die(new Error("It was ended."));
  }

  /** The browser ends the thread: it says so, and nothing else any more. @param {string} message */
  vanish(message) {
    const { onerror } = this;
    this.#gone = true;
    onerror?.({ message });
  }

  /** A panic, or a lost device. @param {string} reason */
  die(reason) {
    this.#pump.die(new Error(reason));
  }

  /** @param {FromWorker} message */
  #say(message) {
    const data = structuredClone(message);
    void turn().then(() => {
      if (!this.#gone) this.onmessage?.({ data });
    });
  }
}

/**
 * @param {Engine} engine
 * @param {(command: Command) => Promise<void> | void} delay
 * @returns {Engine}
 */
const delayed = (engine, delay) => ({
  device: () => engine.device(),
  training: () => engine.training(),
  useHost: (host) => engine.useHost(host),
  useWorkers: (link) => engine.useWorkers(link),
  step: (most) => engine.step(most),
  async handle(command) {
    await delay(command);
    return engine.handle(command);
  },
});
