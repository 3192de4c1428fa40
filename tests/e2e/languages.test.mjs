/** The page in another language: every state of it, and the way there and back. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addressOf, placeIn } from "../../www/state/place.js";
import { openBrowser, visit } from "./browser.mjs";
import { addClass, drawOn } from "./few-shot.mjs";
import { untranslated } from "./figures/chinese.mjs";
import { goTo, PLACES } from "./figures/places.mjs";
import { Host } from "./server.mjs";
import { SYMBOLS, THREE } from "./strokes.mjs";

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

test("in Chinese, no state of the page has English left but names", () =>
  visit({ browser, host, name: "zh", search: "?device=cpu&lang=zh" }, async (page) => {
    /** @type {Record<string, string[]>} */
    const left = {};
    const look = async (/** @type {string} */ state) => {
      const found = await untranslated(page.page);
      if (found.length > 0) left[state] = found;
    };
    await page.ready();
    await page.until(
      "the page is in Chinese",
      async () => (await page.page.locator("html").getAttribute("lang")) === "zh-Hans",
    );
    await look("on arrival");
    const told = [...Array(9).keys()].map((step) => `#/see/${step + 1}`);
    told.push(...[...Array(5).keys()].map((step) => `#/lab/${step + 1}`));
    for (const place of [...PLACES, ...told]) {
      await goTo(page, place);
      await page.page.evaluate(() => {
        for (const shut of document.querySelectorAll("details")) shut.open = true;
      });
      await look(place);
      await page.page.evaluate(() => {
        for (const open of document.querySelectorAll("details")) open.open = false;
      });
    }
    await page.draw(THREE);
    await page.click("pad-keep");
    await look("a drawing");
    await page.click("sample-again");
    await page.until(
      "it is a sample",
      async () => (await page.text("output-caption")) !== "它的重构",
    );
    await look("a sample of it");
    await page.get("map").focus();
    await page.page.keyboard.press("ArrowRight");
    await look("elsewhere on the map");
    await page.click("strip-symbols");
    await look("with drawings");
    await page.click("own-take");
    await look("with labels in classes");
    await drawOn(page, "own-pad", SYMBOLS[0]);
    await addClass(page, "甲");
    await drawOn(page, "own-pad", SYMBOLS[0]);
    await page.until(
      "it answers",
      async () => (await page.get("teach-answer").getAttribute("data-answered")) === "true",
    );
    await look("a class of one's own");
    await page.click("train-start");
    await look("a run that starts");
    await page.until("steps are taken", async () => (await page.number("train-count")) > 2);
    await page.click("train-pause");
    await page.runIs("train", "paused");
    await look("a run that is paused");
    await page.click("train-stop");
    await page.runIs("train", "idle");
    await look("a run that has ended");
    await page.fill("hyper-learning-rate", "7");
    await page.fill("hyper-epochs", "ten");
    await page.fill("builtin-seed", "0.5");
    await look("fields that are wrong");
    await page.fill("hyper-learning-rate", "０，００１");
    await page.fill("hyper-epochs", "1");
    await page.fill("builtin-seed", "1");
    await page.drawTask();
    await look("a task");
    await page.click("memory-remember-task");
    await page.until("it is remembered", async () => (await page.number("memory-count")) > 0);
    await look("a memory that holds a task");
    await page.get("task-source-omniglot").check();
    await page.get("meta-pool-omniglot").check();
    await page.get("source-idx").check();
    await look("files to choose");
    assert.deepEqual(left, {});
  }));

test("a language is changed at once, without a reload, with all that was done", () =>
  visit({ browser, host, name: "languages" }, async (page) => {
    await page.ready();
    await page.draw(THREE);
    await page.fill("hyper-learning-rate", "0.5");
    await page.page.evaluate(() => Object.assign(window, { stillHere: true }));
    const lang = () => page.page.locator("html").getAttribute("lang");
    await page.until(
      "the map is laid out",
      async () => (await page.number("map", "data-digits")) === 1000,
    );
    const all = () => page.page.evaluate(() => document.body.textContent);
    const english = await all();
    assert.equal(await lang(), "en");
    await page.get("language").selectOption("zh");
    await page.until("it is Chinese", async () => (await lang()) === "zh-Hans");
    assert.equal(await page.text("pad-keep"), "保存图画");
    assert.equal(await page.get("pad-clear").innerText(), "清空");
    assert.equal(await page.get("hyper-learning-rate").inputValue(), "0.5");
    assert.ok(await page.page.evaluate(() => "stillHere" in window), "the page was not reloaded");
    await page.get("language").selectOption("en");
    await page.until("it is English", async () => (await lang()) === "en");
    assert.equal(await all(), english, "there and back, every text is as it was");
    await page.get("language").selectOption("zh");
    await page.page.reload();
    await page.ready();
    await page.until("it is kept", async () => (await lang()) === "zh-Hans");
    await page.get("language").selectOption("en");
    await page.until("it is English", async () => (await lang()) === "en");
    assert.equal(await page.text("pad-keep"), "Keep drawing");
  }));

