/**
 * What a command has in bytes crosses to the worker as one copy that is given away. Cloned, the
 * same bytes are copied twice, into the message and out of it; given away themselves, they would
 * be missing from the journal, which repeats commands for a new engine.
 */

/** Fewer are not worth a buffer of their own. */
const LEAST = 1 << 16;

/**
 * @template T
 * @param {T} message
 * @returns {{copy: T, transfer: ArrayBuffer[]}}
 */
export function transferable(message) {
  /** @type {ArrayBuffer[]} */
  const transfer = [];
  /** @param {unknown} value @returns {unknown} */
  const copied = (value) => {
    if (value instanceof Uint8Array) {
      if (value.length < LEAST) return value;
      const bytes = value.slice();
      transfer.push(bytes.buffer);
      return bytes;
    }
    if (Array.isArray(value)) return value.map(copied);
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copied(each)]));
  };
  const copy = /** @type {T} */ (copied(message));
  return { copy, transfer };
}
