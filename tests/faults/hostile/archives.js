/** Zip archives of strangers. */

import { deflateRawSync } from "node:zlib";
import { joined, repeated } from "../bytes/binary.js";
import { png } from "../bytes/png.js";
import { end, shared, withPicture, zip } from "../bytes/zip.js";

/** @typedef {import("../parts/hostile.js").Case} Case */
/** @typedef {import("../bytes/zip.js").Entry} Entry */

const NO_ZIP = /This is not a zip archive that can be read/;
const DAMAGED = /“a\/b\/c.png” of the archive is damaged/;

/** @param {string} name @param {Uint8Array<ArrayBuffer>} bytes @param {RegExp} [refused] @returns {Case} */
export const archive = (name, bytes, refused) => ({
  name: `an archive ${name}`,
  commands: [{ type: "loadOmniglot", bytes }],
  refused,
});

/** @param {number} count @param {(at: number) => Partial<Entry> & {name: Entry["name"]}} entry */
const many = (count, entry) =>
  zip(Array.from({ length: count }, (_, at) => ({ data: blank, ...entry(at) })));

const blank = png();
/** A picture that takes as much as one may. */
const large = () => png({ width: 1024, height: 1024, depth: 16, color: 6 });
/** Names in an encoding of old: é in code page 437, and no UTF-8. */
const old = (/** @type {number} */ at) => Buffer.from(`a/b/\x82${at}.png`, "latin1");

/** @param {Partial<Entry>} says */
const one = (says) => zip([{ name: "a/b/c.png", data: blank, ...says }]);

/** @returns {Case[]} */
function directories() {
  const whole = withPicture(blank);
  return [
    archive("of no bytes", new Uint8Array(), NO_ZIP),
    archive("that is a web page", new TextEncoder().encode("<!doctype html>"), NO_ZIP),
    archive("cut in its middle", whole.slice(0, whole.length / 2), NO_ZIP),
    archive("without its last byte", whole.slice(0, -1), NO_ZIP),
    archive("of nothing but ends", repeated(end({ entries: 1, size: 46, at: 0 }), 700_000), NO_ZIP),
    archive(
      "whose directory begins behind it",
      zip([], { entries: 1, at: 1 << 30, size: 46 }),
      NO_ZIP,
    ),
    archive("with nothing in it", zip([]), /no pictures at alphabet\/character/),
    archive(
      "of 60,000 folders",
      many(60_000, (at) => ({ name: `a/b${at}/`, data: new Uint8Array() })),
      /no pictures at/,
    ),
    archive(
      "of 70,000 files",
      many(70_000, (at) => ({ name: `a/b/${at}.png` })),
      /more than 65535 files/,
    ),
    archive(
      "whose comment is an archive",
      zip([{ name: "a/b/c.png", data: blank }], { comment: withPicture(png({ width: 30 })) }),
    ),
    archive(
      "with a path of 60,000 bytes",
      one({ name: `a/b/${"x".repeat(60_000)}.png` }),
      /path that is too long/,
    ),
    archive("larger than any", new Uint8Array((32 << 20) + 1), /at most 33554432 are read/),
  ];
}

/** @returns {Case[]} */
function sharing() {
  const place = (/** @type {number} */ at) => `a/b/${at}.png`;
  return [
    archive("of 100 entries on one file", shared(100, place, large()), /share bytes/),
    archive("of 60,000 entries on one file", shared(60_000, place, large()), /share bytes/),
    archive(
      "of 64,000 alphabets on one file",
      shared(64_000, (at) => `g${at}/c/0.png`, blank),
      /share bytes/,
    ),
    archive("of 60,000 names that are no UTF-8", shared(60_000, old, blank), /share bytes/),
    archive(
      "of two entries with one name",
      many(2, () => ({ name: "a/b/c.png" })),
    ),
    archive(
      "whose entries lie in each other",
      zip([
        { name: "a/b/c.png", data: withPicture(blank) },
        { name: "a/b/d.png", data: blank, at: 40 },
      ]),
      NO_ZIP,
    ),
  ];
}

/** @returns {Case[]} */
function counted() {
  return [
    archive(
      "of 64,000 alphabets",
      many(64_000, (at) => ({ name: `g${at}/c/0.png` })),
      /would make 64000 alphabets/,
    ),
    archive(
      "of 1,000 alphabets",
      many(1_000, (at) => ({ name: `g${at}/c/0.png` })),
      /would make 1001 alphabets/,
    ),
    archive(
      "of 999 alphabets",
      many(999, (at) => ({ name: `g${at}/c/0.png` })),
    ),
    archive(
      "of 20,000 characters",
      many(20_000, (at) => ({ name: `g/${at}/0.png` })),
      /would make 20000 characters/,
    ),
    archive(
      "of 9,000 characters",
      many(9_000, (at) => ({ name: `g/${at}/0.png` })),
    ),
    archive(
      "of 30,000 names that are no UTF-8",
      many(30_000, (at) => ({ name: old(at) })),
    ),
    archive(
      "of names of nothing but slashes",
      many(5_000, (at) => ({ name: `${"/".repeat(300)}${at}.png` })),
    ),
  ];
}

/** @returns {Case[]} */
function lying() {
  const bomb = new Uint8Array(4 << 20);
  return [
    archive("of an encrypted file", one({ flags: 1 }), /is encrypted/),
    archive("packed in a way of its own", one({ method: 12 }), /is compressed by/),
    archive("with a wrong checksum", one({ sum: 7 }), DAMAGED),
    archive("with a size too small", one({ size: 10 }), DAMAGED),
    archive("with a size too large", one({ method: 8, size: 4_000_000 }), DAMAGED),
    archive(
      "of 4 GiB, it says",
      one({ method: 8, size: 0xffffffff }),
      /is larger than 4194304 bytes/,
    ),
    archive("of files that lie elsewhere", one({ at: 1 << 30 }), NO_ZIP),
    archive("with a packed size beyond its end", one({ packedSize: 1 << 30 }), NO_ZIP),
    archive(
      "of 60,000 files of 4 MiB, they say",
      many(60_000, (at) => ({ name: `a/b/${at}.png`, method: 8, size: 4 << 20 })),
      /unpacks to more|is damaged/,
    ),
    archive(
      "of 20 files of 4 MiB of nothing",
      many(20, (at) => ({ name: `a/b/${at}.png`, method: 8, data: bomb })),
      /not a PNG file/,
    ),
    archive(
      "of a stream that never ends",
      zip([{ name: "a/b/c.png", method: 8, data: blank, packedSize: 0 }]),
      /damaged|not a zip/,
    ),
    archive(
      "of 16 MB of empty blocks",
      zip([
        {
          name: "a/b/c.png",
          data: joined(
            repeated(Buffer.from([0, 0, 0, 255, 255]), 3_000_000),
            deflateRawSync(blank),
          ),
        },
      ]),
      /is larger than/,
    ),
  ];
}

/** @returns {Case[]} */
export const archives = () => [...directories(), ...sharing(), ...counted(), ...lying()];
