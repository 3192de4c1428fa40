/** A page that is left, and comes back in one way or another. */

import assert from "node:assert/strict";
import { drawings, said } from "../browser.js";
import { goesOn, stops, train } from "./browser.js";

/** @typedef {import("../browser.js").Profile} Profile */
/** @typedef {import("../../e2e/visit.mjs").Visit} Visit */

const LOST = /^A run was under way .* Your drawings and classes are kept\.$/;

/** Five drawings, and a run. @param {Profile} profile */
async function busy(profile) {
  const visit = await profile.tab();
  await visit.click("strip-symbols");
  await drawings(visit, 5);
  await train(visit);
  return visit;
}

/** How often it asked before it was left. @param {Visit} visit */
function questions({ page }) {
  const asked = { count: 0 };
  page.on("dialog", (dialog) => {
    if (dialog.type() === "beforeunload") asked.count++;
    void dialog.accept();
  });
  return asked;
}

/** @param {Profile} profile */
export async function saveData(profile) {
  const visit = await profile.tab(async (page) => {
    await page.context().setExtraHTTPHeaders({ "save-data": "on" });
    await page.addInitScript(() =>
      Object.defineProperty(navigator, "connection", { value: { saveData: true } }),
    );
  });
  await visit.click("strip-symbols");
  await drawings(visit, 5);
  await visit.page.reload();
  await visit.reaches("ready", "true");
  await drawings(visit, 5);
}

/** @param {Profile} profile */
export async function reloaded(profile) {
  const visit = await busy(profile);
  const asked = questions(visit);
  await visit.page.reload();
  assert.equal(asked.count, 1, "it asks first");
  await visit.reaches("ready", "true");
  assert.match(await said(visit, "left-behind"), LOST);
  await drawings(visit, 5);
  // Nothing would be lost now.
  await visit.page.reload();
  assert.equal(asked.count, 1);
}

/** @param {Profile} profile */
export async function closed(profile) {
  const other = await profile.tab();
  const visit = await busy(profile);
  await visit.page.close();
  await other.page.bringToFront();
  await drawings(other, 5);
  await other.page.reload();
  await other.reaches("ready", "true");
  assert.match(await said(other, "left-behind"), LOST);
  await drawings(other, 5);
}

/** Ended without a word, as a browser that is short of memory does. @param {Profile} profile */
export async function discarded(profile) {
  const visit = await busy(profile);
  const devtools = await profile.context.newCDPSession(visit.page);
  const crashed = visit.page.waitForEvent("crash");
  devtools.send("Page.crash").catch(() => {});
  await crashed;
  const again = await profile.tab();
  assert.match(await said(again, "left-behind"), LOST);
  await drawings(again, 5);
}

/** @param {Profile} profile */
export async function back(profile) {
  const visit = await busy(profile);
  questions(visit);
  await visit.page.evaluate(() =>
    addEventListener("pageshow", ({ persisted }) => Object.assign(window, { persisted })),
  );
  const other = await profile.tab();
  await visit.page.bringToFront();
  await visit.page.goto(`${profile.host.url}third-party-notices.txt`);
  await other.page.bringToFront();
  await other.get("strip-delete").first().click();
  await drawings(other, 4);
  await visit.page.bringToFront();
  // From the cache it comes without a load.
  await visit.page.goBack({ waitUntil: "commit" });
  await visit.reaches("ready", "true");
  await drawings(visit, 4);
  const kept = await visit.page.evaluate(() => Reflect.get(window, "persisted") === true);
  if (!kept) assert.match(await said(visit, "left-behind"), LOST);
  else {
    await goesOn(visit);
    await stops(visit);
  }
}
