/** What axe finds, and what is not translated, in every place and with all of it unfolded. */

import { violations } from "../axe.mjs";
import { visit } from "../browser.mjs";
import { untranslated } from "./chinese.mjs";
import { everywhere, SCREENS } from "./places.mjs";

/** @typedef {import("../visit.mjs").Visit} Visit */

/** @param {Visit} page @param {"en" | "zh"} tag */
export async function speak(page, tag) {
  // Straight, since the walk to it would be another thing's test.
  await page.page.getByTestId("language").selectOption(tag);
  await page.until("it is in that language", async () =>
    (await page.page.locator("html").getAttribute("lang"))?.startsWith(tag),
  );
}

/** Every disclosure that is on the screen, and what is in it. @param {Visit} page */
export const unfold = async ({ page }, open = true) =>
  page.evaluate((open) => {
    for (const each of document.querySelectorAll("details"))
      if (each.checkVisibility() || !open) each.open = open;
  }, open);

/**
 * Sentences, each with where it was met first.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {import("../server.mjs").Host} host
 */
export async function axeEverywhere(browser, host) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const [name, screen] of Object.entries(SCREENS))
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      const context = { ...screen, colorScheme };
      await visit(
        { browser, host, name: "axe-walk", search: "?device=cpu", context },
        async (page) => {
          await page.ready();
          for (const tag of /** @type {const} */ (["en", "zh"])) {
            await speak(page, tag);
            await everywhere(page, async (address) => {
              for (const state of ["on arrival", "unfolded"]) {
                await unfold(page, state === "unfolded");
                for (const one of await violations(page.page))
                  if (!found.has(one))
                    found.set(one, [name, colorScheme, tag, address, state].join(" "));
              }
              await unfold(page, false);
            });
          }
        },
      );
    }
  return [...found].map(([one, where]) => `${where}: ${one}`);
}

/**
 * By place.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {import("../server.mjs").Host} host
 */
export async function englishInChinese(browser, host) {
  /** @type {string[]} */
  const found = [];
  await visit({ browser, host, name: "zh-walk", search: "?device=cpu&lang=zh" }, async (page) => {
    await page.ready();
    await speak(page, "zh");
    await everywhere(page, async (address) => {
      await unfold(page);
      for (const text of await untranslated(page.page))
        if (!found.some((each) => each.endsWith(text))) found.push(`${address}: ${text}`);
      await unfold(page, false);
    });
  });
  return found;
}
