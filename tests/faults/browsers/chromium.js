/** Chromium, through playwright-core as in the end-to-end tests. */

import { openBrowser } from "../../e2e/browser.mjs";

/** @typedef {import("./driver.js").Driven} Driven */

/** @param {Omit<import("./driver.js").Opening, "program">} how @returns {Promise<Driven>} */
export async function openChromium({ viewport, gpu }) {
  const browser = await openBrowser(gpu ? "software" : "none");
  const page = await browser.newPage({ viewport });
  /** @type {string[]} */
  const troubles = [];
  page.on("console", (message) => {
    if (message.type() === "error") troubles.push(`${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => troubles.push(String(error.stack ?? error)));
  return {
    goto: async (url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    evaluate: (call, ...args) => page.evaluate(`(${call})(...${JSON.stringify(args)})`),
    click: (selector) => page.locator(selector).first().click(),
    fill: (selector, text) => page.locator(selector).first().fill(text),
    async drag([first, ...rest]) {
      await page.mouse.move(...first);
      await page.mouse.down();
      for (const point of rest) await page.mouse.move(...point);
      await page.mouse.up();
    },
    screenshot: () => page.screenshot(),
    troubles: async () => troubles,
    close: () => browser.close(),
  };
}
