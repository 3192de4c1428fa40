/**
 * Spoilt copies of a safetensors file: 8 bytes of header length, the header as JSON, the tensors.
 */

/**
 * @typedef {Record<string, {dtype: string, shape: number[], data_offsets: [number, number]}>}
 *   Header
 */

/** @param {Buffer} file */
function parts(file) {
  const length = Number(file.readBigUInt64LE(0));
  /** @type {Header} */
  const header = JSON.parse(file.toString("utf8", 8, 8 + length));
  return { header, tensors: file.subarray(8 + length) };
}

/** @param {Header} header @param {Buffer} tensors */
function whole(header, tensors) {
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, tensors]);
}

/**
 * @param {Buffer} file
 * @param {string} tensor
 * @param {number[]} shape As many numbers as before.
 */
export function reshaped(file, tensor, shape) {
  const { header, tensors } = parts(file);
  header[tensor].shape = shape;
  return whole(header, tensors);
}

/** @param {Buffer} file @param {string} from @param {string} to */
export function renamed(file, from, to) {
  const { header, tensors } = parts(file);
  header[to] = header[from];
  delete header[from];
  return whole(header, tensors);
}

/** The tensor's first number becomes NaN. @param {Buffer} file @param {string} tensor */
export function poisoned(file, tensor) {
  const { header, tensors } = parts(file);
  const copy = Buffer.from(tensors);
  const { dtype, data_offsets } = header[tensor];
  if (dtype === "F16") copy.writeUInt16LE(0x7e00, data_offsets[0]);
  else copy.writeFloatLE(NaN, data_offsets[0]);
  return whole(header, copy);
}
