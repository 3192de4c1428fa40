/** PNG files of strangers, each in an archive. */

import { deflateSync } from "node:zlib";
import { repeated } from "../bytes/binary.js";
import { blankRows, chunk, palette, png, SIGNATURE } from "../bytes/png.js";
import { withPicture, zip } from "../bytes/zip.js";
import { archive } from "./archives.js";

/** @typedef {import("../parts/hostile.js").Case} Case */

const UNREADABLE = /“a\/b\/c.png” is no picture that can be read/;
const nothing = Buffer.alloc(0);

/** @param {string} name @param {Uint8Array} bytes @param {RegExp} [refused] */
const picture = (name, bytes, refused) =>
  archive(`of a picture ${name}`, withPicture(bytes), refused);

/** @returns {Case[]} */
function palettes() {
  const whole = /palette is not of 1 to 256 colours/;
  return [
    ...[0, 1, 2, 4, 5, 767, 769, 771, 3000].map((bytes) =>
      picture(`with a palette of ${bytes} bytes`, palette(bytes), whole),
    ),
    picture("with a palette of one colour", palette(3)),
    picture("without its palette", png({ color: 3 }), UNREADABLE),
    picture(
      "with an index beyond its palette",
      png({
        color: 3,
        rows: Buffer.alloc(28 * 29, 0).fill(9, 1, 29),
        before: [chunk("PLTE", Buffer.alloc(3))],
      }),
    ),
    picture(
      "with more transparency than colours",
      png({ color: 3, before: [chunk("PLTE", Buffer.alloc(3)), chunk("tRNS", Buffer.alloc(900))] }),
    ),
    picture(
      "with two palettes",
      png({ color: 3, before: [chunk("PLTE", Buffer.alloc(6)), chunk("PLTE", Buffer.alloc(768))] }),
      UNREADABLE,
    ),
  ];
}

/** @returns {Case[]} */
function sizes() {
  const sides = /28 to 1024 each way are read/;
  const tall = { width: 1024, height: 1024 };
  const many = (/** @type {number} */ count, /** @type {Uint8Array} */ data) =>
    zip(Array.from({ length: count }, (_, at) => ({ name: `a/b/${at}.png`, method: 8, data })));
  return [
    picture("of no pixels", png({ width: 0, height: 0, rows: nothing }), UNREADABLE),
    picture(
      "of 2³¹ pixels",
      png({ width: 0x7fffffff, height: 0x7fffffff, rows: nothing }),
      /no picture|each way/,
    ),
    picture("of 27 pixels", png({ width: 27 }), sides),
    picture("of 1,025 pixels", png({ height: 1025 }), sides),
    picture("of 1024×1024 pixels of 64 bits", png({ ...tall, depth: 16, color: 6 })),
    picture(
      "of 5 MiB",
      png({ packed: deflateSync(Buffer.alloc(5 << 20), { level: 0 }) }),
      /is larger than 4194304 bytes/,
    ),
    archive("of 100 pictures of 1024×1024 pixels", many(100, png(tall))),
    archive(
      "of 200 pictures of 1024×1024 pixels of 64 bits",
      many(200, png({ ...tall, depth: 16, color: 6 })),
      /too many, or too large/,
    ),
    archive(
      "of 600 interlaced pictures",
      many(600, png({ width: 512, height: 512, interlace: 1, rows: Buffer.alloc(512 * 600) })),
      /too many, or too large|no picture/,
    ),
  ];
}

/** @returns {Case[]} */
function chunks() {
  const rows = deflateSync(blankRows(28, 28, 8, 0));
  const empty = chunk("IDAT", nothing);
  const zeros = deflateSync(Buffer.alloc(200 << 20), { level: 9 });
  return [
    picture("that is none", Buffer.from("no picture"), /it is not a PNG file/),
    picture("of its signature alone", SIGNATURE, /it is cut short/),
    picture("without pixels", png({ pixels: [] }), UNREADABLE),
    picture("of half its pixels", png({ rows: Buffer.alloc(14 * 29) }), UNREADABLE),
    picture("of 200 MiB behind its pixels", png({ packed: zeros })),
    picture(
      "of 300,000 empty parts",
      png({ pixels: [repeated(empty, 300_000), chunk("IDAT", rows)] }),
    ),
    picture(
      "with a part that says it has 4 GiB",
      png({ before: [chunk("tEXt", nothing, 0xffffffff)] }),
      /it is cut short/,
    ),
    picture(
      "with a part that nobody knows",
      png({ before: [chunk("ABCD", nothing)] }),
      /unknown part/,
    ),
    picture("with 3 MB of text", png({ before: [chunk("tEXt", Buffer.alloc(3_000_000, 65))] })),
    picture(
      "with a profile that unpacks to 200 MiB",
      png({ before: [chunk("iCCP", Buffer.concat([Buffer.from("x\0\0"), zeros]))] }),
    ),
    picture(
      "that says it moves",
      png({ before: [chunk("acTL", Buffer.alloc(8, 255)), chunk("fcTL", Buffer.alloc(26, 255))] }),
    ),
    picture(
      "with two headers",
      png({ before: [chunk("IHDR", Buffer.from([0, 0, 0, 28, 0, 0, 0, 28, 8, 0, 0, 0, 0]))] }),
      UNREADABLE,
    ),
    picture("of a depth that there is not", png({ depth: 3 }), UNREADABLE),
    picture("of colours that there are not", png({ color: 5 }), UNREADABLE),
    picture("with a filter that there is not", png({ rows: Buffer.alloc(28 * 29, 9) }), UNREADABLE),
    picture("whose pixels are not packed", png({ packed: Buffer.alloc(500, 7) }), UNREADABLE),
  ];
}

/** @returns {Case[]} */
export const pictures = () => [...palettes(), ...sizes(), ...chunks()];
