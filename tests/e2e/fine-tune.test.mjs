/** Fast adaptation to a handful of drawings, and the way back. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { openBrowser, visit } from "./browser.mjs";
import { DIST, Host } from "./server.mjs";
import { SYMBOLS, THREE } from "./strokes.mjs";
import { likeness } from "./visit.mjs";

/** @typedef {import("./visit.mjs").Visit} Visit */

/** @type {Host} */
let host;
/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  host = await Host.open();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await host?.close();
});

/**
 * The whole weights, as the first training brings them: from then on the pretrained model's figures
 * stand, to the bit.
 *
 * @param {Visit} page
 */
async function wholeWeights(page) {
  await page.ready();
  await page.get("weights-file").setInputFiles(join(DIST, "www/weights/vae-mnist.safetensors"));
  await page.until("they are loaded", async () =>
    (await page.text("status-weights")).startsWith("vae-mnist.safetensors"),
  );
}

/** Draws the five symbols and keeps each. @param {Visit} page */
async function keepSymbols(page) {
  for (const strokes of SYMBOLS) await page.keep(strokes);
  await page.until(
    "all are compared",
    async () => (await page.get("tune-before-nats").count()) === SYMBOLS.length,
  );
}

/**
 * The nats of each drawing, all there.
 * @param {Visit} page
 * @param {"tune-before-nats" | "tune-after-nats"} id
 */
async function nats(page, id) {
  /** @type {number[]} */
  let values = [];
  await page.until(`${id} are there`, async () => {
    const texts = await Promise.all(
      (await page.get(id).all()).map((each) => each.getAttribute("data-value")),
    );
    values = texts.filter((text) => text !== null).map(Number);
    return values.length === SYMBOLS.length;
  });
  return values;
}

test("five drawings: their loss falls, the pretrained model stays, going back restores it", () =>
  visit({ browser, host, name: "fine-tune" }, async (page) => {
    await wholeWeights(page);
    await keepSymbols(page);
    const before = await nats(page, "tune-before-nats");

    await page.clear();
    await page.draw(THREE);
    const shown = await page.picture(page.get("model-reconstruction"));
    const total = await page.number("nats-total");

    await page.fill("tune-epochs", 40);
    await page.click("tune-start");
    await page.until("the run is over", async () => (await page.steps("tune")) === 40);
    await page.runIs("tune", "idle");
    const [begun, ended] = [
      await page.number("tune-loss", "data-first"),
      await page.number("tune-loss"),
    ];
    assert.ok(ended < begun, `from ${begun} to ${ended} nats`);

    const after = await nats(page, "tune-after-nats");
    before.forEach((nats, index) =>
      assert.ok(after[index] < nats, `drawing ${index}: ${nats} → ${after[index]}`),
    );
    assert.deepEqual(
      await nats(page, "tune-before-nats"),
      before,
      "the pretrained model's figures stand",
    );
    assert.equal(
      (await page.pictures("tune-rows")).length,
      3 * SYMBOLS.length,
      "original, before and after",
    );

    // Through the adapted model the digit looks otherwise; back on the pretrained one, as before.
    await page.click("model-adapted");
    await page.reaches("model", "fineTuned");
    await page.accessible("with the adapted model");
    await page.until("the picture has changed", async () => {
      const now = await page.picture(page.get("model-reconstruction"));
      return likeness(now, shown) < 0.9999;
    });
    await page.click("model-pretrained");
    await page.reaches("model", "pretrained");
    await page.settled();
    assert.deepEqual(await page.picture(page.get("model-reconstruction")), shown);
    assert.equal(await page.number("nats-total"), total);
  }));

test("keep puts the copy in use, discard returns to the pretrained model, exactly", () =>
  visit({ browser, host, name: "discard" }, async (page) => {
    await wholeWeights(page);
    await keepSymbols(page);
    await page.clear();
    await page.draw(SYMBOLS[0]);
    const shown = await page.picture(page.get("model-reconstruction"));
    const total = await page.number("nats-total");

    await page.fill("tune-epochs", 20);
    await page.click("tune-start");
    await page.until("the run is over", async () => (await page.steps("tune")) === 20);
    await page.runIs("tune", "idle");
    await page.click("tune-keep");
    await page.reaches("model", "fineTuned");
    await page.until(
      "the drawing is seen through the copy",
      async () => (await page.number("nats-total")) < total,
    );

    await page.click("tune-discard");
    await page.reaches("model", "pretrained");
    await page.settled();
    assert.deepEqual(await page.picture(page.get("model-reconstruction")), shown);
    assert.equal(await page.number("nats-total"), total);
    assert.notEqual(await page.get("model-adapted").getAttribute("hidden"), null);
  }));

test("with no drawing selected, fine-tuning says what it needs", () =>
  visit({ browser, host, name: "no-drawings" }, async (page) => {
    await page.ready();
    await page.keep(SYMBOLS[0]);
    await page.click("tune-none");
    await page.click("tune-start");
    const { text } = await page.notice("no-drawings");
    assert.match(text, /drawings/);
    assert.equal(await page.get("tune-panel").getAttribute("data-status"), "idle");
  }));