for (const lang of ["en", "zh"])
  test(`${lang}: at 360 px the bar holds the choice of a language beside all else`, () => {
    const context = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
    return visit({ browser, host, name: "bar", search: `?lang=${lang}`, context }, async (page) => {
      await page.ready();
      await page.until("it is in that language", async () =>
        (await page.page.locator("html").getAttribute("lang"))?.startsWith(lang),
      );
      const boxes = [];
      for (const id of ["model-chip", "language", "theme-toggle"]) {
        const box = await page.get(id).boundingBox();
        assert.ok(box, `${id} is to be seen`);
        boxes.push(box);
      }
      const [chip, choice, theme] = boxes;
      assert.ok(choice.height >= 44, `${choice.height} px high`);
      assert.ok(chip.width >= 60, `the chip has ${chip.width} px`);
      assert.ok(chip.x + chip.width <= choice.x && choice.x + choice.width <= theme.x);
      assert.ok(theme.x + theme.width <= 360);
      const wide = await page.page.evaluate(() => document.documentElement.scrollWidth);
      assert.equal(wide, 360, "nothing to scroll to at the side");
    });
  });

test("a language that does not come is said, and the page stays as it is", () =>
  visit({ browser, host, name: "no-language", expected: [/404/] }, async (page) => {
    await page.ready();
    host.fault("www/text/words/zh.json", { status: 404 });
    await page.get("language").selectOption("zh");
    const { text } = await page.notice("language");
    assert.match(text, /zh\.json\) did not arrive/);
    assert.equal(await page.get("language").inputValue(), "en");
    assert.equal(await page.text("pad-keep"), "Keep drawing");
    host.heal();
  }));

test("a reload of every address restores its place and its language", () =>
  visit({ browser, host, name: "reload" }, async (page) => {
    // Steps of the stories too, where the page has them.
    const steps = ["#/see/3", "#/lab/2"].filter((each) => addressOf(placeOf(each)) === each);
    for (const address of [...PLACES, ...steps]) {
      const { room, part } = placeOf(address);
      await page.page.goto(`${host.url}?device=cpu&lang=zh${address}`);
      await page.page.reload();
      await page.reaches("ready", "true");
      await page.until("it is Chinese", async () => {
        return (await page.page.locator("html").getAttribute("lang")) === "zh-Hans";
      });
      assert.equal(await page.state("room"), room, address);
      if (part) assert.ok(await page.page.locator(`[data-part="${part}"]`).isVisible(), address);
      assert.equal(new URL(page.page.url()).hash, address);
      assert.match(await page.page.title(), /\p{Script=Han}/u);
    }
  }));

/** @param {string} address */
function placeOf(address) {
  const place = placeIn(address);
  assert.ok(place, address);
  return place;
}

test("numbers and dialogues are the reader's own", () =>
  visit({ browser, host, name: "dialogues", search: "?device=cpu&lang=zh" }, async (page) => {
    await page.ready();
    await page.keep(THREE);
    /** @type {string[]} */
    const asked = [];
    page.page.on("dialog", (dialog) => {
      asked.push(dialog.message());
      void dialog.dismiss();
    });
    await page.click("strip-clear");
    assert.deepEqual(asked, ["从这台设备上删除你的全部图画？"]);
  }));

test("names that a visitor gives are not translated", () =>
  visit({ browser, host, name: "names", search: "?device=cpu&lang=zh" }, async (page) => {
    await page.ready();
    await page.draw(THREE);
    // Words that the page has rows for: as names they stay as they were typed.
    await page.fill("pad-label", "Stop");
    await page.click("pad-keep");
    await page.until("it is kept", async () => (await page.number("strip-count")) === 1);
    assert.equal(await page.get("strip-label").inputValue(), "Stop");
    for (const [name, strokes] of /** @type {const} */ ([
      ["Memory", SYMBOLS[0]],
      ["Start", SYMBOLS[1]],
    ])) {
      await drawOn(page, "own-pad", strokes);
      await addClass(page, name);
      await page.click("teach-enough");
    }
    await drawOn(page, "own-pad", SYMBOLS[0]);
    await page.until("it answers by that name", async () =>
      (await page.text("teach-name")).startsWith("Memory"),
    );
  }));
