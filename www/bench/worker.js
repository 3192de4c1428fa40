/** The benchmark's worker: one engine in a worker of its own, asked one thing at a time. */

import { GpuCounter } from "./gpu-counter.js";

/** @typedef {import("./types.js").Contestant} Contestant */

/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {{id: number, ask: string, entry?: Entry, args: unknown[]}} Asked */

/**
 * As much of a worker's global scope as is used here.
 * @typedef {object} Scope
 * @property {(message: unknown, transfer?: Transferable[]) => void} postMessage
 * @property {(event: {data: Asked}) => void} onmessage
 */

const scope = /** @type {Scope} */ (/** @type {unknown} */ (self));

/** @type {(Contestant & Record<string, (...args: any[]) => Promise<any>>) | null} */
let engine = null;

scope.onmessage = async ({ data }) => {
  const { id, ask, entry, args } = data;
  try {
    if (entry) {
      const { create } = await import(`./${entry.adapter}.js`);
      engine = create(
        entry.options,
        entry.options.backend === "webgpu" ? GpuCounter.install() : null,
      );
    }
    if (!engine || typeof engine[ask] !== "function")
      throw new Error(`The benchmark's worker cannot “${ask}”.`);
    scope.postMessage({ id, answer: await engine[ask](...args) });
  } catch (error) {
    scope.postMessage({ id, error: wording(error) });
  }
};

/** The engine's own words, whatever it throws. @param {unknown} error */
function wording(error) {
  if (error instanceof Error) return error.message || error.name;
  if (typeof error === "object" && error && "message" in error) return String(error.message);
  return String(error);
}
