/** See: one machine on one screen, what unfolds of it, walks, and a model of two numbers. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, visit } from "./browser.mjs";
import { Host } from "./server.mjs";
import { SEVEN, THREE } from "./strokes.mjs";
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

const DESK = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

/** The map has come to rest. @param {Visit} page */
const mapped = (page) =>
  page.until("the map is laid out", async () => (await page.number("map", "data-digits")) > 0);

/** Where on the screen a part of the map is. @param {Visit} page */
async function onMap(page, /** @type {number} */ across, /** @type {number} */ down) {
  const box = await page.get("map").boundingBox();
  assert.ok(box, "the map is to be seen");
  return /** @type {[number, number]} */ ([box.x + across * box.width, box.y + down * box.height]);
}

/** @param {Visit} page */
const painted = (page) => page.picture(page.get("model-reconstruction"));

/** What See says of the picture. @param {Visit} page */
const figures = async (page) => ({
  picture: await painted(page),
  reconstruction: await page.number("nats-reconstruction"),
  kl: await page.number("nats-kl"),
  total: await page.number("nats-total"),
});

for (const [name, context] of /** @type {const} */ ([
  ["desk", DESK],
  ["phone", PHONE],
]))
  test(`${name}: no scroll, and all that the machine is for is in sight`, () =>
    visit({ browser, host, name: `see-${name}`, context }, async (page) => {
      await page.ready();
      await mapped(page);
      const { height, screen } = await page.page.evaluate(() => ({
        height: document.documentElement.scrollHeight,
        screen: innerHeight,
      }));
      assert.ok(height <= screen, `${height} px on a screen of ${screen}`);
      const bar = await page.find("nav.rooms").boundingBox();
      const end = name === "phone" ? (bar?.y ?? 0) : screen;
      for (const id of [
        "pad",
        "model-reconstruction",
        "map",
        "map-two",
        "sample-again",
        "pad-keep",
      ]) {
        const box = await page.get(id).boundingBox();
        assert.ok(box && box.y >= 0 && box.y + box.height <= end, `${id} at ${box?.y}`);
      }
      const [pad, output] = [
        await page.get("pad").boundingBox(),
        await page.get("model-reconstruction").boundingBox(),
      ];
      assert.ok(Math.abs((pad?.y ?? 0) - (output?.y ?? 99)) < 12, "side by side");
    }));

test("at 320 px nothing is wider than the screen; at 200 % the pad is on the first one", () =>
  visit(
    { browser, host, name: "see-small", context: { viewport: { width: 320, height: 640 } } },
    async (page) => {
      await page.ready();
      const wide = await page.page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 320, `${wide} px`);
      await page.page.setViewportSize({ width: 720, height: 450 });
      const pad = await page.get("pad").boundingBox();
      assert.ok(pad && pad.y + pad.height <= 450, `the pad ends at ${pad && pad.y + pad.height}`);
    },
  ));

test("dragging on the map changes the picture and its figures; Escape puts them back", () =>
  visit({ browser, host, name: "map", context: DESK }, async (page) => {
    await page.ready();
    await mapped(page);
    await page.draw(THREE);
    await page.page.mouse.move(2, 2);
    const before = await figures(page);
    await page.accessible("with a map");
    const box = await page.get("map").boundingBox();
    assert.ok(box);
    // Whatever is there: somewhere on the way the picture is another digit's.
    const { mouse } = page.page;
    await mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await mouse.down();
    let least = 1;
    for (const [x, y] of [
      [0.1, 0.5],
      [0.9, 0.85],
      [0.7, 0.12],
    ]) {
      await mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 4 });
      await page.until("its figures have come", async () => {
        const now = await figures(page);
        least = Math.min(least, likeness(before.picture, now.picture));
        return now.reconstruction !== before.reconstruction && now.kl !== before.kl;
      });
      const now = await figures(page);
      assert.ok(now.reconstruction > before.reconstruction, "it is the drawing's picture no more");
      assert.ok(Math.abs(now.reconstruction + now.kl - now.total) < 1e-3, "and they add up");
    }
    await mouse.up();
    assert.ok(least < 0.6, `at most like it as ${least}`);
    await page.get("map").press("Escape");
    await page.until("all is as it was", async () => {
      return JSON.stringify(await figures(page)) === JSON.stringify(before);
    });
    await page.get("map").press("ArrowRight");
    await page.until("a key moves it too", async () => {
      return JSON.stringify(await figures(page)) !== JSON.stringify(before);
    });
  }));

test("passing over the map shows what would be there, leaving puts the picture back", () =>
  visit({ browser, host, name: "see-hover", context: DESK }, async (page) => {
    await page.ready();
    await page.draw(THREE);
    await mapped(page);
    const before = await painted(page);
    await page.page.mouse.move(...(await onMap(page, 0.3, 0.3)));
    await page.page.mouse.move(...(await onMap(page, 0.87, 0.42)), { steps: 6 });
    await page.until("it is another", async () => likeness(await painted(page), before) < 0.9);
    await page.page.mouse.move(5, 5);
    await page.until("it is back", async () => likeness(await painted(page), before) > 0.999);
    await page.get("map").focus();
    for (let press = 0; press < 12; press++) await page.page.keyboard.press("ArrowDown");
    await page.until("keys move it", async () => likeness(await painted(page), before) < 0.99);
  }));

