/**
 * Real traps in the built page: the wasm instance that the page's own worker runs is made to fail
 * in it, and the page is looked at as its visitor does.
 */

import assert from "node:assert/strict";

import { THREE } from "../e2e/strokes.mjs";
import { Chromium } from "./browser.js";

/** @typedef {import("../e2e/visit.mjs").Visit} Visit */

/** Another engine answers by then, ms. */
const BACK_MS = 5_000;
/** A start and a run, beside a busy neighbour, ms. */
const PATIENCE_MS = 120_000;

/** What the visitor does when it happens. @type {Record<string, (page: Visit) => Promise<unknown>>} */
const DOING = {
  nothing: async () => {},
  drawing: (page) => page.strokes(THREE),
  "data is made": (page) => builtIn(page),
  pretraining: async (page) => {
    await builtIn(page);
    // No run that ends by itself before the test has looked.
    await page.fill("hyper-epochs", 1000);
    await page.click("train-start");
    await page.until("steps are taken", async () => (await page.steps("train")) > 3);
  },
  "pretraining is paused": async (page) => {
    await DOING.pretraining(page);
    await page.click("train-pause");
    await page.runIs("train", "paused");
  },
};

/** How it fails: an allocation that Rust cannot have, and a read outside its memory. */
const TRAPS = {
  unreachable(/** @type {any} */ wasm) {
    for (;;) wasm.__wbindgen_malloc(0x3fff0000, 8);
  },
  memoryAccess(/** @type {any} */ wasm) {
    wasm.__wbindgen_free(0xfffffff0, 64, 8);
  },
};

/** @param {import("./faults.js").Faults} faults */
export async function realTraps(faults) {
  const chromium = await Chromium.open();
  try {
    for (const [doing, act] of Object.entries(DOING)) {
      for (const [trap, spring] of Object.entries(TRAPS)) {
        const name = `in Chromium: ${trap} while ${doing}`;
        await chromium.attempt(faults, name, (profile) => dies(profile, act, spring), PATIENCE_MS);
      }
    }
  } finally {
    await chromium.close();
  }
}

/** @param {Visit} page */
async function builtIn(page) {
  await page.click("source-builtin");
  await page.fill("builtin-train", 200);
  await page.fill("builtin-test", 40);
  await page.click("data-load");
  await page.reaches("data", "ready");
}

/** What a death may not cost. A run's weights are those of its checkpoint. @param {Visit} page */
const holds = async (page) => ({
  data: await page.text("status-data"),
  picture:
    (await page.state("run")) === "none" && (await page.picture(page.get("model-reconstruction"))),
});

/**
 * @param {import("./browser.js").Profile} profile
 * @param {(page: Visit) => Promise<unknown>} act
 * @param {(wasm: any) => unknown} spring
 */
async function dies(profile, act, spring) {
  const page = await profile.tab();
  await page.draw(THREE);
  await act(page);
  await page.settled();
  const running = (await page.state("run")) !== "none";
  const before = await holds(page);
  const [worker] = page.page.workers();
  const begun = Date.now();
  await worker.evaluate(`(async () => {
    const [{ name }] = performance
      .getEntriesByType("resource")
      .filter(({ name }) => /metavae\\.js/.test(name));
    const wasm = await (await import(name)).default();
    // Not in this call, which would only hand the error back to the test.
    const traps = { ${spring} };
    setTimeout(() => Object.values(traps)[0](wasm));
  })()`);
  const { text } = await page.notice("engine-restored");
  assert.ok(Date.now() - begun < BACK_MS, `it took ${Date.now() - begun} ms: ${text}`);
  if (running) assert.match(text, /run was cut off/);
  const after = await holds(page);
  assert.deepEqual(running ? after.data : after, running ? before.data : before);
  await page.clear();
  await page.draw(THREE);
}
