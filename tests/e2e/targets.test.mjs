/** The page's budgets, held: how long, how full, how empty, how heavy it is, and for whom. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, visit } from "./browser.mjs";
import { arrival } from "./figures/first-screen.mjs";
import { AIMS, holds, WALKS } from "./figures/targets.mjs";
import { Host } from "./server.mjs";

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

/** The story and the preset have tests of their own, which take as long. */
const { "the story": _, "the preset": __, ...HERE } = WALKS;

for (const [what, { keys, measure }] of Object.entries(HERE))
  test(`${what}: every figure is within its target`, async () => {
    const { figures, behind } = await measure(browser, host);
    assert.deepEqual(Object.keys(figures), keys);
    const wrong = keys
      .filter((key) => !holds(key, figures[key] ?? Number.NaN))
      .map((key) => {
        const { what } = AIMS[key];
        return `${key}: ${figures[key]} (${what})\n${JSON.stringify(behind[key], null, 1)}`;
      });
    assert.equal(wrong.join("\n"), "");
  });

test("what is empty is found, and a main action that cannot be pressed", () =>
  visit({ browser, host, name: "blank" }, async (page) => {
    await page.ready();
    const before = await arrival(page.page);
    await page.page.evaluate(() => {
      const main = document.querySelector('main [data-room="see"]');
      const add = (/** @type {string} */ tag, properties = {}) =>
        main?.append(Object.assign(document.createElement(tag), properties));
      add("canvas", { width: 20, height: 20 });
      add("p", { textContent: "–" });
      add("button", { className: "button primary", disabled: true, textContent: "two words" });
    });
    const now = await arrival(page.page);
    const more = now.blank.slice().filter((each) => !before.blank.includes(each));
    assert.deepEqual(more.map((each) => each.split(":")[0]).sort(), [
      "canvases",
      "dashes",
      "stuck",
    ]);
    assert.ok(now.screens > before.screens);
  }));
