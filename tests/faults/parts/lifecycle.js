/** What a page lives through, in Chromium: it is said, and what can be back is back. */

import { chromiumFor } from "../lifecycle/browser.js";
import * as clocks from "../lifecycle/clocks.js";
import * as leaving from "../lifecycle/leaving.js";

/** Of an attempt: a first start takes a while on a busy machine. */
const PATIENCE_MS = 90_000;

/** @type {[string, (profile: import("../browser.js").Profile) => Promise<void>][]} */
const ATTEMPTS = [
  ["hidden while it trains", clocks.hidden],
  ["frozen while it trains, and another tab keeps a drawing", clocks.frozen],
  ["eight hours later, by every clock", clocks.later],
  ["an hour earlier, by every clock", clocks.earlier],
  ["a CPU twenty times slower", clocks.slow],
  ["a visitor who saves data", leaving.saveData],
  ["reloaded mid-run", leaving.reloaded],
  ["closed mid-run, beside a second tab", leaving.closed],
  ["discarded, and opened again", leaving.discarded],
  ["the back-forward cache, mid-run", leaving.back],
];

/** @param {import("../faults.js").Faults} faults */
export async function run(faults) {
  const chromium = await chromiumFor();
  try {
    for (const [name, act] of ATTEMPTS) await chromium.attempt(faults, name, act, PATIENCE_MS);
  } finally {
    await chromium.close();
  }
}
