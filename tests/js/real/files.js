/** Small files in the formats that the engine reads. */

import { createHash } from "node:crypto";
import { deflateSync, gzipSync } from "node:zlib";

const SIDE = 28;

/**
 * A bar of ink, thicker in each drawing of a class, elsewhere in each class.
 *
 * @param {number} way
 * @param {number} drawing
 */
function bar(way, drawing) {
  const image = new Uint8Array(SIDE * SIDE);
  const first = 3 + 2 * (way % 10);
  for (let row = first; row < first + 2 + (drawing % 2); row++)
    image.fill(255 - drawing, row * SIDE + 4, row * SIDE + 24);
  return image;
}

/** @param {...number} numbers */
const big = (...numbers) => {
  const bytes = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, at) => bytes.writeUInt32BE(number, 4 * at));
  return bytes;
};

/** @param {Buffer[]} parts @returns {Uint8Array<ArrayBuffer>} */
const joined = (...parts) => new Uint8Array(Buffer.concat(parts));

/** A pair of IDX files with images of all digits in turn. @param {number} count */
export function idxPair(count) {
  const labels = Uint8Array.from({ length: count }, (_, at) => at % 10);
  const images = [...labels].map((label, at) => Buffer.from(bar(label, Math.floor(at / 10))));
  return {
    images: joined(big(2051, count, SIDE, SIDE), ...images),
    labels: joined(big(2049, count), Buffer.from(labels)),
  };
}

/**
 * A data set as a host has it: its shards and the manifest that lists them, by name.
 *
 * @param {string} name
 * @param {Record<string, ["train" | "test", number]>} holds What each shard is for, and how many
 *   images it has.
 */
export function hostedShards(name, holds) {
  /** @type {Record<string, Uint8Array<ArrayBuffer>>} */
  const files = {};
  const shards = Object.entries(holds).map(([file, [split, count]]) => {
    const pair = idxPair(count);
    const plain = Buffer.concat([pair.images, pair.labels]);
    files[file] = new Uint8Array(gzipSync(plain));
    const sha256 = createHash("sha256").update(plain).digest("hex");
    return { file, split, images: count, bytes: files[file].length, sha256 };
  });
  return { files, manifest: JSON.stringify({ version: 1, name, shards }) };
}

/** As gzip's trailer has it, low byte first. @param {Uint8Array} bytes */
const crc = (bytes) => gzipSync(bytes).subarray(-8, -4);

/** Black on white, as Omniglot's pictures are. @param {Uint8Array} ink */
function png(ink) {
  const chunk = (/** @type {string} */ type, /** @type {Buffer} */ data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    return [big(data.length), body, Buffer.from(crc(body)).reverse()];
  };
  const rows = Array.from({ length: SIDE }, (_, row) => {
    const line = ink.subarray(row * SIDE, (row + 1) * SIDE).map((value) => 255 - value);
    return Buffer.concat([Buffer.from([0]), line]);
  });
  // 8 bits of grey.
  const header = Buffer.concat([big(SIDE, SIDE), Buffer.from([8, 0, 0, 0, 0])]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    ...chunk("IHDR", header),
    ...chunk("IDAT", deflateSync(Buffer.concat(rows))),
    ...chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** A zip archive that compresses nothing. @param {[string, Buffer][]} files */
function zip(files) {
  /** @type {Buffer[]} */
  const locals = [];
  /** @type {Buffer[]} */
  const entries = [];
  let at = 0;
  for (const [name, data] of files) {
    const path = Buffer.from(name);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    crc(data).copy(shared, 10);
    shared.writeUInt32LE(data.length, 14);
    shared.writeUInt32LE(data.length, 18);
    shared.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), shared, path, data]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    entries.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), shared, place, path]));
    locals.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06");
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return joined(...locals, directory, end);
}

/**
 * An archive of Omniglot's kind.
 *
 * @param {string} alphabet
 * @param {number} characters
 * @param {number} drawings Of each.
 */
export const omniglotArchive = (alphabet, characters, drawings) =>
  zip(
    Array.from({ length: characters * drawings }, (_, at) => {
      const [character, drawing] = [Math.floor(at / drawings), at % drawings];
      const number = String(character + 1).padStart(2, "0");
      const name = `${alphabet}/character${number}/${character}_${drawing}.png`;
      return [name, png(bar(character, drawing))];
    }),
  );
