/** PNG files, right or wrong. */

import { deflateSync } from "node:zlib";
import { big, crc, joined } from "./binary.js";

export const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Samples of a pixel, by the header's colour type. */
const CHANNELS = /** @type {Record<number, number>} */ ({ 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 });

/** @param {string} type @param {Uint8Array} data @param {number} [length] What it says that it is. */
export function chunk(type, data, length = data.length) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  return Buffer.concat([big(length), body, big(crc(body))]);
}

/**
 * Rows of blank paper before they are compressed, each behind the filter 0.
 *
 * @param {number} width
 * @param {number} height
 * @param {number} depth
 * @param {number} color
 */
export const blankRows = (width, height, depth, color) =>
  Buffer.alloc(height * (1 + Math.ceil((width * depth * (CHANNELS[color] ?? 1)) / 8)));

/**
 * @typedef {object} Picture
 * @property {number} [width]
 * @property {number} [height]
 * @property {number} [depth]
 * @property {number} [color]
 * @property {number} [interlace]
 * @property {Uint8Array} [rows] Not compressed; blank without.
 * @property {Uint8Array} [packed] In place of `rows`, compressed.
 * @property {Uint8Array[]} [before] Chunks between header and pixels.
 * @property {Uint8Array[]} [pixels] In place of the one chunk of pixels.
 * @property {Uint8Array[]} [after] Chunks between pixels and end.
 */

/** @param {Picture} [picture] */
export function png({
  width = 28,
  height = 28,
  depth = 8,
  color = 0,
  interlace = 0,
  rows,
  packed,
  before = [],
  pixels,
  after = [],
} = {}) {
  const data = packed ?? deflateSync(rows ?? blankRows(width, height, depth, color));
  return joined(
    SIGNATURE,
    chunk(
      "IHDR",
      Buffer.concat([big(width, height), Buffer.from([depth, color, 0, 0, interlace])]),
    ),
    ...before,
    ...(pixels ?? [chunk("IDAT", data)]),
    ...after,
    chunk("IEND", Buffer.alloc(0)),
  );
}

/** 28×28 pixels, each the first colour of a palette of so many bytes. @param {number} bytes */
export const palette = (bytes) =>
  png({ color: 3, before: [chunk("PLTE", Buffer.alloc(bytes, 7))] });
