/** IDX files of strangers, and gzip. */

import { big, joined } from "../bytes/binary.js";
import {
  emptyBlocks,
  emptyMembers,
  gzip,
  IMAGES,
  images,
  LABELS,
  labels,
  longHead,
} from "../bytes/idx.js";

/** @typedef {import("../parts/hostile.js").Case} Case */

const DAMAGED = /file is damaged|file is cut short/;
const UNPACK = /Unpack it, and pick the unpacked file/;

/**
 * @param {string} name
 * @param {Uint8Array[]} files
 * @param {RegExp} [refused]
 * @param {"train" | "test"} [split]
 * @returns {Case}
 */
const files = (name, files, refused, split = "train") => ({
  name: `digits ${name}`,
  commands: [
    {
      type: "loadFiles",
      split,
      files: files.map((bytes, at) => ({ name: `file ${at}`, bytes: joined(bytes) })),
    },
  ],
  refused,
});

/** @param {string} name @param {Uint8Array} bytes @param {RegExp} [refused] */
const pictures = (name, bytes, refused) => files(name, [bytes, labels(10)], refused);

/** @returns {Case[]} */
function plain() {
  const ten = images(10);
  const head = (/** @type {number[]} */ ...numbers) => joined(big(...numbers), ten.subarray(16));
  return [
    files("without a file", [], /come in pairs/),
    files("of 1,000 files", Array(1000).fill(ten), /come in pairs/),
    files("of two empty files", [new Uint8Array(), new Uint8Array()], /is empty/),
    files("that are swapped", [labels(10), ten], /were the two files swapped/),
    files("of which there is none", [images(0), labels(0)], /declares 0 images/),
    files("of which there is one", [images(1), labels(1)], /takes two at least/),
    files("of which there is one, to be held out", [images(1), labels(1)], undefined, "test"),
    files("of other numbers", [ten, labels(11)], /labels file 11 labels/),
    pictures("cut in their header", ten.slice(0, 9), /ends inside its header/),
    pictures("cut in their pixels", ten.slice(0, 5000), /is cut short/),
    pictures("with a byte too many", joined(ten, Buffer.from([0])), /more bytes than its header/),
    pictures(
      "of 4 billion images, they say",
      head(IMAGES, 0xffffffff, 28, 28),
      /declares 4294967295 images/,
    ),
    pictures(
      "of 300,001 images, they say",
      head(IMAGES, 300_001, 28, 28),
      /declares 300001 images/,
    ),
    pictures("of 300,000 images, they say", head(IMAGES, 300_000, 28, 28), /is cut short/),
    pictures("of 2³² pixels, they say", head(IMAGES, 10, 0xffffffff, 0xffffffff), /expected 28x28/),
    files(
      "with a label of 10",
      [ten, joined(big(LABELS, 10), Buffer.alloc(10, 10))],
      /has the label 10/,
    ),
    files("that are a web page", [Buffer.from(" <html>"), labels(10)], /is a web page/),
    files("of 16 MB", [images(20_000), labels(20_000)]),
  ];
}

/** @returns {Case[]} */
function packed() {
  const ten = gzip(images(10));
  const damaged = ten.slice();
  damaged[damaged.length - 8] ^= 1;
  return [
    pictures("of a gzip head", ten.slice(0, 2), DAMAGED),
    pictures("cut in their stream", ten.slice(0, 40), DAMAGED),
    pictures("with a wrong checksum", damaged, DAMAGED),
    pictures("packed twice", gzip(ten), /starts with the number/),
    pictures("with something behind them", joined(ten, Buffer.from("something")), DAMAGED),
    pictures("behind 4,000 empty members", joined(emptyMembers(4_000), ten)),
    pictures("of 800,000 empty members", emptyMembers(800_000), /more than 4,096 members/),
    pictures("of 3 million empty blocks", emptyBlocks(3_000_000), DAMAGED),
    pictures("in a member whose name has 15 MB", longHead(7_000_000), DAMAGED),
    files("of 229 kB for 300,000 images", [gzip(images(300_000)), gzip(labels(300_000))], UNPACK),
    files(
      "of 200 MiB behind the first ten",
      [gzip(joined(images(10), Buffer.alloc(200 << 20))), labels(10)],
      /more bytes than/,
    ),
    files("of 42,000 blank images", [gzip(images(42_000)), gzip(labels(42_000))]),
    files(
      "of labels for 200 MiB",
      [ten, gzip(joined(big(LABELS, 10), Buffer.alloc(200 << 20)))],
      /more bytes than/,
    ),
  ];
}

/** @returns {Case[]} */
export const digits = () => [...plain(), ...packed()];
