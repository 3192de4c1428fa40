/** Time that stops, jumps or crawls. */

import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { drawings } from "../browser.js";
import { goesOn, stops, train } from "./browser.js";

/** @typedef {import("../browser.js").Profile} Profile */
/** @typedef {import("../../e2e/visit.mjs").Visit} Visit */

const HOUR_MS = 3_600_000;

/** @param {Profile} profile */
export async function hidden(profile) {
  const visit = await profile.tab();
  await train(visit);
  const before = await visit.steps("train");
  const other = await profile.blank();
  await other.bringToFront();
  await sleep(2000);
  await visit.page.bringToFront();
  await goesOn(visit, before);
  await stops(visit);
}

/** @param {Profile} profile */
export async function frozen(profile) {
  const [visit, other] = [await profile.tab(), await profile.tab()];
  await visit.page.bringToFront();
  await train(visit);
  const devtools = await profile.context.newCDPSession(visit.page);
  await other.page.bringToFront();
  await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
  await other.click("strip-symbols");
  await drawings(other, 5);
  await sleep(2000);
  await devtools.send("Page.setWebLifecycleState", { state: "active" });
  await visit.page.bringToFront();
  // What the other tab kept is there, and the run goes on.
  await drawings(visit, 5);
  await goesOn(visit);
  await stops(visit);
}

/** Every clock of the page jumps while a run is under way. @param {number} by ms */
const jumps = (by) => async (/** @type {Profile} */ profile) => {
  const visit = await profile.tab((page) =>
    page.addInitScript(() => {
      let jump = 0;
      const [now, performanceNow] = [Date.now, performance.now.bind(performance)];
      Date.now = () => now() + jump;
      performance.now = () => performanceNow() + jump;
      Object.assign(window, { jump: (/** @type {number} */ by) => (jump += by) });
    }),
  );
  await train(visit);
  await visit.page.evaluate((by) => Reflect.get(window, "jump")(by), by);
  await goesOn(visit);
  // What is left is said again from what has been seen since, and is no matter of days.
  await visit.until("the time that is left is sensible", async () => {
    const left = await visit.get("train-eta").getAttribute("data-value");
    return left !== null && Number(left) >= 0 && Number(left) < 4 * HOUR_MS;
  });
  await visit.click("strip-symbols");
  await drawings(visit, 5);
  assert.equal(await visit.page.locator('[data-testid="notice"][data-kind="error"]').count(), 0);
  await stops(visit);
};

export const later = jumps(8 * HOUR_MS);
export const earlier = jumps(-HOUR_MS);

/** @param {Profile} profile */
export async function slow(profile) {
  const visit = await profile.tab();
  const devtools = await profile.context.newCDPSession(visit.page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 20 });
  await visit.click("strip-symbols");
  await drawings(visit, 5);
  await train(visit);
  await stops(visit);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  assert.equal(await visit.page.locator('[data-testid="notice"][data-kind="error"]').count(), 0);
}
