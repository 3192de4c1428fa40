/** The worker: one wasm instance, one engine. See `pump.js` for what it does with them. */

import { artefact } from "../engine/artefacts.js";
import { Peers, threadsFor } from "./peers.js";
import { Pump } from "./pump.js";

/** @typedef {import("./messages.js").FromWorker} FromWorker */

/**
 * As much of a worker's global scope as is used here.
 * @typedef {object} Scope
 * @property {(message: FromWorker, transfer: ArrayBuffer[]) => void} postMessage
 * @property {(type: "message", listener: (event: {data: import("./messages.js").ToWorker}) => void)
 *   => void} addEventListener
 */

const scope = /** @type {Scope} */ (/** @type {unknown} */ (self));

/** @type {WebAssembly.Memory | null} */
let memory = null;

const pump = new Pump({
  async open(backend) {
    const url = new URL(`../../${artefact(backend)}`, import.meta.url).href;
    const module = /** @type {import("../engine/engine.js").EngineModule} */ (await import(url));
    ({ memory } = await module.default());
    const engine = await module.Engine.open(backend);
    const threads = threadsFor(navigator.hardwareConcurrency);
    if (backend === "cpu" && threads > 1) engine.useWorkers(new Peers(threads, peer));
    return engine;
  },
  memory: () => memory?.buffer.byteLength ?? 0,
  post: (message) => scope.postMessage(message, buffersIn(message)),
  breathe,
  now: () => performance.now(),
});

hearOfLostDevices((reason) => pump.die(new Error(`The GPU was lost: ${reason}`)));
scope.addEventListener("message", ({ data }) => void pump.take(data));
scope.postMessage({ ready: true }, []);

/** Another worker, to share batches with. */
const peer = () => new Worker(new URL("./peer.js", import.meta.url), { type: "module" });

/** A macrotask. `setTimeout` would clamp it to 4 ms, a microtask would let no message in. */
function breathe() {
  return /** @type {Promise<void>} */ (
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    })
  );
}

/**
 * What a message carries in bytes moves to the page without a copy. Bytes that are a view of the
 * wasm memory itself must not.
 *
 * @param {FromWorker} message
 */
function buffersIn(message) {
  /** @type {Set<ArrayBuffer>} */
  const buffers = new Set();
  const look = (/** @type {unknown} */ value) => {
    if (value instanceof Uint8Array) {
      const { buffer } = value;
      if (buffer instanceof ArrayBuffer && buffer !== memory?.buffer) buffers.add(buffer);
    } else if (typeof value === "object" && value !== null) Object.values(value).forEach(look);
  };
  if ("events" in message) look(message.events);
  if ("checkpoint" in message) look(message.checkpoint);
  return [...buffers];
}

/**
 * The engine asks for its GPU device itself and does not say when it is lost, so this listens in.
 *
 * @param {(reason: string) => void} lost
 */
function hearOfLostDevices(lost) {
  /** @typedef {{lost: Promise<{reason?: string, message: string}>}} GpuDevice */
  /** @typedef {(...args: unknown[]) => Promise<GpuDevice>} RequestDevice */
  const adapters = /** @type {{GPUAdapter?: {prototype: {requestDevice: RequestDevice}}}} */ (
    globalThis
  );
  const prototype = adapters.GPUAdapter?.prototype;
  if (!prototype) return;
  const request = prototype.requestDevice;
  prototype.requestDevice = async function (...args) {
    const device = await request.apply(this, args);
    void device.lost.then(({ reason, message }) => {
      if (reason !== "destroyed") lost(message || "the browser gave no reason");
    });
    return device;
  };
}
