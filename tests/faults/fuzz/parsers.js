/**
 * The parsers, and what each is fed: something valid that is disturbed, often with its checksums and
 * lengths set right again, since a parser that stops at those has not been tried.
 */

import { createHash } from "node:crypto";
import { deflateSync, gunzipSync } from "node:zlib";
import { omniglotArchive } from "../../js/real/files.js";
import { pageFile } from "../../js/real/page.js";
import { joined } from "../bytes/binary.js";
import { gzip, images, labels } from "../bytes/idx.js";
import { blankRows, chunk, png, SIGNATURE } from "../bytes/png.js";
import { file, parsed } from "../bytes/safetensors.js";
import { zip } from "../bytes/zip.js";
import { disturbed, EDGES, mutated, Random } from "./random.js";

/** @typedef {import("../../../www/engine/wire.js").Command} Command */

/** @param {Uint8Array} images @param {Uint8Array} labels @returns {Command[]} */
const picked = (images, labels) => [
  {
    type: "loadFiles",
    split: "train",
    files: [images, labels].map((bytes, at) => ({ name: String(at), bytes: joined(bytes) })),
  },
];

/** @param {Random} random */
function digits(random) {
  const count = 2 + random.below(12);
  const [plain, names] = [images(count, random.below(256)), labels(count)];
  return random.chance(2) ? [mutated(random, plain), names] : [plain, mutated(random, names)];
}

/** @param {Random} random @returns {Command[]} */
function idx(random) {
  const [plain, names] = digits(random);
  return picked(plain, names);
}

/** @param {Random} random @param {Uint8Array} bytes */
function packed(random, bytes) {
  const whole = gzip(bytes, random.below(10));
  const parts = random.chance(8) ? joined(whole, gzip(bytes.subarray(0, random.below(99)))) : whole;
  return random.chance(2) ? mutated(random, parts) : parts;
}

/** @param {Random} random @returns {Command[]} */
function idxInGzip(random) {
  const [plain, names] = digits(random);
  return picked(packed(random, plain), random.chance(2) ? names : packed(random, names));
}

/** @param {Uint8Array} bytes */
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** @param {Random} random @returns {Command[]} */
function shard(random) {
  const plain = random.chance(4)
    ? joined(images(5), labels(5))
    : mutated(random, joined(images(5), labels(5)), 3);
  const each = { bytes: 1000, images: random.chance(8) ? 1 + random.below(60_000) : 5 };
  const shards = [
    { ...each, file: "train.shard", split: "train", sha256: sha256(plain) },
    { ...each, file: "test.shard", split: "test", sha256: sha256(plain) },
  ];
  const bytes = random.chance(3) ? plain : packed(random, plain);
  return [
    { type: "openShards", manifest: JSON.stringify({ version: 1, name: "Own", shards }) },
    { type: "addShard", file: random.of(["train.shard", "test.shard"]), bytes: joined(bytes) },
  ];
}

/** @param {Random} random @returns {Command[]} */
function manifest(random) {
  const shards = Array.from({ length: 1 + random.below(6) }, (_, at) => ({
    file: `${at}.shard`,
    split: at % 2 === 0 ? "train" : "test",
    images: 1 + random.below(1000),
    bytes: 1 + random.below(100_000),
    sha256: sha256(random.bytes(4)),
  }));
  const whole = { version: 1, name: "Own", shards };
  const text = JSON.stringify(disturbed(random, whole, 40)) ?? "";
  const manifest = random.chance(3)
    ? Buffer.from(mutated(random, Buffer.from(text))).toString("latin1")
    : text;
  return [{ type: "openShards", manifest }];
}

/** Bits that a sample may have, by the colour type. */
const DEPTHS = /** @type {Record<number, number[]>} */ ({
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
});

