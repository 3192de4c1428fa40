/** Firefox ESR, over WebDriver BiDi. */

import puppeteer from "puppeteer-core";

/** @typedef {import("./driver.js").Driven} Driven */

/** With Mesa's lavapipe it has WebGPU, computed by the CPU. */
const WEBGPU = { "dom.webgpu.enabled": true, "gfx.webgpu.ignore-blocklist": true };
const NO_WEBGPU = { "dom.webgpu.enabled": false };

/** @param {import("./driver.js").Opening} how @returns {Promise<Driven>} */
export async function openFirefox({ program, viewport, gpu }) {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: program,
    defaultViewport: viewport,
    extraPrefsFirefox: gpu ? WEBGPU : NO_WEBGPU,
    // One command waits for a whole first visit.
    protocolTimeout: 600_000,
  });
  const page = await browser.newPage();
  /** @type {string[]} */
  const troubles = [];
  page.on("console", (message) => {
    if (message.type() === "error") troubles.push(message.text());
  });
  page.on("pageerror", (error) => troubles.push(String(error)));
  // The page asks before unsaved weights are left behind.
  page.on("dialog", (dialog) => void dialog.accept());
  return {
    goto: async (url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    evaluate: (call, ...args) =>
      /** @type {Promise<any>} */ (page.evaluate(`(${call})(...${JSON.stringify(args)})`)),
    click: (selector) => page.locator(selector).click(),
    fill: (selector, text) => page.locator(selector).fill(text),
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