for (const [name, context] of /** @type {const} */ ([
  ["desk", DESK],
  ["phone", PHONE],
]))
  test(`${name}: what unfolds shows live numbers and the lines behind them`, () =>
    visit({ browser, host, name: `see-boxes-${name}`, context }, async (page) => {
      await page.ready();
      await page.draw(THREE);
      const code = (/** @type {string} */ source) =>
        page.find(`[data-source="${source}"] code`).first();
      await page.click("box-network");
      await code("encoder").waitFor();
      assert.match((await code("encoder").textContent()) ?? "", /^pub fn moments\([\s\S]*\}$/);
      assert.match((await code("decoder").textContent()) ?? "", /deconv_2\.up/);
      const inked = (await page.picture(page.get("model-input"))).filter((value) => value > 0.01);
      const told = await page.number("encoder-live");
      assert.ok(Math.abs(told - inked.length) <= 8, `${told} and ${inked.length} of its picture`);
      assert.match(await page.text("encoder-layers"), /852,896/);
      await page.accessible(`with the network, ${name}`);

      await page.page.locator('[data-testid="box-around"] > summary').click();
      assert.equal(await page.number("epsilon-sum"), 0, "at the mean there is no chance");
      await page.click("epsilon-dice");
      await page.until("a chance", async () => (await page.number("epsilon-sum")) !== 0);
      assert.ok(Math.abs(await page.number("epsilon-sum")) < 6);
      await page.click("box-objective");
      await page.until(
        "the sums are of the picture shown",
        async () =>
          (await page.number("sum-reconstruction")) === (await page.number("nats-reconstruction")),
      );
      assert.equal(await page.number("sum-kl"), await page.number("nats-kl"));
      await code("divergence").waitFor();
      await page.accessible(`with the nats, ${name}`);
      await page.page.keyboard.press("Escape");
      assert.equal(await page.page.locator("details.box[open]").count(), 0);
    }));

test("latents that say most stand first, silent ones are folded until asked for", () =>
  visit({ browser, host, name: "see-latents", context: DESK }, async (page) => {
    await page.ready();
    await page.draw(THREE);
    await page.click("box-latents");
    const order = async () =>
      ((await page.get("latents").getAttribute("data-order")) ?? "").split(" ");
    const speaking = await order();
    const silent = await page.number("latents-silent");
    assert.equal(speaking.length + silent, 32);
    assert.ok(silent > 5, `${silent} are silent`);
    await page.click("latents-silent");
    assert.equal((await order()).length, 32);
    assert.deepEqual((await order()).slice(0, speaking.length), speaking);
    await page.click("latents-silent");
    assert.deepEqual(await order(), speaking);
    await page.accessible("with the latents");
  }));

test("pins: a kept drawing, a place of the map, and two ways between them", () =>
  visit({ browser, host, name: "see-walk", context: DESK }, async (page) => {
    await page.ready();
    await page.keep(THREE);
    await page.clear();
    await page.draw(SEVEN);
    await mapped(page);
    await page.page.locator('[data-testid="box-between"] > summary').click();
    const walked = async () =>
      (await page.get("interpolation").getAttribute("data-count")) === "12";
    await page.until("there is a walk", walked);
    const pins = () => page.page.locator('[data-testid="pin"]');
    assert.equal(await pins().count(), 2, "the pad and what is kept");
    await page.page.mouse.click(...(await onMap(page, 0.87, 0.42)));
    await page.until("the place is there", () => page.get("pin-place").isEnabled());
    await page.click("pin-place");
    await page.until("it is pinned", async () => (await pins().count()) === 3);
    assert.equal(await pins().nth(2).getAttribute("data-end"), "to");
    await page.until("it is walked to", walked);
    const straight = await page.pictures("interpolation");
    const middle = await page.number("walk-length");
    assert.ok(straight.every((picture) => ink(picture) > 10));
    assert.ok(likeness(straight[0], straight[11]) < 0.9, "the ends differ");
    await page.click("walk-spherical");
    await page.until("the way is longer", async () => (await page.number("walk-length")) > middle);
    const spherical = await page.pictures("interpolation");
    assert.deepEqual(spherical[0], straight[0]);
    assert.notDeepEqual(spherical[6], straight[6]);
    await page.get("walk-at").fill("1");
    await page.until(
      "the picture has walked there",
      async () => likeness(await painted(page), spherical[11]) > 0.999,
    );
    await page.accessible("with a walk");
    await page.click("pin-remove");
    await page.until("it is gone", async () => (await pins().count()) === 2);
  }));

test("with two numbers the map is the code itself, and the way back is as it was", () =>
  visit({ browser, host, name: "see-two", context: DESK }, async (page) => {
    await page.ready();
    await page.draw(THREE);
    await mapped(page);
    const before = await painted(page);
    assert.match(await page.text("map-two"), /523 kB/);
    const file = "www/weights/vae-mnist-z2.packed";
    assert.ok(!host.requests.includes(file), "not before it is asked for");
    await page.click("map-two");
    await page.reaches("model", "prepared");
    await page.until("the map is of both", async () => /both/.test(await page.text("map-caption")));
    await page.until("two latents", async () => (await page.text("latents-count")) === "2");
    await page.page.locator('[data-testid="box-prior"] > summary').click();
    await page.get("prior-grid").waitFor();
    const colours = await page.page.evaluate(() => {
      const canvas = /** @type {HTMLCanvasElement} */ (
        document.querySelector('[data-testid="prior-grid-picture"]')
      );
      const data = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data;
      return [canvas.width, new Set(data).size];
    });
    assert.equal(colours[0], 12 * 28);
    assert.ok(colours[1] > 50, "it is painted");
    await page.accessible("with two numbers");
    await page.click("map-two");
    await page.reaches("model", "pretrained");
    await page.until(
      "the picture is as it was",
      async () => likeness(await painted(page), before) > 0.9999,
    );
    assert.equal(await page.text("latents-count"), "32");
  }));
