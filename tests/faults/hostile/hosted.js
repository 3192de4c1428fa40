/** Manifests and shards of a host that is not what it seems. */

import { createHash } from "node:crypto";
import { big, joined } from "../bytes/binary.js";
import { emptyBlocks, emptyMembers, gzip, IMAGES, images, labels } from "../bytes/idx.js";

/** @typedef {import("../parts/hostile.js").Case} Case */
/** @typedef {import("../../../www/engine/wire.js").ShardFile} ShardFile */

/** @param {Uint8Array} bytes */
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** @param {Partial<ShardFile>} [says] @returns {ShardFile} */
const shard = (says) => ({
  file: "train.shard",
  split: "train",
  images: 10,
  bytes: 1000,
  sha256: "0".repeat(64),
  ...says,
});

const test = shard({ file: "test.shard", split: "test" });

/** @param {unknown[]} shards */
const listed = (...shards) => JSON.stringify({ version: 1, name: "A host's", shards });

/** @param {string} name @param {string} manifest @param {RegExp} [refused] @returns {Case} */
const manifest = (name, manifest, refused) => ({
  name: `a manifest ${name}`,
  commands: [{ type: "openShards", manifest }],
  refused,
});

/** @returns {Case[]} */
function manifests() {
  const many = (/** @type {number} */ count) =>
    Array.from({ length: count }, (_, at) => shard({ file: `${at}.shard`, images: 1 }));
  const nested = "[".repeat(500_000);
  const long = "x".repeat(900_000);
  return [
    manifest("of nothing", "", /cannot be read/),
    manifest("that is a web page", "<!doctype html>", /is a web page/),
    manifest("of half a million brackets", nested, /cannot be read/),
    manifest("of 2 MB", " ".repeat(2_000_000), /at most 1048576 are read/),
    manifest("of another version", JSON.stringify({ version: 2 }), /has version 2/),
    manifest("with a field of 900,000 bytes", `{"version": 1, "${long}": 1}`, /cannot be read/),
    manifest("without a shard", listed(), /lists 0 train images/),
    manifest("of 1,000 shards", listed(test, ...many(999))),
    manifest("of 1,001 shards", listed(test, ...many(1000)), /lists 1001 shards/),
    manifest(
      "of 7,000 shards",
      JSON.stringify({ version: 1, name: "x", shards: many(7000) }),
      /shards|at most/,
    ),
    manifest("that lists a shard twice", listed(test, shard(), shard()), /lists train.shard twice/),
    manifest(
      "that leads elsewhere",
      listed(test, shard({ file: "../../x.shard" })),
      /plain file name/,
    ),
    manifest(
      "of another host",
      listed(test, shard({ file: "https://host/x.shard" })),
      /plain file name/,
    ),
    manifest(
      "with a name of 900,000 bytes",
      listed(test, shard({ file: `${long}.shard` })),
      /plain file name/,
    ),
    manifest(
      "with a hash of 900,000 bytes",
      listed(test, shard({ sha256: long })),
      /expected SHA-256/,
    ),
    manifest(
      "of 4 billion images",
      listed(test, shard({ images: 0xffffffff })),
      /holds 4294967295 images/,
    ),
    manifest("of 10³⁰⁰ images", listed(test, shard({ images: 1e300 })), /cannot be read/),
    manifest("of −1 images", listed(test, shard({ images: -1 })), /cannot be read/),
    manifest(
      "of 1,000 shards of 60,000",
      listed(test, ...many(999).map((each) => ({ ...each, images: 60_000 }))),
      /train images; expected 1 to/,
    ),
    manifest("of shards of 4 GB", listed(test, shard({ bytes: 4e9 })), /has 4000000000 bytes/),
    manifest(
      "whose name is not seen",
      JSON.stringify({ version: 1, name: "\u202e\u200b", shards: [test, shard()] }),
      /needs a name/,
    ),
    manifest(
      "with a name of two",
      `{"version": 1, "name": "a", "name": "b", "shards": []}`,
      /cannot be read/,
    ),
  ];
}

/**
 * A shard of a manifest that lists it.
 *
 * @param {string} name
 * @param {Uint8Array} bytes
 * @param {Partial<ShardFile>} says
 * @param {RegExp} [refused]
 * @returns {Case}
 */
const brought = (name, bytes, says, refused) => ({
  name: `a shard ${name}`,
  commands: [
    { type: "openShards", manifest: listed(test, shard(says)) },
    { type: "addShard", file: "train.shard", bytes: joined(bytes) },
  ],
  refused,
});

/** @returns {Case[]} */
function shards() {
  const plain = joined(images(10), labels(10));
  const right = sha256(plain);
  const blank = joined(images(60_000), labels(60_000));
  const short = joined(images(10), labels(9));
  const wrong = joined(images(10), big(2049, 10), Buffer.alloc(10, 200));
  const unlisted = brought("that nobody listed", plain, { sha256: right }, /lists no shard/);
  unlisted.commands[1] = { type: "addShard", file: "x".repeat(1_000_000), bytes: plain };
  return [
    unlisted,
    brought("as it should be", gzip(plain), { sha256: right }),
    brought("of nothing", new Uint8Array(), {}, /is empty/),
    brought("that is a web page", Buffer.from("<html>"), {}, /is a web page/),
    brought("with another hash", gzip(plain), {}, /does not match its hash/),
    brought(
      "of another number",
      gzip(plain),
      { images: 11 },
      /holds 10 images, where the manifest/,
    ),
    brought(
      "of fewer labels",
      gzip(short),
      { sha256: sha256(short) },
      /holds 10 images, but 9 labels/,
    ),
    brought(
      "of labels that are no digits",
      gzip(wrong),
      { sha256: sha256(wrong) },
      /has the label 200/,
    ),
    brought("of 60,000 blank images", gzip(blank), { images: 60_000, sha256: sha256(blank) }),
    brought(
      "of 60,000 images, it says",
      gzip(joined(big(IMAGES, 60_000, 28, 28))),
      { images: 60_000 },
      /is cut short/,
    ),
    brought(
      "of 200 MiB",
      gzip(joined(plain, Buffer.alloc(200 << 20))),
      { sha256: right },
      /more bytes than/,
    ),
    brought("of 800,000 empty members", emptyMembers(800_000), {}, /more than 4,096 members/),
    brought("of 3 million empty blocks", emptyBlocks(3_000_000), {}, /is damaged|is cut short/),
  ];
}

/** @returns {Case[]} */
export const hosted = () => [...manifests(), ...shards()];
