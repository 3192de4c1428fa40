/**
 * Every parser of strangers' bytes, fed for a time with inputs that no two runs share: the seed is
 * the day's, and said where something is lost.
 */

import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { engineFiles } from "../../js/real/module.js";
import { input, PARSERS } from "../fuzz/parsers.js";

/** @typedef {import("../faults.js").Faults} Faults */
/** @typedef {{losses: import("../fuzz/thread.js").Loss[], taken: number}} Answer */

const THREAD = new URL("../fuzz/thread.js", import.meta.url);
/** Where inputs that were lost are kept. */
const KEPT = new URL("../../../target/faults/", import.meta.url);
/** Parsers at a time. */
const LANES = 2;
const SHORT_MS = 60_000;
const LONG_MS = 30 * 60_000;
/** An input of some kilobytes takes milliseconds. */
const MOST_MS = 2000;
const MOST_GROWN = 256 << 20;
/** Longer than any input may take, and than a thread takes to begin. */
const PATIENCE_MS = 30_000;

/** @param {string} parser @param {number} seed */
function keep(parser, seed) {
  mkdirSync(KEPT, { recursive: true });
  const text = JSON.stringify(input(parser, seed), (_, value) =>
    value instanceof Uint8Array ? { base64: Buffer.from(value).toString("base64") } : value,
  );
  writeFileSync(new URL(`${parser}-${seed}.json`, KEPT), `${text}\n`);
  return `target/faults/${parser}-${seed}.json`;
}

/** @param {Faults} faults @param {string} parser @param {number} seed */
async function feed(faults, parser, seed) {
  const ms = faults.long ? LONG_MS : SHORT_MS;
  const place = new Float64Array(new SharedArrayBuffer(16));
  place[0] = seed;
  const limits = { mostMs: MOST_MS, mostGrown: MOST_GROWN };
  const worker = new Worker(THREAD, {
    workerData: { files: await engineFiles(), parser, seed, ms, place, ...limits },
    stderr: true,
  });
  const lose = (/** @type {number} */ at, /** @type {string} */ why) =>
    faults.lose(`${parser}, seed ${at} (${keep(parser, at)})`, why);
  try {
    const signal = AbortSignal.timeout(ms + PATIENCE_MS);
    const [{ losses, taken }] = /** @type {[Answer]} */ (await once(worker, "message", { signal }));
    for (const { seed, why } of losses) lose(seed, why);
    faults.figures[`${parser}_inputs`] = place[1];
    faults.figures[`${parser}_taken`] = taken;
    if (place[1] === 0) faults.lose(parser, "it was fed nothing");
  } catch (error) {
    lose(place[0], `the thread ended or hangs: ${error}`);
    // One that has answered ends by itself: Node itself has died of ending a thread in its wasm.
    await worker.terminate();
  } finally {
    faults.count(place[1]);
  }
}

/** @param {Faults} faults */
export async function run(faults) {
  const day = Math.floor(Date.now() / 86_400_000);
  const base = Number(process.env.METAVAE_FUZZ_SEED ?? day % 100_000) * 10_000_000;
  faults.figures.seed = base;
  const waiting = Object.keys(PARSERS);
  const lane = async () => {
    for (let parser = waiting.shift(); parser; parser = waiting.shift())
      await feed(faults, parser, base);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
