/** Chromium with its back-forward cache, which playwright switches off, and a run to disturb. */

import { openBrowser } from "../../e2e/browser.mjs";
import { Host } from "../../e2e/server.mjs";
import { Chromium } from "../browser.js";

/** @typedef {import("../../e2e/visit.mjs").Visit} Visit */

export const chromiumFor = async () =>
  new Chromium(
    await Host.open(),
    await openBrowser("none", { ignoreDefaultArgs: ["--disable-back-forward-cache"] }),
  );

/** A run on built-in digits that will not end by itself. @param {Visit} visit */
export async function train(visit) {
  await visit.get("source-builtin").check();
  await visit.fill("builtin-train", 300);
  await visit.fill("builtin-test", 50);
  await visit.fill("hyper-epochs", 1000);
  await visit.click("train-start");
  await goesOn(visit, 0);
}

/** Until further steps are taken. @param {Visit} visit @param {number} [from] */
export async function goesOn(visit, from) {
  const before = from ?? (await visit.steps("train"));
  await visit.until("steps are taken", async () => (await visit.steps("train")) > before);
}

/** That Stop works. @param {Visit} visit */
export async function stops(visit) {
  await visit.click("train-stop");
  await visit.until(
    "the run is over",
    async () => (await visit.get("train-panel").getAttribute("data-status")) === "idle",
  );
}
