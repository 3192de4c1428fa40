/** What the built page fetches, as it would be sent: in brotli. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { visit } from "../browser.mjs";
import { DIST, Host } from "../server.mjs";
import { atRest, everywhere } from "./places.mjs";

/** @type {Map<string, number>} */
const known = new Map();

/** @param {string} path Below the page's own. @returns {number} 0 where there is no such file. */
export function compressed(path) {
  const file = join(DIST, path);
  if (!known.has(path))
    known.set(path, existsSync(file) ? brotliCompressSync(readFileSync(file)).length : 0);
  return known.get(path) ?? 0;
}

/**
 * Up to the first reconstruction, and then in a walk through every place without a press. In a
 * host of its own, which serves the page as it is built, and on the CPU.
 *
 * @param {import("playwright-core").Browser} browser
 */
export async function bytes(browser) {
  const host = await Host.open();
  /** @type {string[]} */
  let first = [];
  try {
    const search = "?device=cpu";
    await visit({ browser, host, name: "bytes", search }, async (page) => {
      await page.until("a digit is repainted", async () => (await page.encodings()) > 0);
      first = [...new Set(host.requests)];
      await page.ready();
      await atRest(page);
      await everywhere(page, async () => {});
    });
  } finally {
    await host.close();
  }
  const later = [...new Set(host.requests)].filter((path) => !first.includes(path));
  const sized = (/** @type {string[]} */ paths) =>
    paths
      .map((path) => ({ path, bytes: compressed(path) }))
      .sort((one, other) => other.bytes - one.bytes);
  return { arrival: sized(first), unasked: sized(later) };
}
