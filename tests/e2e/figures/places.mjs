/** Every room of the page and every part of one, and the screens on which they are looked at. */

import { addressOf, ROOMS } from "../../../www/state/place.js";

/** @typedef {import("../visit.mjs").Visit} Visit */

/** @type {string[]} Addresses, such as `#/see` and `#/lab/memory`. */
export const PLACES = Object.entries(ROOMS).flatMap(([name, parts]) => {
  const room = /** @type {keyof typeof ROOMS} */ (name);
  return parts.length === 0
    ? [addressOf({ room, part: null })]
    : parts.map((part) => addressOf({ room, part }));
});

export const SCREENS = /** @type {const} */ ({
  desk: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
});

/**
 * As a link leads there, until what it shows on arrival has come.
 *
 * @param {Visit} visit
 * @param {string} address
 */
export async function goTo(visit, address) {
  await visit.page.evaluate((hash) => Object.assign(location, { hash }), address);
  const room = address.slice(2).split("/")[0] ?? "";
  await visit.reaches("room", room);
  await atRest(visit);
}

/**
 * Until nothing has been fetched, and the page has not grown, for a while: what moves on, such as
 * a replay, may.
 *
 * @param {Visit} visit
 */
export async function atRest({ page }) {
  await page.waitForLoadState("networkidle");
  await page.evaluate(
    () =>
      /** @type {Promise<void>} */ (
        new Promise((resolve) => {
          const start = performance.now();
          let since = start;
          let seen = "";
          const look = () => {
            const now = performance.now();
            const tall = document.documentElement.scrollHeight;
            const canvases = document.querySelectorAll("canvas").length;
            const shape = `${tall} ${canvases}`;
            if (shape !== seen) since = now;
            seen = shape;
            if (now - since > 600 || now - start > 15_000) resolve();
            else setTimeout(look, 50);
          };
          look();
        })
      ),
  );
}

/**
 * Looks at every place in turn.
 *
 * @template T
 * @param {Visit} visit
 * @param {(address: string) => Promise<T>} look
 * @returns {Promise<Record<string, T>>}
 */
export async function everywhere(visit, look) {
  /** @type {Record<string, T>} */
  const found = {};
  for (const address of PLACES) {
    await goTo(visit, address);
    found[address] = await look(address);
  }
  return found;
}
