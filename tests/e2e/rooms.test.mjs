/** The rooms, and See: alive on arrival, on one screen, with samples of the code. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, visit } from "./browser.mjs";
import { Host } from "./server.mjs";
import { THREE } from "./strokes.mjs";
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

const SCREENS = {
  desk: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
};

/** Until the digits of the map have come to rest. @param {Visit} page */
const mapped = (page) =>
  page.until("the map is laid out", async () => (await page.number("map", "data-digits")) === 1000);

/** What See says of the picture. @param {Visit} page */
const figures = async (page) => ({
  picture: await page.picture(page.get("model-reconstruction")),
  reconstruction: await page.number("nats-reconstruction"),
  kl: await page.number("nats-kl"),
  total: await page.number("nats-total"),
});

/** Which rooms are shown. @param {Visit} page */
const shown = (page) =>
  page.page.evaluate(() =>
    [...document.querySelectorAll("main [data-room], main [data-part]")]
      .filter((each) => each.checkVisibility())
      .map((each) => each.getAttribute("data-room") ?? each.getAttribute("data-part")),
  );

test("rooms have addresses: links, back and forward, a reload, and links of old", () =>
  visit({ browser, host, name: "rooms" }, async (page) => {
    await page.ready();
    assert.deepEqual(await shown(page), ["see"]);
    const go = (/** @type {string} */ address) => page.find(`nav a[href="${address}"]`).click();
    for (const [address, rooms] of /** @type {const} */ ([
      ["#/train", ["train"]],
      ["#/teach", ["teach"]],
      ["#/lab", ["lab", "task"]],
      ["#/lab/memory", ["lab", "memory"]],
    ])) {
      await go(address);
      await page.until(`${address} is shown`, async () => {
        return JSON.stringify(await shown(page)) === JSON.stringify(rooms);
      });
      await page.accessible(`in ${address}`);
    }
    await page.page.goBack();
    await page.until("back leads to the task", async () => (await shown(page))[1] === "task");
    await page.page.goForward();
    await page.until("forward to the memory", async () => (await shown(page))[1] === "memory");
    await page.page.reload();
    await page.reaches("ready", "true");
    assert.deepEqual(await shown(page), ["lab", "memory"]);
    await page.page.goto(`${host.url}#fine-tune`);
    await page.reaches("room", "teach");
    assert.ok(page.page.url().endsWith("#/teach"), page.page.url());
    await page.page.goto(`${host.url}#/nowhere`);
    await page.reaches("room", "see");
  }));

for (const [name, context] of Object.entries(SCREENS)) {
  test(`${name}: See is alive on arrival, and on one screen`, () =>
    visit({ browser, host, name: `rooms-${name}`, context }, async (page) => {
      await page.ready();
      await mapped(page);
      await page.until("a digit is repainted", async () => (await page.encodings()) > 0);
      const { height } = context.viewport;
      for (const id of ["pad", "model-reconstruction", "map"]) {
        const box = await page.get(id).boundingBox();
        assert.ok(box && box.y >= 0 && box.y + box.height <= height, `${id}: ${box?.y}`);
      }
      assert.ok(likeness(...(await pictures(page))) > 0.5, "the picture is the digit's");
      const blank = await page.page.evaluate(blanks);
      assert.deepEqual(blank, []);
    }));
}

test("another sample of the same posterior has another picture and the same KL", () =>
  visit({ browser, host, name: "sample", context: SCREENS.desk }, async (page) => {
    await page.ready();
    await page.draw(THREE);
    const before = await figures(page);
    await page.click("sample-again");
    await page.until("a sample is painted", async () => {
      return (await page.number("nats-reconstruction")) !== before.reconstruction;
    });
    const sample = await figures(page);
    assert.equal(sample.kl, before.kl);
    assert.ok(likeness(sample.picture, before.picture) > 0.5, "still a picture of it");
    assert.notDeepEqual(sample.picture, before.picture);
    assert.match(await page.text("output-caption"), /sample/);
  }));

/**
 * What the model sees, and what it paints.
 *
 * @param {Visit} page
 * @returns {Promise<[number[], number[]]>}
 */
async function pictures(page) {
  return [
    await page.picture(page.get("model-input")),
    await page.picture(page.get("model-reconstruction")),
  ];
}

/** Runs in the page: canvases of one colour and dashes in place of figures, on the screen. */
function blanks() {
  const seen = (/** @type {Element} */ element) => element.checkVisibility();
  const canvases = [...document.querySelectorAll("canvas")].filter(seen).filter((canvas) => {
    const data = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data;
    return !data || new Set(new Uint32Array(data.buffer)).size < 2;
  });
  const dashes = [...document.querySelectorAll("dd, b, td")].filter(
    (element) => seen(element) && element.textContent?.trim() === "–",
  );
  return [...canvases, ...dashes].map((each) => each.outerHTML.slice(0, 120));
}
