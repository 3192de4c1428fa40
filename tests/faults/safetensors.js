/** Weights files with other numbers in them. */

/**
 * The same tensors, 32 bits a number.
 *
 * @param {Uint8Array} bytes A safetensors file of 16 bits a number.
 * @param {(number: number, at: number) => number} change What each number becomes, by its place.
 */
export function edited(bytes, change) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 8 + Number(view.getBigUint64(0, true));
  /** @type {Record<string, {dtype: string, data_offsets: [number, number]}>} */
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));
  for (const tensor of Object.values(header)) {
    if (!tensor.dtype) continue;
    if (tensor.dtype !== "F16") throw new Error(`numbers are ${tensor.dtype}`);
    tensor.dtype = "F32";
    tensor.data_offsets = /** @type {[number, number]} */ (tensor.data_offsets.map((at) => 2 * at));
  }
  const count = (bytes.length - start) / 2;
  const body = new Float32Array(count);
  for (let at = 0; at < count; at++)
    body[at] = change(half(view.getUint16(start + 2 * at, true)), at);
  const text = JSON.stringify(header);
  const head = new TextEncoder().encode(text + " ".repeat(-text.length & 7));
  const length = new BigUint64Array([BigInt(head.length)]);
  return new Uint8Array(
    Buffer.concat([length, head, body].map((part) => Buffer.from(part.buffer))),
  );
}

/** A number from 16 bits. @param {number} bits */
function half(bits) {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0
    ? sign * fraction * 2 ** -24
    : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
