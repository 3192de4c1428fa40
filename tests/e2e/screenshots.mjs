/**
 * Pictures of each panel after real use, on a desk and on a phone, light and dark, in
 * target/screenshots/. Not a test: `node tests/e2e/screenshots.mjs`, after `cargo xtask build`.
 */

import { mkdirSync } from "node:fs";
import { openBrowser, SCREENSHOTS, visit } from "./browser.mjs";
import { Host } from "./server.mjs";
import { SYMBOLS, THREE } from "./strokes.mjs";

/** @typedef {import("./visit.mjs").Visit} Visit */

const SCREENS = [
  { screen: "desk", context: { viewport: { width: 1440, height: 900 } } },
  {
    screen: "phone",
    context: { viewport: { width: 360, height: 740 }, hasTouch: true, deviceScaleFactor: 2 },
  },
];
const METHODS = ["pixels", "frozen", "metaPrototypes", "deformedViews", "anil", "hypernetwork"];
const SHARDS = process.env.METAVAE_SHARDS ?? null;

/** @param {Visit} page @param {string} name @param {string[]} panels */
async function shoot(page, name, panels) {
  for (const panel of panels)
    await page.get(`${panel}-panel`).screenshot({ path: `${SCREENSHOTS}${name}-${panel}.png` });
}

/**
 * A task, some methods on it and at every number of shots, and its support in the memory.
 * @param {Visit} page
 */
async function metaLearn(page) {
  const measured = (/** @type {string} */ what, /** @type {number} */ count) =>
    page.until(
      `${what} is measured`,
      async () => (await page.page.locator(what).count()) === count,
      300_000,
    );
  await page.drawTask();
  await page.tick(METHODS);
  await page.click("compare-start");
  await measured('[data-testid="method-accuracy"][data-value]', METHODS.length);
  await page.click("curve-start");
  await measured('[data-testid="curve-point"][data-shots="10"][data-value]', METHODS.length);
  await page.click("memory-remember-task");
  await page.until("the memory is looked up", () => page.get("memory-table").isVisible());
}

mkdirSync(SCREENSHOTS, { recursive: true });
const host = await Host.open({ shards: SHARDS });
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
        // Where there is MNIST, it is chosen, and trained on as it comes.
        if (!SHARDS) await page.fill("builtin-train", 4000);
        await metaLearn(page);
        await shoot(page, name, ["task", "methods", "curve", "memory"]);
        await page.fill("hyper-max-steps", 120);
        await page.click("train-start");
        await page.until("the run is over", async () => (await page.steps("train")) === 120);
        await page.runIs("train", "idle");
        await shoot(page, name, ["draw", "train", "tune"]);
        await page.page.screenshot({ path: `${SCREENSHOTS}${name}.png`, fullPage: true });
      });
      console.log(`${SCREENSHOTS}${name}*.png`);
    }
  }
} finally {
  await browser.close();
  await host.close();
}
