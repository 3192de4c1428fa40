/** IDX files and gzip, right or wrong. */

import { deflateRawSync, gzipSync } from "node:zlib";
import { big, joined, little, repeated } from "./binary.js";

const PIXELS = 784;
export const IMAGES = 2051;
export const LABELS = 2049;

/** Images, and the ink of all of them. @param {number} count @param {number} [ink] */
export const images = (count, ink = 1) =>
  joined(big(IMAGES, count, 28, 28), new Uint8Array(count * PIXELS).fill(ink));

/** Labels of all digits in turn. @param {number} count */
export const labels = (count) =>
  joined(
    big(LABELS, count),
    Uint8Array.from({ length: count }, (_, at) => at % 10),
  );

/** @param {Uint8Array} bytes @param {number} [level] */
export const gzip = (bytes, level = 9) => new Uint8Array(gzipSync(bytes, { level }));

/** Members without anything in them. @param {number} count */
export const emptyMembers = (count) => repeated(gzip(new Uint8Array()), count);

/** A member of blocks without anything in them. @param {number} count */
export const emptyBlocks = (count) =>
  joined(
    Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]),
    repeated(Buffer.from([0, 0, 0, 255, 255]), count),
    Buffer.from([1, 0, 0, 255, 255]),
    Buffer.alloc(8),
  );

/** A member with a file's name, comment and extra field in its head. @param {number} length Of each. */
export const longHead = (length) =>
  joined(
    Buffer.from([0x1f, 0x8b, 8, 4 + 8 + 16, 0, 0, 0, 0, 0, 255]),
    little([2, Math.min(length, 65_535)]),
    Buffer.alloc(Math.min(length, 65_535), 65),
    Buffer.alloc(length, 65),
    Buffer.from([0]),
    Buffer.alloc(length, 65),
    Buffer.from([0]),
    deflateRawSync(Buffer.alloc(0)),
    Buffer.alloc(8),
  );
