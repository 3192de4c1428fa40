/** Pad, map and latents without sight of a pointer, and without dragging. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, visit } from "./browser.mjs";
import { Host } from "./server.mjs";
import { THREE } from "./strokes.mjs";
import { ink, likeness } from "./visit.mjs";

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

/** What a pad says of its pen. @param {Visit} page @param {string} pad */
const spoken = async (page, pad) =>
  (await page.page.locator(`[data-pad="${pad}"]`).textContent())?.trim();

test("a pad is an application that says where its pen is, and draws by keys alone", () =>
  visit({ browser, host, name: "pad-keys" }, async (page) => {
    await page.ready();
    const pad = page.get("pad");
    assert.equal(await pad.getAttribute("role"), "application");
    assert.equal(await pad.getAttribute("aria-roledescription"), "drawing pad");
    const region = page.page.locator('[data-pad="pad"]');
    assert.equal(await region.getAttribute("aria-live"), "polite");
    await page.clear();
    await pad.focus();
    const { keyboard } = page.page;
    await keyboard.press("Shift+ArrowUp");
    assert.equal(await spoken(page, "pad"), "Pen up: column 14, row 10 of 28.");
    const before = await page.encodings();
    await keyboard.press(" ");
    assert.equal(await spoken(page, "pad"), "Pen down: column 14, row 10 of 28.");
    for (let step = 0; step < 10; step++) await keyboard.press("ArrowDown");
    assert.equal(await spoken(page, "pad"), "Pen down: column 14, row 20 of 28.");
    await keyboard.press("Escape");
    assert.equal(await spoken(page, "pad"), "Pen up: column 14, row 20 of 28.");
    await page.until("it is encoded", async () => (await page.encodings()) > before);
    await page.settled();
    const picture = await page.picture(page.get("model-input"));
    assert.ok(ink(picture) > 20, `ink ${ink(picture)}`);
    const column = picture.reduce((sum, value, at) => sum + value * (at % 28), 0) / ink(picture);
    assert.ok(Math.abs(column - 13.5) < 1, `a line down the middle, at ${column}`);
    await keyboard.press("ArrowLeft");
    const lifted = await page.encodings();
    await page.settled();
    assert.equal(await page.encodings(), lifted, "a lifted pen draws nothing");
    await page.accessible("with a pen that speaks");
  }));

test("with Shift, presses without dragging draw straight lines", () =>
  visit({ browser, host, name: "pad-lines" }, async (page) => {
    await page.ready();
    await page.clear();
    const box = await page.get("pad").boundingBox();
    assert.ok(box);
    const { mouse, keyboard } = page.page;
    const press = (/** @type {number} */ x, /** @type {number} */ y) =>
      mouse.click(box.x + x * box.width, box.y + y * box.height);
    await press(0.3, 0.25);
    await keyboard.down("Shift");
    await press(0.7, 0.25);
    await press(0.45, 0.8);
    await keyboard.up("Shift");
    await page.settled();
    const picture = await page.picture(page.get("model-input"));
    assert.ok(ink(picture) > 40, `a seven's ink, not three dots': ${ink(picture)}`);
  }));

test("the map and the latents are moved by one press each, and by keys", () =>
  visit({ browser, host, name: "no-drag" }, async (page) => {
    await page.ready();
    await page.until("the map is laid out", async () => {
      return (await page.number("map", "data-digits")) === 1000;
    });
    await page.draw(THREE);
    const painted = () => page.picture(page.get("model-reconstruction"));
    const drawing = await painted();
    const moved = (/** @type {string} */ what) =>
      page.until(what, async () => likeness(drawing, await painted()) < 0.9);
    const back = () =>
      page.until("it is as it was", async () => likeness(drawing, await painted()) > 0.999);
    const box = await page.get("map").boundingBox();
    assert.ok(box);
    await page.page.mouse.click(box.x + 0.9 * box.width, box.y + 0.85 * box.height);
    await moved("a press on the map moves the picture");
    await page.get("map").press("Escape");
    await back();
    for (let step = 0; step < 25; step++) await page.get("map").press("ArrowRight");
    await moved("arrow keys on the map move it");
    await page.get("map").press("Escape");
    await back();
    await page.get("latent-index").selectOption({ index: 4 });
    const slider = page.get("latent-value");
    await page.until("its pictures are there", async () => {
      return (await page.pictures("traversal")).length === 9;
    });
    await slider.click({ position: { x: 2, y: 19 } });
    const by = await slider.inputValue();
    assert.ok(Number(by) < -3.5, `a press at the slider's end: ${by}`);
    await slider.press("End");
    assert.equal(await slider.inputValue(), "4");
    await page.get("latents").press("ArrowDown");
    await page.until("an arrow key moves a latent", async () => {
      return (await slider.inputValue()) !== "4";
    });
  }));
