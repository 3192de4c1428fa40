/**
 * Pictures of each panel after real use, on a desk and on a phone, light and dark, in
 * target/screenshots/. Not a test: `node tests/e2e/screenshots.mjs`, after `cargo xtask build`.
 */

import { mkdirSync } from "node:fs";
import { openBrowser, SCREENSHOTS, visit } from "./browser.mjs";
import { Host } from "./server.mjs";
import { SYMBOLS, THREE } from "./strokes.mjs";

const SCREENS = [
  { screen: "desk", context: { viewport: { width: 1440, height: 900 } } },
  { screen: "phone", context: { viewport: { width: 360, height: 740 }, hasTouch: true, deviceScaleFactor: 2 } },
];
const PANELS = ["draw", "train", "tune", "task", "methods", "memory"];
const METHODS = ["pixels", "frozen", "metaPrototypes", "deformedViews", "anil", "hypernetwork"];

mkdirSync(SCREENSHOTS, { recursive: true });
const host = await Host.open({ shards: process.env.METAVAE_SHARDS ?? null });
const browser = await openBrowser();
try {
  for (const { screen, context } of SCREENS) {
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      const name = `${screen}-${colorScheme}`;
      await visit({ browser, host, name, context: { ...context, colorScheme } }, async (page) => {
        await page.ready();
        for (const strokes of SYMBOLS) await page.keep(strokes);
        await page.fill("tune-epochs", 40);
        await page.click("tune-start");
        await page.until("the run is over", async () => (await page.steps("tune")) === 40);
        await page.runIs("tune", "idle");
        await page.clear();
        await page.draw(THREE);
        await page.get("latent-index").selectOption("3");
        await page.fill("builtin-train", 2000);
        await page.fill("hyper-max-steps", 120);
        await page.click("train-start");
        await page.until("the run is over", async () => (await page.steps("train")) === 120);
        await page.runIs("train", "idle");
        await page.drawTask();
        await page.tick(METHODS);
        await page.click("compare-start");
        await page.until("all are measured", async () => (await page.page.locator('[data-testid="method-accuracy"][data-value]').count()) === METHODS.length);
        for (const panel of PANELS) {
          await page.get(`${panel}-panel`).screenshot({ path: `${SCREENSHOTS}${name}-${panel}.png` });
        }
        await page.page.screenshot({ path: `${SCREENSHOTS}${name}.png`, fullPage: true });
      });
      console.log(`${SCREENSHOTS}${name}*.png`);
    }
  }
} finally {
  await browser.close();
  await host.close();
}
