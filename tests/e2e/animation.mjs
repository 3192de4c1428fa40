/**
 * Twenty seconds of use, as the READMEs begin with them: docs/metavae.webp. Not a test:
 * `node tests/e2e/animation.mjs`, after `cargo xtask build`. Each frame is a screenshot, and shows
 * what happens, not how fast.
 */

import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { openBrowser } from "./browser.mjs";
import { Host } from "./server.mjs";
import { SYMBOLS, THREE } from "./strokes.mjs";
import { Visit } from "./visit.mjs";

const FILE = fileURLToPath(new URL("../../docs/metavae.webp", import.meta.url));
const VIEWPORT = { width: 1120, height: 700 };
const WIDTH = 840;
/** ms a frame. */
const MOVING = 120;
const RESTING = 1200;

/** @type {Buffer[]} */
const frames = [];
/** @type {number[]} */
const delays = [];

const host = await Host.open();
const browser = await openBrowser();
const visit = new Visit(await (await browser.newContext({ viewport: VIEWPORT })).newPage());
const { page } = visit;

/** @param {number} [ms] How long it is shown. */
async function frame(ms = MOVING) {
  frames.push(
    await sharp(await page.screenshot())
      .resize(WIDTH)
      .png()
      .toBuffer(),
  );
  delays.push(ms);
}

/** @param {string} id */
async function boxOf(id) {
  const box = await visit.get(id).boundingBox();
  if (!box) throw new Error(`${id} is not to be seen`);
  return box;
}

/**
 * @param {string} id What is drawn on, or dragged over.
 * @param {number[][]} points From (0, 0) to (1, 1).
 * @param {number} every So many points a frame.
 */
async function stroke(id, points, every) {
  const { x, y, width, height } = await boxOf(id);
  for (const [nth, [left, top]] of points.entries()) {
    await page.mouse.move(x + left * width, y + top * height, { steps: 3 });
    if (nth === 0) await page.mouse.down();
    if (nth % every === 0) {
      await page.waitForTimeout(80);
      await frame();
    }
  }
  await page.mouse.up();
}

/** @param {string} room */
async function enter(room) {
  await page.locator(`nav a[href^="#/${room}"]`).first().click();
  await visit.reaches("room", room);
  await page.waitForTimeout(1500);
}

try {
  await page.goto(`${host.url}?device=cpu&lang=en&theme=light`);
  await visit.reaches("ready", "true");
  await visit.until("the map is there", async () => {
    return Number(await visit.get("map").getAttribute("data-digits")) > 0;
  });
  await frame(RESTING);
  await visit.click("pad-clear");
  for (const points of THREE) await stroke("pad", points, 2);
  await visit.settled();
  await frame(RESTING);
  const round = Array.from({ length: 26 }, (_, nth) => {
    const angle = (2 * Math.PI * nth) / 25;
    return [0.5 + 0.36 * Math.cos(angle), 0.5 + 0.36 * Math.sin(angle)];
  });
  await stroke("map", round, 1);
  await page.keyboard.press("Escape");
  for (let nth = 0; nth < 4; nth++) {
    await visit.click("sample-again");
    await page.waitForTimeout(300);
    await frame(500);
  }
  await enter("train");
  for (let nth = 0; nth < 12; nth++) {
    await page.waitForTimeout(250);
    await frame(200);
  }
  await enter("teach");
  await frame(RESTING);
  for (const points of SYMBOLS[0]) await stroke("own-pad", points, 3);
  await page.waitForTimeout(800);
  await frame(RESTING);
  await enter("lab");
  await frame(3 * RESTING);
  await sharp(frames, { join: { animated: true } })
    .webp({ quality: 60, effort: 6, delay: delays, loop: 0 })
    .toFile(FILE);
  const seconds = delays.reduce((sum, ms) => sum + ms, 0) / 1000;
  console.log(`${FILE}: ${frames.length} frames, ${seconds} s`);
} finally {
  await browser.close();
  await host.close();
}
