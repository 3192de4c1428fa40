/** Zip archives, right or wrong. */

import { deflateRawSync } from "node:zlib";
import { crc, joined, little } from "./binary.js";

/**
 * @typedef {object} Entry A file of an archive; what is left out, is as it should be.
 * @property {string | Uint8Array} name
 * @property {Uint8Array} [data]
 * @property {number} [method] 0: stored, 8: deflated.
 * @property {number} [flags]
 * @property {number} [size] What it says that it unpacks to.
 * @property {number} [packedSize] And how many bytes that takes.
 * @property {number} [sum] Its checksum.
 * @property {number} [at] Where it says that it lies.
 */

const STORED = 0;
const UTF8 = 0x800;

/** @param {Entry} entry */
function parts({ name, data = new Uint8Array(), method = STORED, flags = UTF8, ...says }) {
  const path = typeof name === "string" ? Buffer.from(name) : Buffer.from(name);
  const packed = method === 8 ? deflateRawSync(data, { level: 9 }) : Buffer.from(data);
  const shared = little(
    [2, 20],
    [2, flags],
    [2, method],
    [4, 0],
    [4, says.sum ?? crc(data)],
    [4, says.packedSize ?? packed.length],
    [4, says.size ?? data.length],
    [2, path.length],
    [2, 0],
  );
  const local = joined(Buffer.from("PK\x03\x04"), shared, path, packed);
  const central = (/** @type {number} */ at) =>
    joined(
      Buffer.from("PK\x01\x02\x14\x00"),
      shared,
      little([2, 0], [2, 0], [2, 0], [4, 0], [4, says.at ?? at]),
      path,
    );
  return { local, central };
}

/**
 * The end of an archive.
 *
 * @param {object} says
 * @param {number} says.entries
 * @param {number} says.size Of the directory.
 * @param {number} says.at Where it begins.
 * @param {Uint8Array} [says.comment]
 * @param {number} [says.commentSize]
 */
export function end({ entries, size, at, comment = new Uint8Array(), commentSize }) {
  const tail = [[2, commentSize ?? comment.length]];
  const plain = (/** @type {number} */ count, /** @type {number} */ most) =>
    joined(
      Buffer.from("PK\x05\x06\0\0\0\0"),
      little([2, count], [2, count], [4, Math.min(size, most)], [4, Math.min(at, most)]),
      little(.../** @type {[2, number][]} */ (tail)),
      comment,
    );
  if (entries < 0xffff) return plain(entries, 0xffffffff);
  const wide = joined(
    Buffer.from("PK\x06\x06"),
    little(
      [8, 44],
      [2, 45],
      [2, 45],
      [4, 0],
      [4, 0],
      [8, entries],
      [8, entries],
      [8, size],
      [8, at],
    ),
  );
  const locator = joined(Buffer.from("PK\x06\x07"), little([4, 0], [8, at + size], [4, 1]));
  return joined(wide, locator, plain(0xffff, 0xffffffff));
}

/** @param {Entry[]} entries @param {Partial<Parameters<typeof end>[0]>} [says] Of the end. */
export function zip(entries, says = {}) {
  const locals = [];
  const centrals = [];
  let at = 0;
  for (const entry of entries) {
    const { local, central } = parts(entry);
    locals.push(local);
    centrals.push(central(at));
    at += local.length;
  }
  const directory = joined(...centrals);
  return joined(
    ...locals,
    directory,
    end({ entries: entries.length, size: directory.length, at, ...says }),
  );
}

/**
 * Entries without number, all of the same file's bytes.
 *
 * @param {number} count
 * @param {(index: number) => string | Uint8Array} name
 * @param {Uint8Array} data
 */
export function shared(count, name, data) {
  const { local } = parts({ name: "a/b/0.png", data, method: 8 });
  const centrals = Array.from({ length: count }, (_, index) =>
    parts({ name: name(index), data, method: 8, at: 0 }).central(0),
  );
  const directory = joined(...centrals);
  return joined(
    local,
    directory,
    end({ entries: count, size: directory.length, at: local.length }),
  );
}

/** An archive of one picture where Omniglot's are. @param {Uint8Array} data @param {number} [method] */
export const withPicture = (data, method = STORED) => zip([{ name: "a/b/c.png", data, method }]);
