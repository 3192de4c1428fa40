/** The same in Chromium, with the page's own deadlines: what starts the page, and its weights. */

import assert from "node:assert/strict";

import { openBrowser } from "../e2e/browser.mjs";
import { Host } from "../e2e/server.mjs";
import { Visit } from "../e2e/visit.mjs";
import { inLanes } from "./lanes.js";
import { failures, isSentence } from "./network-faults.js";

/** @typedef {import("./faults.js").Faults} Faults */
/** @typedef {import("./network-faults.js").Failure} Failure */
/** @typedef {{folder: string, shard: string, settledMs: number}} How */

/** Pages at a time: they wait far more than they compute. */
const PAGES = 8;
/** A page that starts, on a machine that is busy with seven others. */
const START_MS = 40_000;

/** By what of it is seen that it is not there. @type {[string, string, RegExp][]} */
const FETCHES = [
  ["the worker's script", "www/worker/worker.js", /worker\.js/],
  ["the engine", "engine-fma/metavae_bg.wasm", /metavae_bg\.wasm/],
  ["the weights", "www/weights/vae-mnist-small.packed", /vae-mnist-small\.packed/],
];
/** The page's program can have no other program look after it than the few lines before it. */
const PROGRAM = "www/main.js";
/** @type {Failure[]} */
const OF_THE_PROGRAM = [
  ...failures(1000).filter(({ ends, name }) => ends === "said" && name !== "too large"),
  { name: "served as text", fault: { type: "text/plain" }, ends: "said" },
];

/** @param {Faults} faults @param {How} how */
export async function inChromium(faults, how) {
  const browser = await openBrowser();
  /** @param {(place: Place) => Promise<void>} act */
  const apart = async (act) => {
    const host = await Host.open({ shards: how.folder });
    const visitor = await browser.newContext();
    try {
      await act({ host, visit: new Visit(await visitor.newPage()), ...how });
    } finally {
      await visitor.close();
      await host.close();
    }
  };
  /** @type {(() => Promise<void>)[]} */
  const attempts = [];
  for (const [name, path, names] of FETCHES)
    for (const failure of failures(1000))
      attempts.push(() =>
        faults.attempt(
          `Chromium, ${name}: ${failure.name}`,
          () => apart((place) => tried(place, path, names, failure)),
          120_000,
        ),
      );
  for (const failure of OF_THE_PROGRAM)
    attempts.push(() =>
      faults.attempt(
        `Chromium, the page's program: ${failure.name}`,
        () => apart((place) => tried(place, PROGRAM, /program/, failure)),
        120_000,
      ),
    );
  attempts.push(() => faults.attempt("Chromium, Stop while data is awaited", () => apart(stopped)));
  try {
    await inLanes(attempts, PAGES);
  } finally {
    await browser.close();
  }
}

/** @typedef {How & {host: Host, visit: Visit}} Place */

/** What the page says to the visitor, with what is one click away. @param {Visit} visit */
const said = (visit) =>
  visit.page.evaluate(() =>
    [...document.querySelectorAll("[data-testid=notice], [data-testid=start-problem]")].map(
      (notice) => ({
        code: notice.getAttribute("data-code") ?? "start",
        sentence: notice.querySelector("p")?.textContent?.trim() ?? "",
        all: notice.textContent ?? "",
      }),
    ),
  );

/** @param {Place} place @param {string} path @param {RegExp} names @param {Failure} failure */
async function tried({ host, visit, settledMs }, path, names, { fault, ends }) {
  host.fault(path, fault);
  const begun = Date.now();
  await visit.page.goto(host.url, { waitUntil: "commit" });
  if (ends === "passes") {
    await visit.reaches("weights", "ready", START_MS);
    await visit.reaches("ready", "true", START_MS);
    return;
  }
  await visit.until(
    "the page says what is the matter",
    async () =>
      (await said(visit)).some(({ all }) => names.test(all)) ||
      // What is small comes within half a minute at any speed.
      (ends === "slow" && (await visit.state("ready")) === "true"),
    settledMs - (Date.now() - begun),
  );
  for (const { sentence, code } of await said(visit))
    assert.ok(isSentence(sentence), `${code}: ${sentence}`);
  if (ends === "slow" && path.includes("weights/")) {
    await visit.page.locator("[data-code=slow] [data-testid=notice-action]").click();
    await visit.until("the waiting ends", async () =>
      (await said(visit)).some(({ code }) => code === "weights-missing"),
    );
  }
  host.heal();
  await wayOn(visit);
}

/** Presses what there is to press, until the page is as it should be. @param {Visit} visit */
async function wayOn(visit) {
  const well = async () =>
    (await visit.state("ready")) === "true" && (await visit.state("weights")) === "ready";
  const buttons = visit.page.locator(
    "[data-testid=start-problem] button, [data-testid=notice-action]",
  );
  await visit.until(
    "the way on leads on",
    async () => {
      if (await well()) return true;
      await buttons
        .last()
        .click({ timeout: 500 })
        .catch(() => {});
      return false;
    },
    START_MS,
  );
}

/** @param {Place} place */
async function stopped({ host, visit, shard }) {
  host.fault(`www/data/${shard}`, { stall: "before" });
  host.fault("www/data/a.shard", { stall: "after" });
  await visit.page.goto(host.url);
  await visit.ready();
  await visit.get("source-shards").check();
  await visit.click("train-start");
  const status = () => visit.get("train-panel").getAttribute("data-status");
  await visit.until("it starts", async () => (await status()) === "starting");
  await visit.click("train-stop");
  await visit.until("it stops", async () => (await status()) === "idle", 2_000);
  host.heal();
  await visit.click("data-retry");
  await visit.reaches("data", "ready");
}
