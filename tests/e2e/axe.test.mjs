/** What axe looks for is found, and what no other test opens has nothing of it. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./axe.mjs";
import { openBrowser, visit } from "./browser.mjs";
import { addClass } from "./few-shot.mjs";
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

test("what is wrong is found, and fails a visit", () =>
  visit({ browser, host, name: "axe" }, async (page) => {
    await page.ready();
    /** @type {Record<string, [tag: string, properties: object, text?: string]>} */
    const wrongs = {
      "button-name": ["button", {}],
      "color-contrast": ["p", { style: "color: #999; background: #aaa" }, "faint"],
      "image-alt": ["img", { src: "www/favicon.svg" }],
      "label-content-name-mismatch": ["button", { ariaLabel: "Remove it" }, "Delete"],
      label: ["input", {}],
    };
    for (const [rule, wrong] of Object.entries(wrongs)) {
      // Not as HTML: the page's policy takes none.
      await page.page.evaluate(([tag, properties, text]) => {
        const element = Object.assign(document.createElement(tag), { id: "wrong" }, properties);
        if (text) element.append(text);
        document.querySelector("main")?.append(element);
      }, wrong);
      const found = await violations(page.page);
      assert.deepEqual(
        found.map((each) => each.split(" ")[0]),
        [rule],
      );
      await assert.rejects(page.accessible("now"), /what axe finds, now/);
      await page.page.evaluate(() => document.querySelector("#wrong")?.remove());
    }
  }));

const WIDTHS = { phone: { width: 360, height: 740 }, desk: { width: 1440, height: 900 } };
for (const [name, viewport] of Object.entries(WIDTHS)) {
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    test(`${name}, ${colorScheme}: all that can be opened and chosen`, () =>
      visit(
        { browser, host, name: `axe-${name}`, context: { viewport, colorScheme } },
        async (page) => {
          await page.ready();
          await page.keep(SYMBOLS[0]);
          await page.page.evaluate(() => {
            for (const closed of document.querySelectorAll("details")) closed.open = true;
          });
          await page.get("growth-on").check();
          await page.get("hyper-reduction").selectOption("meanPixels");
          await page.accessible("with all opened");
          await page.get("source-idx").check();
          await page.get("task-source-omniglot").check();
          await page.get("meta-pool-omniglot").check();
          await page.accessible("with files to choose");
          await page.get("task-source-own").check();
          await addClass(page, "star");
          await page.get("own-class").waitFor();
          await page.accessible("with a class of one's own");
        },
      ));
  }
}
