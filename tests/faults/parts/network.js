/**
 * `network`: each of the page's fetches from a host that fails in each way. The page settles within
 * half a minute and says what happened, or the file comes; it says that it is slow where it is;
 * Stop ends the waiting; and once the host is well again, the way on leads on.
 */

import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Host } from "../../e2e/server.mjs";
import { hostedShards } from "../../js/real/files.js";
import { inLanes } from "../lanes.js";
import { failures, isSentence } from "../network-faults.js";
import { fetches, openPage, SCALE, stoppedWhileGetting } from "../network-flows.js";
import { inChromium } from "../network-pages.js";

/** @typedef {import("../faults.js").Faults} Faults */

/** By when it is settled or said. */
const SETTLED_MS = 30_000;
/** Other parts, and other programs, share the machine. */
const BUSY = 4;
/** Attempts wait for clocks far more than they compute. */
const LANES = 8;
const SHARD = "b.shard";

/** @param {Faults} faults */
export async function run(faults) {
  const folder = mkdtempSync(join(tmpdir(), "metavae-shards-"));
  const splits = { "a.shard": ["train", 30], [SHARD]: ["train", 30], "t.shard": ["test", 10] };
  const hosted = hostedShards("MNIST", /** @type {any} */ (splits));
  writeFileSync(join(folder, "manifest.json"), hosted.manifest);
  for (const [file, bytes] of Object.entries(hosted.files))
    writeFileSync(join(folder, file), bytes);

  await inNode(faults, folder);
  await inChromium(faults, { folder, shard: SHARD, settledMs: SETTLED_MS });
}

/** @param {Faults} faults @param {string} folder */
async function inNode(faults, folder) {
  /** @type {(() => Promise<void>)[]} */
  const attempts = [];
  const probe = await Host.open({ shards: folder });
  const [all, ways] = [fetches(probe, SHARD), failures(1000 * SCALE)];
  await probe.close();
  for (const at of all.keys())
    for (const way of ways)
      attempts.push(() =>
        faults.attempt(`${all[at].name}: ${way.name}`, () => tried(folder, at, way)),
      );
  attempts.push(() => faults.attempt("Stop while the data is on its way", () => stopped(folder)));
  await inLanes(attempts, LANES);
}

/** What a page needs of a test: its end. */
function ending() {
  /** @type {(() => void)[]} */
  const ends = [];
  const test = { after: (/** @type {() => void} */ end) => void ends.push(end) };
  return {
    test: /** @type {import("node:test").TestContext} */ (/** @type {unknown} */ (test)),
    end: () => ends.forEach((end) => end()),
  };
}

/**
 * @param {string} folder
 * @param {number} at Which fetch.
 * @param {import("../network-faults.js").Failure} failure
 */
async function tried(folder, at, { fault, ends }) {
  const host = await Host.open({ shards: folder });
  const { test, end } = ending();
  try {
    const { path, names, drive } = fetches(host, SHARD)[at];
    const page = await openPage(test, host);
    const driven = await drive(page);
    host.fault(path, fault);
    const acted = driven.act().then(() => "settled");
    // What is not slow itself may be so on a busy machine, which loads megabytes of weights here.
    const most = (ends === "slow" ? 1 : BUSY) * (SETTLED_MS / SCALE);
    const late = new Promise((resolve) => setTimeout(resolve, most, "late"));
    const how = await Promise.race([acted, late]);
    if (ends === "slow" && how === "late") {
      assert.ok(driven.slow(), "what is slow is said to be");
      driven.stop();
      if (path.includes("/")) assert.equal(await acted, "settled", "Stop ends it");
    } else {
      assert.equal(how, "settled", "the page still waits");
      if (ends !== "said") return assert.ok(driven.arrived(), `it came; said: ${driven.said()}`);
      const said = driven.said();
      assert.ok(said && isSentence(said) && names.test(said), `said: ${said}`);
      assert.ok(!driven.arrived(), "what did not come is not said to have come");
    }
    host.heal();
    await driven.again();
    assert.ok(driven.arrived(), `the way on leads on; said: ${driven.said()}`);
  } finally {
    end();
    await host.close();
  }
}

/** @param {string} folder */
async function stopped(folder) {
  const host = await Host.open({ shards: folder });
  const { test, end } = ending();
  try {
    const page = await openPage(test, host);
    await page.pretrained();
    host.fault(`www/data/${SHARD}`, { stall: "before" });
    host.fault("www/data/a.shard", { stall: "after" });
    await stoppedWhileGetting(page);
  } finally {
    end();
    await host.close();
  }
}
