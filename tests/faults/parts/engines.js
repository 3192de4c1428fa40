/**
 * A first visit in three families of browsers, with and without WebGPU: each comes to the figures
 * that the first came to, and nothing goes wrong beside.
 */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { Host } from "../../e2e/server.mjs";
import { openChromium } from "../browsers/chromium.js";
import { furthest } from "../browsers/figures.js";
import { openFirefox } from "../browsers/firefox.js";
import { Visit } from "../browsers/visit.js";
import { openWebKit } from "../browsers/webkit.js";

/** @typedef {import("../faults.js").Faults} Faults */
/** @typedef {import("../browsers/driver.js").Driven} Driven */
/** @typedef {import("../browsers/driver.js").Opening} Opening */
/** @typedef {import("../browsers/figures.js").Figures} Figures */
/** @typedef {"cpu" | "webgpu"} Device */

/** Small batches: 30 steps of the page's own 128 images take a software GPU minutes. */
const STEPS = 30;
const BATCH = 16;
const EPOCHS = 10;

/**
 * How far a figure may be from the first browser's, as a part of it; a picture on average, as a
 * part of full ink. Sums of single precision in another order, fused or not, and steps that follow
 * from each other: 2.5e-7 was measured.
 */
const EXACT = 1e-5;
/** Browsers round differently where a pointer was: 0.005 was measured. */
const BY_HAND = 0.02;
/** A query more or less of the 50, of which 40 are right. */
const ONE_QUERY = 0.025;

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {number} within
 * @property {(visit: Visit, url: string, device: Device) => Promise<Figures>} act
 */

/** @type {Step[]} */
const WHOLE = [
  { name: "a first visit", within: EXACT, act: (visit, url, device) => visit.first(url, device) },
  { name: "a drawing", within: BY_HAND, act: (visit) => visit.drawing() },
  { name: "fine-tuning", within: EXACT, act: (visit) => visit.fineTuning(EPOCHS) },
  { name: "a task", within: ONE_QUERY, act: (visit) => visit.task() },
  { name: "pretraining", within: EXACT, act: (visit) => visit.pretraining(STEPS, BATCH) },
  { name: "a reload", within: EXACT, act: (visit) => visit.again() },
];

/** What the environment names, else the first of these that is there. */
const found = (/** @type {string | undefined} */ named, /** @type {string[]} */ places) =>
  named ?? places.find((place) => existsSync(place));
const FIREFOX = found(process.env.FIREFOX, ["/usr/bin/firefox-esr", "/usr/bin/firefox"]);
const WEBKIT = found(process.env.WEBKIT_DRIVER, ["/usr/bin/WebKitWebDriver"]);

/**
 * @typedef {object} Configuration
 * @property {string} name
 * @property {Device} device
 * @property {Step[]} steps
 * @property {(opening: Omit<Opening, "program">) => Promise<Driven> | null} open Null where this
 *   machine has no such browser.
 */

/** @type {Configuration["open"]} */
const inFirefox = (opening) => (FIREFOX ? openFirefox({ ...opening, program: FIREFOX }) : null);
/** @type {Configuration["open"]} */
const inWebKit = (opening) => (WEBKIT ? openWebKit({ ...opening, program: WEBKIT }) : null);
/**
 * Where the system's language is none: WebKit makes “C” of “C.UTF-8”, which no formatter takes.
 * @type {Configuration["open"]}
 */
const inNoLanguage = (opening) =>
  WEBKIT ? openWebKit({ ...opening, program: WEBKIT, lang: "C.UTF-8" }) : null;

/** @type {Configuration[]} */
const CONFIGURATIONS = [
  { name: "Chromium, CPU", device: "cpu", steps: WHOLE, open: openChromium },
  { name: "WebKitGTK, CPU", device: "cpu", steps: WHOLE, open: inWebKit },
  {
    name: "WebKitGTK, no language",
    device: "cpu",
    steps: WHOLE.slice(0, 1),
    open: inNoLanguage,
  },
  { name: "Firefox, CPU", device: "cpu", steps: WHOLE, open: inFirefox },
  { name: "Chromium, software GPU", device: "webgpu", steps: WHOLE, open: openChromium },
  { name: "Firefox, software GPU", device: "webgpu", steps: WHOLE, open: inFirefox },
];
const VIEWPORT = { width: 1440, height: 900 };

