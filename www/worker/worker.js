/** The worker: one wasm instance, one engine. See `pump.js` for what it does with them. */

import { artefact } from "../engine/artefacts.js";
import { mismatchOf } from "../engine/build.js";
import { spawn } from "../engine/spawn.js";
import { HERE, load } from "./load.js";
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
/** @type {Peers | null} */
let peers = null;

const pump = new Pump({
  async open(backend) {
    const wrong = mismatchOf("worker.js", import.meta.url);
    if (wrong) throw wrong;
    const tell = throttled((fetching) => say({ told: { fetching } }));
    const script = new URL(`../../${artefact(backend)}`, import.meta.url).href;
    const loaded = await load(script, { ...HERE, tell });
    say({ told: { fetching: null } });
    ({ memory } = loaded);
    const engine = await loaded.module.Engine.open(backend);
    const threads = threadsFor(navigator.hardwareConcurrency);
    if (backend === "cpu" && threads > 1) {
      peers = new Peers(threads, peer);
      engine.useWorkers(peers);
    }
    return engine;
  },
  memory: () => memory?.buffer.byteLength ?? 0,
  post: say,
  breathe,
  now: () => performance.now(),
  hurry: () => peers?.hurry(),
});

hearOfLostDevices((reason) => pump.die(new Error(`The GPU was lost: ${reason}`)));
scope.addEventListener("message", ({ data }) => void pump.take(data));
scope.postMessage({ ready: true }, []);

/** @param {FromWorker} message */
function say(message) {
  scope.postMessage(message, buffersIn(message));
}

/** Another worker, to share batches with. */
function peer() {
  const peer = spawn(new URL("./peer.js", import.meta.url).href);
  // That it is of another build concerns the page, whatever is made of it here.
  peer.heard = (/** @type {import("./messages.js").FromPeer} */ data) => {
    if ("failed" in data && data.mixed) say({ told: { report: data.mixed } });
  };
  return peer;
}

/**
 * Tells of a file's progress a few times a second, and of its slowness at once.
 *
 * @param {(fetching: import("./messages.js").Fetching) => void} tell
 */
function throttled(tell) {
  let at = -Infinity;
  let slow = false;
  return (/** @type {import("./messages.js").Fetching} */ fetching) => {
    const now = performance.now();
    if (now - at < 250 && fetching.slow === slow) return;
    at = now;
    slow = fetching.slow;
    tell(fetching);
  };
}

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
