/** An engine whose memory ends sooner: the module's own, with a maximum written into it. */

import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MEMORY_SECTION = 5;

/** A number in 7 bits a byte. @param {number} value */
function leb(value) {
  /** @type {number[]} */
  const bytes = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return [...bytes, value];
}

/** @param {Uint8Array} bytes @param {number} at @returns {[value: number, next: number]} */
function unleb(bytes, at) {
  let value = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = bytes[at++] ?? 0;
    value += (byte % 128) * factor;
    if (byte < 128) return [value, at];
  }
}

/** @param {Uint8Array} wasm @param {number} pages Of 64 KiB. */
export function capped(wasm, pages) {
  // Behind the magic word and the version: sections, each with its kind and its length.
  for (let at = 8; at < wasm.length; ) {
    const kind = wasm[at];
    const [length, body] = unleb(wasm, at + 1);
    if (kind === MEMORY_SECTION) {
      const [count, limits] = unleb(wasm, body);
      if (count !== 1) throw new Error(`the engine has ${count} memories`);
      const [least] = unleb(wasm, limits + 1);
      const section = [1, 1, ...leb(least), ...leb(pages)];
      return Buffer.concat([
        wasm.subarray(0, at),
        Buffer.from([MEMORY_SECTION, ...leb(section.length), ...section]),
        wasm.subarray(body + length),
      ]);
    }
    at = body + length;
  }
  throw new Error("the engine has no memory of its own");
}

/** A folder with the capped engine. @param {string} folder Of the engine. @param {number} mib */
export function cappedEngine(folder, mib) {
  const own = mkdtempSync(join(tmpdir(), "metavae-capped-"));
  cpSync(folder, own, { recursive: true });
  const wasm = join(own, "metavae_bg.wasm");
  writeFileSync(wasm, capped(readFileSync(wasm), mib * 16));
  return own;
}
