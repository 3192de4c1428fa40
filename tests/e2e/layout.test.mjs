/** The page on a phone and on a desk, light and dark. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, visit } from "./browser.mjs";
import { contrasts } from "./figures/contrast.mjs";
import { tooWide } from "./figures/people.mjs";
import { Host } from "./server.mjs";
import { SYMBOLS } from "./strokes.mjs";

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

const ROOMS = ["#/see", "#/train", "#/teach", "#/lab", "#/lab/methods", "#/lab/meta-train"];
const WIDTHS = [
  { name: "phone", viewport: { width: 360, height: 740 } },
  { name: "desk", viewport: { width: 1440, height: 900 } },
];
for (const { name, viewport } of WIDTHS) {
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    test(`${name}, ${colorScheme}: nothing is wider than the screen, and text can be read`, () =>
      visit(
        { browser, host, name: `${name}-${colorScheme}`, context: { viewport, colorScheme } },
        async (page) => {
          await page.ready();
          for (const strokes of SYMBOLS) await page.keep(strokes);
          let texts = 0;
          for (const address of ROOMS) {
            await page.page.goto(`${host.url}${address}`);
            assert.deepEqual(await page.page.evaluate(tooWide), [], `too wide, in ${address}`);
            const { checked, faint } = await page.page.evaluate(contrasts, 4.5);
            assert.deepEqual(faint, [], `text of less contrast than 4.5 to 1, in ${address}`);
            texts += checked;
          }
          assert.ok(texts > 200, `only ${texts} texts were looked at`);
        },
      ));
  }
}

test("a window that is made narrow: nothing stays wide", () =>
  visit(
    { browser, host, name: "narrowed", context: { viewport: WIDTHS[1].viewport } },
    async (page) => {
      await page.ready();
      const wide = async () => (await page.page.evaluate(tooWide)).length;
      for (const address of ROOMS) {
        await page.page.setViewportSize(WIDTHS[1].viewport);
        await page.page.goto(`${host.url}${address}`);
        await page.page.setViewportSize(WIDTHS[0].viewport);
        await page.until(`everything fits, in ${address}`, async () => (await wide()) === 0);
      }
    },
  ));
