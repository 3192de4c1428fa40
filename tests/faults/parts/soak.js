/**
 * The built page in Chromium, minute after minute of training with a drawing now and then: what it
 * holds after a minute of warm-up it still holds at the end.
 *
 * A minute is one attempt. At its end garbage is collected, and what is left is compared with what
 * was left after the warm-up. 1 MB an hour is far below what a minute's heap varies by, so the
 * short form holds what shows in minutes: anything that is kept a step, a drawing or an event.
 * The curves are what may grow: they are thinned out at a bounded number of points.
 */

import assert from "node:assert/strict";
import { THREE } from "../../e2e/strokes.mjs";
import { Chromium, Profile } from "../browser.js";
import { train } from "../lifecycle/browser.js";

/** @typedef {import("../../e2e/visit.mjs").Visit} Visit */
/** @typedef {{heap: number, engine: number, nodes: number, listeners: number, workers: number}} Held */

const MINUTE_MS = 60_000;
/** What a minute may add to what was held after the warm-up; heap and engine in bytes. */
/** @type {Held} */
const MORE = { heap: 512 * 1024, engine: 0, nodes: 50, listeners: 20, workers: 0 };

/** @param {import("../faults.js").Faults} faults */
export async function run(faults) {
  const minutes = faults.long ? 60 : 3;
  const chromium = await Chromium.open();
  try {
    const profile = new Profile(chromium.host, await chromium.browser.newContext());
    const visit = await profile.tab();
    const devtools = await profile.context.newCDPSession(visit.page);
    await train(visit);
    await minute(visit);
    const before = await held(visit, devtools);
    for (let count = 1; count <= minutes; count++) {
      await faults.attempt(
        `minute ${count}`,
        async () => {
          await minute(visit);
          const now = await held(visit, devtools);
          for (const what of /** @type {(keyof Held)[]} */ (Object.keys(MORE))) {
            const more = now[what] - before[what];
            faults.figures[`${what}_more`] = more;
            assert.ok(more <= MORE[what] * Math.max(1, count / 3), `${what}: ${more} more`);
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
  // Twice: what the first lets go of may hold on to more.
  for (let round = 0; round < 2; round++) await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  const { nodes, jsEventListeners } = await devtools.send("Memory.getDOMCounters");
  return {
    heap: usedSize,
    engine: await visit.number("status-memory"),
    nodes,
    listeners: jsEventListeners,
    workers: visit.page.workers().length,
  };
}
