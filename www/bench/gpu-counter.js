/**
 * Counts what an engine asks of WebGPU, by wrapping the API's prototypes before the engine starts.
 *
 * Host time is the time for which the worker's thread is busy. The thread is idle from the first
 * macrotask after it has asked for something to wait for (by then every call and every microtask
 * of the engine has run) until the answer comes; all the rest of a window counts as busy. Waiting
 * for anything but WebGPU would count as busy too, so this errs against the engine.
 */

/** @typedef {import("./types.js").GpuWindow} GpuWindow */
/** @typedef {Record<string, (...args: any[]) => any>} Prototype */

export class GpuCounter {
  #dispatches = 0;
  #submits = 0;
  #bytesWritten = 0;
  #idleMs = 0;
  /** Promises of WebGPU that have not settled. */
  #pending = 0;
  #pinged = false;
  /** @type {number | null} */
  #idleSince = null;
  #port;
  #began = 0;

  /** Wraps the API of this worker. `null` where there is none. */
  static install() {
    return "GPUDevice" in globalThis ? new GpuCounter() : null;
  }

  constructor() {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => this.#drained();
    this.#port = port2;
    const scope = /** @type {Record<string, {prototype: Prototype}>} */ (
      /** @type {unknown} */ (globalThis)
    );
    const dispatched = () => void this.#dispatches++;
    before(scope.GPUComputePassEncoder.prototype, "dispatchWorkgroups", dispatched);
    before(scope.GPUComputePassEncoder.prototype, "dispatchWorkgroupsIndirect", dispatched);
    before(scope.GPUQueue.prototype, "submit", () => void this.#submits++);
    before(scope.GPUQueue.prototype, "writeBuffer", (_buffer, _offset, data, start, length) => {
      this.#bytesWritten += written(data, start, length);
    });
    before(
      scope.GPUDevice.prototype,
      "createBuffer",
      (/** @type {{mappedAtCreation?: boolean, size: number}} */ descriptor) => {
        if (descriptor.mappedAtCreation) this.#bytesWritten += descriptor.size;
      },
    );
    this.#watch(scope.GPUBuffer.prototype, "mapAsync");
    this.#watch(scope.GPUQueue.prototype, "onSubmittedWorkDone");
    for (const name of ["popErrorScope", "createComputePipelineAsync"])
      this.#watch(scope.GPUDevice.prototype, name);
  }

  /** Starts a window. */
  start() {
    this.#dispatches = this.#submits = this.#bytesWritten = this.#idleMs = 0;
    this.#began = performance.now();
  }

  /** Ends it. @returns {GpuWindow} */
  stop() {
    const hostMs = performance.now() - this.#began - this.#idleMs;
    return {
      dispatches: this.#dispatches,
      submits: this.#submits,
      bytesWritten: this.#bytesWritten,
      hostMs,
    };
  }

  /** @param {Prototype} prototype @param {string} name */
  #watch(prototype, name) {
    const original = prototype[name];
    const counter = this;
    prototype[name] = function (...args) {
      const promise = original.apply(this, args);
      counter.#waits();
      const settled = () => counter.#settled();
      promise.then(settled, settled);
      return promise;
    };
  }

  #waits() {
    this.#pending++;
    this.#ping();
  }

  #ping() {
    if (this.#pinged) return;
    this.#pinged = true;
    this.#port.postMessage(null);
  }

  /** The thread has run dry: if it waits for something, it is idle from here. */
  #drained() {
    this.#pinged = false;
    if (this.#pending > 0) this.#idleSince ??= performance.now();
  }

  #settled() {
    this.#pending--;
    if (this.#idleSince !== null) {
      this.#idleMs += performance.now() - this.#idleSince;
      this.#idleSince = null;
    }
    if (this.#pending > 0) this.#ping();
  }
}

/**
 * Calls `listen` with a method's arguments before the method.
 * @param {Prototype} prototype
 * @param {string} name
 * @param {(...args: any[]) => void} listen
 */
function before(prototype, name, listen) {
  const original = prototype[name];
  prototype[name] = function (...args) {
    listen(...args);
    return original.apply(this, args);
  };
}

/**
 * Bytes that `writeBuffer` copies: start and length count elements of a typed array, bytes of a
 * buffer.
 *
 * @param {ArrayBuffer | ArrayBufferView & {BYTES_PER_ELEMENT?: number}} data
 * @param {number} [start]
 * @param {number} [length]
 */
export function written(data, start = 0, length) {
  const unit = ArrayBuffer.isView(data) ? (data.BYTES_PER_ELEMENT ?? 1) : 1;
  return length === undefined ? data.byteLength - start * unit : length * unit;
}
