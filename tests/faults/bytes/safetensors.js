/** Weights files, right or wrong. */

import { joined, little } from "./binary.js";

/** @typedef {{dtype: string, shape: number[], data_offsets: [number, number]}} Tensor */
/** @typedef {Record<string, Tensor>} Header */

/** @param {Uint8Array} bytes */
export function parsed(bytes) {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.readBigUInt64LE());
  const header = JSON.parse(view.subarray(8, 8 + length).toString());
  delete header.__metadata__;
  return { header: /** @type {Header} */ (header), body: bytes.subarray(8 + length) };
}

/** @param {unknown} header An object, or text as it is. @param {Uint8Array} body @param {number | bigint} [length] */
export function file(header, body, length) {
  const text = typeof header === "string" ? header : JSON.stringify(header);
  const padded = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8));
  return joined(little([8, length ?? padded.length]), padded, body);
}

/**
 * The same tensors, every number this one in 32 bits.
 *
 * @param {Uint8Array} like
 * @param {number} value
 * @param {(name: string) => boolean} [where] 0 elsewhere.
 */
export function filled(like, value, where = () => true) {
  const { header } = parsed(like);
  let at = 0;
  /** @type {Header} */
  const changed = {};
  const parts = Object.entries(header).map(([name, { shape }]) => {
    const count = shape.reduce((product, side) => product * side, 1);
    const numbers = new Float32Array(count).fill(where(name) ? value : 0);
    changed[name] = { dtype: "F32", shape, data_offsets: [at, at + 4 * count] };
    at += 4 * count;
    return new Uint8Array(numbers.buffer);
  });
  return file(changed, joined(...parts));
}
