/** The page's own half minute of training, timed, and what became of its digits. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { PRESET } from "../../www/app/preset.js";
import { Visit } from "./visit.mjs";

const MOST_MS = 300_000;

/**
 * From the press to the twenty digits that the copy makes up, on the CPU. How many of such digits a
 * classifier is sure of is what `cargo xtask judge` has counted of the same run.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {import("./server.mjs").Host} host
 * @returns {Promise<{seconds: number, recognisedPercent: number}>}
 */
export async function runPreset(browser, host) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const visit = new Visit(await context.newPage());
    await visit.page.goto(`${host.url}?device=cpu#/train`);
    await visit.reaches("ready", "true");
    const begun = performance.now();
    await visit.click("train-preset");
    await visit.until(
      "the digits are made",
      async () => (await visit.get("train-made").locator("canvas").count()) === 20,
      MOST_MS,
    );
    const seconds = Math.ceil((performance.now() - begun) / 100) / 10;
    assert.equal(await visit.steps("train"), PRESET.settings.maxSteps);
    return { seconds, recognisedPercent: recognised() };
  } finally {
    await context.close();
  }
}

function recognised() {
  const file = new URL("../../docs/results/preset.json", import.meta.url);
  /** @type {{pictures?: string, recognised_percent: number}[]} */
  const tried = JSON.parse(readFileSync(file, "utf8")).tried;
  const name = `${PRESET.row}-mixture-${PRESET.density.parts}-1`;
  const row = tried.find(({ pictures }) => pictures === name);
  assert.ok(row, `${name} was not judged`);
  return row.recognised_percent;
}