/** @param {Random} random A picture that is right, or nearly. */
function picture(random) {
  const side = () => random.of([28, 28, 29, 31, 64, 105, 28 + random.below(99)]);
  const [width, height] = [side(), random.chance(20) ? random.of(EDGES) % 2000 : side()];
  const color = random.chance(20) ? random.below(8) : random.of([0, 2, 3, 4, 6]);
  const depth = random.chance(20) ? random.below(20) : random.of(DEPTHS[color] ?? [8]);
  const interlace = random.chance(20) ? random.below(4) : random.of([0, 0, 1]);
  // Interlaced, a picture has up to twice as many rows, each with a byte for its filter.
  const length = blankRows(width, height, depth, color).length + interlace * (width + 15 * height);
  // A filter is 0 to 4: where every byte is, every row has one.
  const [noise, values] = [Math.min(length, 4096), random.chance(10) ? 256 : 5];
  const rows = random.bytes(noise).map((byte) => byte % values);
  const data = deflateSync(joined(rows, new Uint8Array(length - rows.length)));
  const cut = random.below(data.length);
  const colors = random.chance(8) ? random.of(EDGES) % 1100 : 3 * (1 + random.below(256));
  return png({
    width,
    height,
    color,
    depth,
    interlace,
    before: [
      ...(color === 3 || random.chance(6) ? [chunk("PLTE", random.bytes(colors))] : []),
      ...(random.chance(4) ? [chunk("tRNS", random.bytes(random.below(300)))] : []),
      ...(random.chance(6)
        ? [chunk(random.of(["tEXt", "acTL", "iCCP", "sBIT"]), random.bytes(9))]
        : []),
    ],
    ...(random.chance(3)
      ? { pixels: [chunk("IDAT", data.subarray(0, cut)), chunk("IDAT", data.subarray(cut))] }
      : { packed: random.chance(4) ? mutated(random, data) : data }),
  });
}

/** Its chunks, each with the checksum that it ought to have. @param {Uint8Array} bytes */
function resealed(bytes) {
  /** @type {Uint8Array[]} */
  const parts = [SIGNATURE];
  const view = Buffer.from(bytes);
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = Math.min(view.readUInt32BE(at), bytes.length - at - 12);
    const type = view.subarray(at + 4, at + 8).toString("latin1");
    parts.push(chunk(type, bytes.subarray(at + 8, at + 8 + length)));
    at += 12 + length;
  }
  return joined(...parts);
}

/** @param {Random} random @returns {Command[]} */
function pictures(random) {
  const whole = picture(random);
  const changed = random.chance(3) ? resealed(mutated(random, whole, 3)) : whole;
  const data = random.chance(10) ? mutated(random, changed) : changed;
  return [{ type: "loadOmniglot", bytes: zip([{ name: "a/b/c.png", data }]) }];
}

const own = omniglotArchive("Own", 2, 2);

/** @param {Random} random @returns {Command[]} */
function archives(random) {
  if (random.chance(3)) return [{ type: "loadOmniglot", bytes: mutated(random, own) }];
  const entries = Array.from({ length: 1 + random.below(5) }, (_, at) => {
    const data = random.chance(3) ? random.bytes(random.below(300)) : png();
    const odd = /** @type {Record<string, number>} */ ({});
    for (const field of ["size", "packedSize", "sum", "at", "method", "flags"])
      if (random.chance(12)) odd[field] = random.of(EDGES);
    const name = random.chance(4) ? random.bytes(random.below(60)) : `a/b/${at}.png`;
    return { name, data, method: random.of([0, 8]), ...odd };
  });
  const says = random.chance(4)
    ? { [random.of(["entries", "size", "at", "commentSize"])]: random.of(EDGES) }
    : {};
  const bytes = zip(entries, says);
  return [{ type: "loadOmniglot", bytes: random.chance(2) ? mutated(random, bytes, 3) : bytes }];
}

const vae = parsed(pageFile("weights/vae-mnist.safetensors"));
// Its numbers, in as few bytes as they can be: most files are refused by their header.
const [some, all] = [vae.body.slice(0, 4096), vae.body];

/** @param {Random} random @returns {Command[]} */
function safetensors(random) {
  const body = random.chance(8) ? all : some;
  const header = JSON.stringify(disturbed(random, vae.header, 300)) ?? "";
  const length = random.chance(10) ? random.of(EDGES) : undefined;
  const whole = file(random.chance(10) ? mutatedText(random, header) : header, body, length);
  const bytes = body === some && random.chance(3) ? mutated(random, whole) : whole;
  const slot = random.of(/** @type {const} */ (["pretrained", "fineTuned"]));
  return random.chance(2)
    ? [{ type: "loadWeights", slot, name: "own", bytes }]
    : [
        {
          type: "loadMetaWeights",
          algorithm: random.of(["anil", "hypernetwork"]),
          name: "own",
          bytes,
        },
      ];
}

