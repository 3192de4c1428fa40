/**
 * The built page in Chromium, minute after minute of training with a drawing now and then: what it
 * holds after the warm-up it still holds at the end.
 *
 * A minute is one attempt. At its end garbage is collected several times over some seconds, and the
 * least that was left counts: what is on its way between worker and page at one moment is a
 * megabyte, and no growth. What may be added to the warm-up's is the same after three minutes as
 * after sixty: the long form holds a page to 1 MB an hour, the short one to what shows in minutes,
 * which is whatever a step, a drawing or an event leaves behind.
 *
 * The engine's memory is a high-water mark: wasm gives none back, so the first time that a drawing
 * falls between two allocations as none did before, it grows by a copy of the weights (6.5 MB, seen
 * once) and not again. What is left behind at each step or drawing grows it
 * minute after minute, in pieces of 64 kB: the rises are counted, and their sum is bounded.
 */

import assert from "node:assert/strict";
import { THREE } from "../../e2e/strokes.mjs";
import { Chromium, Profile } from "../browser.js";
import { train } from "../lifecycle/browser.js";

/** @typedef {import("../../e2e/visit.mjs").Visit} Visit */
/** @typedef {{heap: number, engine: number, nodes: number, listeners: number, workers: number}} Held */

const MINUTE_MS = 60_000;
/** The compiler has done its work by then, and curves are on their way to their 1,200 points. */
const WARM_UP_MINUTES = 1;
const READINGS = 8;
const MEBIBYTE = 1024 * 1024;
/** What may be held beyond what was after the warm-up; heap and engine in bytes. @type {Held} */
const MORE = { heap: MEBIBYTE, engine: 8 * MEBIBYTE, nodes: 50, listeners: 20, workers: 0 };
/** Minutes in which the engine's memory may grow. */
const ENGINE_RISES = 1;

/** @param {import("../faults.js").Faults} faults */
export async function run(faults) {
  const minutes = faults.long ? 60 : 3;
  const chromium = await Chromium.open();
  try {
    const profile = new Profile(chromium.host, await chromium.browser.newContext());
    const visit = await profile.tab();
    const devtools = await profile.context.newCDPSession(visit.page);
    await train(visit);
    for (let count = 0; count < WARM_UP_MINUTES; count++) await minute(visit);
    const before = await held(visit, devtools);
    let engine = before.engine;
    faults.figures.engine_rises = 0;
    for (let count = 1; count <= minutes; count++) {
      await faults.attempt(
        `minute ${count}`,
        async () => {
          await minute(visit);
          const now = await held(visit, devtools);
          if (now.engine > engine) faults.figures.engine_rises++;
          engine = now.engine;
          assert.ok(faults.figures.engine_rises <= ENGINE_RISES, "the engine grows and grows");
          for (const what of /** @type {(keyof Held)[]} */ (Object.keys(MORE))) {
            const more = now[what] - before[what];
            faults.figures[`${what}_more`] = more;
            assert.ok(more <= MORE[what], `${what}: ${more} more`);
          }
          assert.deepEqual(profile.uncaught, []);
        },
        3 * MINUTE_MS,
      );
    }
  } finally {
    await chromium.close();
  }
}

/** A minute in which the run goes on, and every ten seconds somebody draws. @param {Visit} visit */
async function minute(visit) {
  const end = performance.now() + MINUTE_MS;
  while (performance.now() < end) {
    await visit.clear();
    await visit.strokes(THREE);
    await visit.page.waitForTimeout(10_000);
  }
}

/**
 * @param {Visit} visit
 * @param {import("playwright-core").CDPSession} devtools
 * @returns {Promise<Held>}
 */
async function held(visit, devtools) {
  /** @type {Held | null} */
  let least = null;
  for (let reading = 0; reading < READINGS; reading++) {
    await devtools.send("HeapProfiler.collectGarbage");
    const { usedSize } = await devtools.send("Runtime.getHeapUsage");
    const { nodes, jsEventListeners } = await devtools.send("Memory.getDOMCounters");
    const now = {
      heap: usedSize,
      engine: await visit.number("status-memory"),
      nodes,
      listeners: jsEventListeners,
      workers: visit.page.workers().length,
    };
    least = !least || now.heap < least.heap ? now : least;
    await visit.page.waitForTimeout(400);
  }
  assert.ok(least);
  return least;
}
