/** Bytes of the formats, put together by hand, so that each of them can be wrong. */

import { crc32 } from "node:zlib";

/** @param {...number} numbers Of 32 bits, high byte first. */
export const big = (...numbers) => {
  const bytes = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, at) => bytes.writeUInt32BE(number >>> 0, 4 * at));
  return bytes;
};

/**
 * Numbers of these widths in bytes, low byte first.
 *
 * @param {...[bytes: 1 | 2 | 4 | 8, value: number | bigint]} fields
 */
export const little = (...fields) =>
  Buffer.concat(
    fields.map(([width, value]) => {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
      return bytes.subarray(0, width);
    }),
  );

/** A copy with a buffer of its own, to be transferred. @param {...Uint8Array} parts */
export const joined = (...parts) => {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};

/** @param {Uint8Array} unit @param {number} times */
export function repeated(unit, times) {
  const bytes = new Uint8Array(unit.length * times);
  for (let at = 0; at < times; at++) bytes.set(unit, at * unit.length);
  return bytes;
}

export const crc = crc32;