const small = gunzipSync(pageFile("weights/vae-mnist-small.packed"));
const ofSmall = parsed(small);
const nameOfSmall = sha256(small);

/** Bytes a number. */
const SIZES = /** @type {Record<string, number>} */ ({ U8: 1, I8: 1, F16: 2, F32: 4 });

/**
 * Tensors that lie where their file says, most of them as they ought to be: what is wrong is what
 * they are, whole or as a patch, in gzip or not.
 *
 * @param {Random} random
 * @returns {Command[]}
 */
function packedWeights(random) {
  // Without the large layers a patch is small, and most bytes are in what is read first.
  const without = ["encoder.5.weight", "decoder.2.weight"].filter(() => !random.chance(8));
  const all = Object.entries(ofSmall.header).filter(
    ([name]) => !without.some((large) => name.startsWith(large)),
  );
  /** @type {Record<string, unknown>} */
  const header = random.chance(4) ? {} : { __metadata__: { base: nameOfSmall } };
  /** @type {Uint8Array[]} */
  const parts = [];
  let end = 0;
  for (const [name, { dtype, shape, data_offsets: at }] of all) {
    if (random.chance(40)) continue;
    const other = random.chance(40) ? random.of(Object.keys(SIZES)) : dtype;
    const sides = random.chance(60) ? random.of([[], [0], [1], [2, 1]]) : shape;
    const length = sides.reduce((product, side) => product * side, SIZES[other] ?? 1);
    const odd = random.of([".codes", ".scale", ".zero", ""]);
    const called = random.chance(60) ? name.replace(/\.(codes|scale|zero)$/, odd) : name;
    const bytes = ofSmall.body.slice(at[0], at[1]);
    if (called in header) continue;
    header[called] = { dtype: other, shape: sides, data_offsets: [end, end + length] };
    parts.push(
      joined(bytes.subarray(0, length), new Uint8Array(Math.max(0, length - bytes.length))),
    );
    end += length;
  }
  const plain = file(header, joined(...parts));
  const bytes = random.chance(3) ? packed(random, plain) : plain;
  const base = random.chance(6) ? {} : { base: random.chance(8) ? mutated(random, small) : small };
  const load = /** @type {const} */ ({ type: "loadWeights", slot: "pretrained", name: "own" });
  return [{ ...load, bytes: joined(bytes), ...base }];
}

/** @param {Random} random @param {string} text */
const mutatedText = (random, text) =>
  Buffer.from(mutated(random, Buffer.from(text))).toString("latin1");

/** @param {Random} random @returns {Command[]} */
function strokes(random) {
  const size = random.of([1, 300, 1e-30, 1e30, 3e38]);
  const coordinate = () =>
    random.chance(200)
      ? random.of([Number.NaN, Number.POSITIVE_INFINITY, 1e300, -3.4e38, 3.4e38, 1e-45, -0])
      : size * (random.below(1000) / 1000 - 0.5);
  const length = () => random.of([0, 1, 2, 4, 6, 20, 200, random.chance(50) ? 20_000 : 10]);
  const drawn = Array.from({ length: random.of([0, 1, 2, 5, random.chance(50) ? 1001 : 3]) }, () =>
    Array.from({ length: length() }, coordinate),
  );
  const drawing = random.chance(10) ? disturbed(random, drawn, 500) : drawn;
  return [{ type: "rasterise", strokes: /** @type {number[][]} */ (drawing) }];
}

/** By name: the commands of a seed, of which the last is the input. */
export const PARSERS = /** @type {Record<string, (random: Random) => Command[]>} */ ({
  idx,
  idxInGzip,
  shard,
  manifest,
  pictures,
  archives,
  safetensors,
  packedWeights,
  strokes,
});

/** @param {string} parser @param {number} seed */
export const input = (parser, seed) => PARSERS[parser](new Random(seed));