/** A software GPU takes a second for what the CPU itself does in milliseconds. */
const TIMES = {
  cpu: { patience: 30_000, rest: 300 },
  webgpu: { patience: 90_000, rest: 1500 },
};
/** An attempt waits for several things in turn. */
const PATIENCE_MS = 100_000;

/**
 * Without MNIST beside the page its host has no manifest, of which Chromium's console tells; and the
 * plain text on which adapters are looked for has no icon.
 */
const EXPECTED = /data\/manifest\.json|favicon\.ico/;

/** @param {Faults} faults */
export async function run(faults) {
  /** What the first browser came to, by step. @type {Map<string, Figures>} */
  const first = new Map();
  Object.assign(faults.figures, { steps: STEPS, batch: BATCH });
  for (const configuration of CONFIGURATIONS) {
    const begun = Date.now();
    await visit(faults, configuration, first);
    faults.figures[`${configuration.name}, s`] = Math.round((Date.now() - begun) / 1000);
  }
}

/** @param {Faults} faults @param {Configuration} configuration @param {Map<string, Figures>} first */
async function visit(faults, { name, device, steps, open }, first) {
  const host = await Host.open();
  const opened = open({ host, viewport: VIEWPORT, gpu: device === "webgpu" });
  // Whoever waits for it hears of it.
  opened?.catch(() => {});
  try {
    const why = opened ? await without(opened, host, device) : "it is not on this machine";
    if (!opened || why) return faults.skip(name, why, steps.length);
    let told = 0;
    for (const { name: step, within, act } of steps) {
      const attempt = async () => {
        const page = await opened;
        const figures = await act(new Visit(page, TIMES[device]), host.url, device);
        const troubles = (await page.troubles()).filter((trouble) => !EXPECTED.test(trouble));
        const news = troubles.slice(told);
        told = troubles.length;
        assert.deepEqual(news, [], "what the console says");
        compare(faults, step, figures, within, first);
      };
      await faults.attempt(`${name}: ${step}`, attempt, PATIENCE_MS);
    }
  } finally {
    const page = await opened?.catch(() => null);
    await page?.close();
    await host.close();
  }
}

/**
 * Why a browser that is there cannot be used; empty where it can, or does not even open, which is
 * for the attempts to say. Chromium brings its software GPU, Firefox takes the system's.
 *
 * @param {Promise<Driven>} opened @param {Host} host @param {Device} device
 */
async function without(opened, host, device) {
  const page = await opened.catch(() => null);
  if (!page || device === "cpu") return "";
  // Of the page's own origin, and nothing that starts by itself.
  await page.goto(`${host.url}third-party-notices.txt`);
  const adapter = await page.evaluate(async () => {
    const { gpu } = /** @type {{gpu?: GPU}} */ (navigator);
    return Boolean(await gpu?.requestAdapter());
  });
  return adapter ? "" : "it has no WebGPU adapter here: mesa-vulkan-drivers has one";
}

/**
 * @param {Faults} faults
 * @param {string} step
 * @param {Figures} figures
 * @param {number} within
 * @param {Map<string, Figures>} first
 */
function compare(faults, step, figures, within, first) {
  const others = first.get(step);
  if (!others) return void first.set(step, figures);
  const away = furthest(figures, others);
  const figure = `${step}: furthest from the first`;
  faults.figures[figure] = Math.max(faults.figures[figure] ?? 0, away);
  const [here, there] = [figures, others].map((each) => JSON.stringify(each));
  assert.ok(
    away <= within,
    `${away} away from the first browser, not ${within}: ${here}; ${there}`,
  );
}
