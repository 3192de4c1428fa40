/** What a visitor does at the few-shot workbench. */

import assert from "node:assert/strict";

/** @typedef {import("./visit.mjs").Visit} Visit */

/** @param {Visit} page @param {string} kind @param {number} [patience] */
export async function workIs(page, kind, patience) {
  await page.until(
    `the work is ${kind}`,
    async () => (await page.get("methods-panel").getAttribute("data-work")) === kind,
    patience,
  );
  await page.accessible(`with the work ${kind}`);
}

/** @param {Visit} page @param {string} id */
export const method = (page, id) => page.find(`[data-testid="method"][data-method="${id}"]`);

/** Where it is ticked. @param {Visit} page @param {string} id */
export const choice = (page, id) => page.find(`[data-testid="method-choice"][data-method="${id}"]`);

/**
 * @param {Visit} page
 * @param {string} id
 * @param {string} what
 * @param {string} [variant]
 * @param {string} [attribute]
 */
export async function figure(page, id, what, variant = "plain", attribute = "data-value") {
  const line = method(page, id).locator(`[data-testid="${what}"][data-variant="${variant}"]`);
  const text = await line.getAttribute(attribute);
  assert.ok(text && Number.isFinite(Number(text)), `${what} of ${id} is “${text}”`);
  return Number(text);
}

/**
 * Draws on a pad with the mouse.
 * @param {Visit} page
 * @param {string} id
 * @param {number[][][]} strokes
 */
export async function drawOn(page, id, strokes) {
  const pad = page.get(id);
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  assert.ok(box, `${id} is to be seen`);
  const { mouse } = page.page;
  for (const [first, ...rest] of strokes) {
    await mouse.move(box.x + first[0] * box.width, box.y + first[1] * box.height);
    await mouse.down();
    for (const [x, y] of rest)
      await mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 4 });
    await mouse.up();
  }
}

/** The same drawing by another hand. @param {number[][][]} strokes @param {number} by */
export const shifted = (strokes, by) =>
  strokes.map((line) => line.map(([x, y]) => [0.5 + (x - 0.5) * (1 - by) + by / 4, y + by / 5]));

/** @param {Visit} page @param {string} name */
export async function addClass(page, name) {
  await page.fill("own-name", name);
  await page.click("own-add");
}

/** @param {Visit} page @param {string} name @param {number[][][]} strokes */
export async function putInto(page, name, strokes) {
  const drawings = () => page.get("own-drawing").count();
  const before = await drawings();
  await drawOn(page, "own-pad", strokes);
  await page.find(`button[aria-label="Add drawing to ${name}"]`).click();
  await page.until("the drawing is in its class", async () => (await drawings()) === before + 1);
}

/**
 * Draws on the guess pad and waits for an answer.
 * @param {Visit} page
 * @param {number[][][]} strokes
 * @param {string} id
 */
export async function guess(page, strokes, id) {
  if (await page.get("guess-clear").isEnabled()) await page.click("guess-clear");
  await drawOn(page, "guess-pad", strokes);
  const row = page.find(`[data-testid="guess-row"][data-method="${id}"]`);
  await page.until(
    "all have answered",
    async () => (await page.get("guess-panel").getAttribute("data-answered")) === "true",
  );
  return row.getAttribute("data-answer");
}
