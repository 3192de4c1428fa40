/** The page for fingers, for the keyboard, for wide letters and narrow screens, and at rest. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, visit } from "./browser.mjs";
import { speak, unfold } from "./figures/access.mjs";
import { cutTexts, smallTargets, tabStops, tooWide, widenText } from "./figures/people.mjs";
import { everywhere, goTo, PLACES, SCREENS } from "./figures/places.mjs";
import { Host } from "./server.mjs";
import { SYMBOLS } from "./strokes.mjs";

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
 * What was found, by place, where anything was.
 *
 * @param {Visit} page
 * @param {(address: string) => Promise<string[]>} look
 */
const wrongs = async (page, look) =>
  Object.fromEntries(
    Object.entries(await everywhere(page, look)).filter(([, found]) => found.length > 0),
  );

test("on touch, every control of every place is 44 px wide and high", () =>
  visit({ browser, host, name: "targets", context: SCREENS.phone }, async (page) => {
    await page.ready();
    assert.ok(await page.page.evaluate(() => matchMedia("(pointer: coarse)").matches));
    for (const strokes of SYMBOLS.slice(0, 2)) await page.keep(strokes);
    /** @type {Record<string, Record<string, string[]>>} */
    const small = {};
    for (const tag of /** @type {const} */ (["en", "zh"])) {
      await speak(page, tag);
      const found = await wrongs(page, async () => {
        await unfold(page);
        const now = await smallTargets(page.page);
        await unfold(page, false);
        return [...new Set(now)];
      });
      if (Object.keys(found).length > 0) small[tag] = found;
    }
    assert.deepEqual(small, {});
  }));

for (const [name, context] of Object.entries(SCREENS))
  test(`${name}: Tab reaches every control in order, none hidden and each marked`, () =>
    visit({ browser, host, name: `tab-${name}`, context }, async (page) => {
      await page.ready();
      let stops = 0;
      const found = await wrongs(page, async () => {
        const way = await tabStops(page.page);
        stops += way.length;
        const wanted = await page.page.evaluate(reachable);
        const got = new Set(way.map((stop) => stop.name));
        return [
          ...wanted.filter((each) => !got.has(each)).map((each) => `${each}: never reached`),
          ...way.flatMap((stop) => stop.wrong.map((wrong) => `${stop.name}: ${wrong}`)),
        ];
      });
      assert.deepEqual(found, {});
      assert.ok(stops > 100, `${stops} stops`);
    }));

test("at 320 px nothing scrolls sideways, in either language, with all unfolded", () => {
  const context = { ...SCREENS.phone, viewport: { width: 320, height: 640 } };
  return visit({ browser, host, name: "320", context }, async (page) => {
    await page.ready();
    for (const tag of /** @type {const} */ (["en", "zh"])) {
      await speak(page, tag);
      const found = await wrongs(page, async () => {
        const shut = await page.page.evaluate(tooWide);
        await unfold(page);
        const open = await page.page.evaluate(tooWide);
        await unfold(page, false);
        return [...new Set([...shut, ...open])];
      });
      assert.deepEqual(found, {}, tag);
    }
  });
});

for (const [name, context] of Object.entries(SCREENS))
  test(`${name}: with wide letters, words and lines no text is cut off`, () =>
    visit({ browser, host, name: "spacing", context }, async (page) => {
      await page.ready();
      await page.page.evaluate(widenText);
      const found = await wrongs(page, async () => [
        ...(await page.page.evaluate(cutTexts)),
        ...(await page.page.evaluate(tooWide)),
      ]);
      assert.deepEqual(found, {});
    }));

test("at 200 % the pad is on the first screen, with its picture and what clears it", () => {
  const context = { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 };
  return visit({ browser, host, name: "zoomed", context }, async (page) => {
    await page.ready();
    for (const id of ["pad", "model-reconstruction", "pad-clear"]) {
      const box = await page.get(id).boundingBox();
      assert.ok(box && box.y >= 0 && box.y + box.height <= 450, `${id}: ${JSON.stringify(box)}`);
      assert.ok(box.width >= 24, `${id}: ${box.width} px wide`);
    }
    const found = await wrongs(page, () => page.page.evaluate(tooWide));
    assert.deepEqual(found, {});
  });
});

test("for those who want less motion, nothing moves by itself in any place", () =>
  visit({ browser, host, name: "still", context: { reducedMotion: "reduce" } }, async (page) => {
    await page.ready();
    await page.until("the map is laid out", async () => {
      return (await page.number("map", "data-digits")) === 1000;
    });
    for (const address of PLACES) {
      await goTo(page, address);
      const moving = await page.page.evaluate(
        () => document.getAnimations().filter(({ playState }) => playState === "running").length,
      );
      assert.equal(moving, 0, `animations in ${address}`);
      // What still arrives comes to rest; what moves by itself does not.
      let still = false;
      for (let looks = 0; looks < 5 && !still; looks++) {
        const before = await page.page.screenshot();
        await page.page.waitForTimeout(1200);
        still = before.equals(await page.page.screenshot());
      }
      assert.ok(still, `something moves in ${address}`);
    }
  }));

/** Runs in the page: what can be pressed, filled or moved now; of radio buttons one a group. */
function reachable() {
  const all = document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex="0"]',
  );
  const groups = new Set();
  return [...all]
    .filter((each) => {
      if (!each.checkVisibility({ visibilityProperty: true })) return false;
      if (each.matches(":disabled")) return false;
      if (each instanceof HTMLInputElement && each.type === "radio") {
        if (each.checked) groups.add(each.name);
        return each.checked;
      }
      return true;
    })
    .map(
      (each) =>
        each.getAttribute("data-testid") ?? each.outerHTML.replace(/\s+/g, " ").slice(0, 90),
    );
}
