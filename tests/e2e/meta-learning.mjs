/** What a visitor does in the lab: the memory, and meta-training. */

/** @typedef {import("./visit.mjs").Visit} Visit */

/** Outer steps of MAML-like algorithms take a second each on a busy machine. */
export const LONG_MS = 180_000;

/** Few built-in digits, as Train makes them when they are first needed. @param {Visit} page */
export async function smallData(page) {
  await page.ready();
  await page.get("source-builtin").check();
  await page.fill("builtin-train", 400);
  await page.fill("builtin-test", 200);
}

/** @param {Visit} page @param {string} status */
export async function metaIs(page, status) {
  await page.until(
    `meta-training is ${status}`,
    async () => (await page.get("meta-training").getAttribute("data-status")) === status,
    LONG_MS,
  );
  await page.accessible(`with meta-training ${status}`);
}

/** @param {Visit} page @param {number} count */
export async function holds(page, count) {
  await page.until(
    `the memory holds ${count}`,
    async () => (await page.number("memory-panel", "data-traces")) === count,
  );
  await page.accessible(`with ${count} traces`);
}

/** @param {Visit} page @param {string} id @param {string} attribute */
export const values = (page, id, attribute) =>
  page
    .get(id)
    .evaluateAll(
      (elements, name) => elements.map((element) => Number(element.getAttribute(name))),
      attribute,
    );

export const sum = (/** @type {number[]} */ all) => all.reduce((total, value) => total + value, 0);
