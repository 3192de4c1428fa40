/** The page in colours that the system forces on it, and with more contrast. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, visit } from "./browser.mjs";
import { contrasts } from "./figures/contrast.mjs";
import { everywhere, goTo } from "./figures/places.mjs";
import { difference, drawn, pictureOf } from "./figures/regions.mjs";
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

/**
 * Whatever can be chosen: where one stands, and the attribute or property that says so. Both
 * pictures are of the same element with the same text, so that only how it looks can differ.
 */
const CHOICES = /** @type {const} */ ([
  ["#/see", 'nav.rooms a[href="#/train"]', "aria-current", "page"],
  ["#/lab/task", 'nav.parts a[href="#/lab/curve"]', "aria-current", "page"],
  ["#/see", '[data-testid="model-pretrained"]', "aria-pressed", "true"],
  ["#/teach", '[data-testid="strip-item"]', "data-selected", "true"],
]);

/** The least part of a region by which an eye sees that it is chosen. */
const SEEN = 0.01;

/** Opens what a thing is folded into. @param {import("playwright-core").Locator} region */
const unfold = (region) =>
  region.evaluate((each) => {
    for (
      let box = each.closest("details");
      box;
      box = box.parentElement?.closest("details") ?? null
    )
      box.open = true;
  });

for (const colorScheme of /** @type {const} */ (["light", "dark"]))
  test(`${colorScheme}, forced colours: what is chosen is seen, and no mark is lost`, () =>
    visit(
      {
        browser,
        host,
        name: `forced-${colorScheme}`,
        context: { colorScheme, forcedColors: "active" },
      },
      async (page) => {
        await page.ready();
        await page.until("the map is laid out", async () => {
          return (await page.number("map", "data-digits")) === 1000;
        });
        for (const strokes of SYMBOLS.slice(0, 2)) await page.keep(strokes);
        for (const [address, selector, attribute, value] of CHOICES) {
          await goTo(page, address);
          const chip = page.page.getByTestId("model-chip");
          if (selector.includes("model-"))
            await chip.evaluate((each) => Object.assign(each, { open: true }));
          const region = page.page.locator(selector).first();
          await unfold(region);
          const set = (/** @type {string | null} */ to) =>
            region.evaluate(
              (each, [name, to]) =>
                to === null ? each.removeAttribute(name) : each.setAttribute(name, to),
              /** @type {[string, string | null]} */ ([attribute, to]),
            );
          await page.page.mouse.move(0, 400);
          await set(value);
          const chosen = await pictureOf(region);
          await set(attribute === "aria-current" ? null : "false");
          const other = await pictureOf(region);
          const share = await difference(page.page, chosen, other);
          assert.ok(share > SEEN, `${selector} in ${address}: ${share}`);
          await chip.evaluate((each) => Object.assign(each, { open: false }));
        }
        await goTo(page, "#/train");
        const choice = page.page.locator('[data-room="train"] .choice').first();
        await unfold(choice);
        const radio = choice.locator("input");
        const on = await pictureOf(choice);
        await radio.evaluate((each) => Object.assign(each, { checked: false }));
        const share = await difference(page.page, on, await pictureOf(choice));
        assert.ok(share > SEEN, `a choice: ${share}`);
        await radio.evaluate((each) => Object.assign(each, { checked: true }));

        await goTo(page, "#/see");
        for (const selector of [".mark", ".chip .dot", '[data-testid="map"]', ".theme-icon"]) {
          const seen = await drawn(page.page, await pictureOf(page.page.locator(selector).first()));
          assert.ok(seen > 0.02, `${selector}: ${seen} of it is seen`);
        }
        const balance = page.page.getByTestId("balance");
        const before = await pictureOf(balance);
        await balance.evaluate((each) =>
          /** @type {any} */ (each).style.setProperty("--share", "9%"),
        );
        const moved = await difference(page.page, before, await pictureOf(balance));
        assert.ok(moved > SEEN, `the balance of both terms: ${moved}`);
        const button = page.page.locator(".button.primary:visible").first();
        await button.focus();
        for (const key of ["Shift+Tab", "Tab"]) await page.page.keyboard.press(key);
        const held = await pictureOf(button);
        await button.blur();
        const focus = await difference(page.page, held, await pictureOf(button));
        assert.ok(focus > SEEN, `the focus: ${focus}`);
      },
    ));

for (const colorScheme of /** @type {const} */ (["light", "dark"]))
  test(`${colorScheme}: who asks for more contrast has 7 to 1 in every place`, () =>
    visit(
      { browser, host, name: "contrast", context: { colorScheme, contrast: "more" } },
      async (page) => {
        await page.ready();
        let texts = 0;
        const found = await everywhere(page, async () => {
          const { checked, faint } = await page.page.evaluate(contrasts, 7);
          texts += checked;
          return faint;
        });
        assert.deepEqual(Object.values(found).flat(), []);
        assert.ok(texts > 200, `only ${texts} texts were looked at`);
      },
    ));
