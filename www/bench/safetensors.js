/** Reads the model's weights from a safetensors file, f16 or f32. */

import { LAYOUT, PARAMETERS, size } from "./layout.js";

/**
 * @param {ArrayBuffer} file
 * @returns {Float32Array} All parameters, in PyTorch's order.
 */
export function readWeights(file) {
  const view = new DataView(file);
  const headerLength = Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(file, 8, headerLength)));
  const flat = new Float32Array(PARAMETERS);
  let at = 0;
  for (const [name, shape] of LAYOUT) {
    const entry = header[name];
    if (!entry) throw new Error(`The weights file has no tensor ${name}.`);
    const count = size(shape);
    if (size(entry.shape) !== count)
      throw new Error(`${name} is [${entry.shape}] in the weights file, not [${shape}].`);
    const start = 8 + headerLength + entry.data_offsets[0];
    for (let i = 0; i < count; i++) {
      if (entry.dtype === "F16") flat[at++] = half(view.getUint16(start + 2 * i, true));
      else if (entry.dtype === "F32") flat[at++] = view.getFloat32(start + 4 * i, true);
      else
        throw new Error(`${name} is ${entry.dtype} in the weights file; F16 and F32 can be read.`);
    }
  }
  return flat;
}

/**
 * All parameters as an f32 safetensors file, for the engines that take files.
 *
 * @param {Float32Array} flat
 */
export function writeWeights(flat) {
  let offset = 0;
  const entries = LAYOUT.map(([name, shape]) => {
    const end = offset + 4 * size(shape);
    const entry = [name, { dtype: "F32", shape, data_offsets: [offset, end] }];
    offset = end;
    return entry;
  });
  const text = JSON.stringify(Object.fromEntries(entries));
  // Padded so that the numbers start at a multiple of 8 bytes.
  const header = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const file = new Uint8Array(8 + header.length + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  file.set(new Uint8Array(flat.buffer, flat.byteOffset, flat.byteLength), 8 + header.length);
  return file;
}

/** The value of an IEEE 754 half. @param {number} bits */
function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * 2 ** -24 * fraction;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}
