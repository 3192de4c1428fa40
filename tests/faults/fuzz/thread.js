/**
 * One parser, fed for a time, in a thread: `workerData` is what `parts/fuzz.js` gives it. Where it
 * stands is in shared memory, so that it can be said of a thread that hangs.
 */

import { parentPort, workerData } from "node:worker_threads";
import { instantiate } from "../../js/real/module.js";
import { input } from "./parsers.js";

/**
 * @typedef {object} Task
 * @property {import("../../js/real/module.js").Files} files
 * @property {string} parser
 * @property {number} seed Of the first input; the others follow.
 * @property {number} ms
 * @property {Float64Array} place The seed of the input that is being read, and how many were.
 * @property {number} mostMs An input that takes longer hangs.
 * @property {number} mostGrown Bytes of memory that an engine may add.
 */
/** @typedef {{seed: number, why: string, slow?: boolean}} Loss */

/** An input is slow if it is so in fresh engines too: a busy machine stops anybody for seconds. */
const TRIES = 3;

const {
  files,
  parser,
  seed: first,
  ms,
  place,
  mostMs,
  mostGrown,
} = /** @type {Task} */ (workerData);

/** @type {Loss[]} */
const losses = [];
let taken = 0;
let engine = await open();

async function open() {
  const { Engine, memory } = await instantiate(files);
  return { engine: await Engine.open("cpu"), memory, begun: memory.buffer.byteLength };
}

/** @param {unknown} error */
const isReport = (error) =>
  typeof error === "object" && error !== null && "code" in error && "message" in error;

/** @param {number} seed @returns {Promise<Loss | null>} What went wrong. */
async function attempt(seed) {
  const commands = input(parser, seed);
  const begun = performance.now();
  try {
    for (const command of commands) await engine.engine.handle(command);
    taken++;
  } catch (error) {
    if (!isReport(error)) {
      const why = `a trap: ${error instanceof Error ? error.stack : error}`;
      return { seed, why };
    }
  }
  const took = performance.now() - begun;
  if (took > mostMs) return { seed, why: `it took ${Math.round(took)} ms`, slow: true };
  const grown = engine.memory.buffer.byteLength - engine.begun;
  return grown > mostGrown ? { seed, why: `the engine grew by ${grown >> 20} MiB` } : null;
}

/** @param {number} seed @returns {Promise<Loss | null>} What went wrong, each time if it was slow. */
async function attempts(seed) {
  for (let left = TRIES; ; ) {
    const loss = await attempt(seed);
    left--;
    if (loss) engine = await open();
    if (!loss?.slow) return loss;
    if (left === 0) return { ...loss, why: `${loss.why}, ${TRIES} times` };
  }
}

const until = performance.now() + ms;
for (let seed = first; performance.now() < until && losses.length < 10; seed++) {
  place[0] = seed;
  const loss = await attempts(seed);
  place[1]++;
  if (loss) losses.push(loss);
}
parentPort?.postMessage({ losses, taken });
