/**
 * The engine in a thread of its own, as on the page: `new Worker(…, {workerData: engineFiles})`. Answers
 * each list of commands with what became of the last, what it took, and how much memory.
 */

import { createHash } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { instantiate } from "../js/real/module.js";

/** @typedef {import("../../www/engine/wire.js").Command} Command */
/** @typedef {import("../../www/engine/wire.js").Algorithm} Algorithm */
/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */
/** @typedef {import("../../www/engine/wire.js").Report} Report */
/**
 * @typedef {object} Answer
 * @property {EngineEvent[]} [events]
 * @property {Report} [refused]
 * @property {string} [trap] What is neither: the engine is of no more use.
 * @property {number} ms Of the last command.
 * @property {number} grown Bytes of memory that all of them added.
 * @property {string} [state]
 */

/** @type {Algorithm[]} */
const ALGORITHMS = [
  "prototypes",
  "reptile",
  "firstOrderMaml",
  "secondOrderMaml",
  "anil",
  "hypernetwork",
];

/** What shows all that a command may have changed. @type {Command[]} */
const PROBES = [
  { type: "exportWeights", slot: "pretrained", precision: "f32" },
  { type: "exportWeights", slot: "trained", precision: "f32" },
  { type: "exportWeights", slot: "fineTuned", precision: "f32" },
  { type: "exportWeights", slot: "prepared", precision: "f32" },
  ...ALGORITHMS.map(
    (algorithm) => /** @type {Command} */ ({ type: "exportMetaWeights", algorithm }),
  ),
  { type: "showExamples", split: "train", count: 256, seed: 1 },
  { type: "showExamples", split: "test", count: 256, seed: 1 },
  { type: "showPool", pool: "digits" },
  { type: "showPool", pool: "omniglot" },
  { type: "showMemory" },
];

const { Engine, memory } = await instantiate(workerData);
const engine = await Engine.open("cpu");

/** @param {unknown} error @returns {error is Report} */
const isReport = (error) =>
  typeof error === "object" && error !== null && "code" in error && "message" in error;

async function state() {
  const hash = createHash("sha256");
  for (const probe of PROBES) {
    const said = await engine.handle(probe).catch((error) => {
      if (isReport(error)) return error;
      throw error;
    });
    const text = JSON.stringify(said, (_, value) => {
      if (!(value instanceof Uint8Array)) return value;
      hash.update(value);
      return value.length;
    });
    hash.update(text);
  }
  return hash.digest("hex");
}

/** @param {{commands: Command[], probe: boolean}} asked @returns {Promise<Answer>} */
async function answer({ commands, probe }) {
  const before = memory.buffer.byteLength;
  let begun = performance.now();
  /** @type {Omit<Answer, "ms" | "grown" | "state">} */
  let became;
  try {
    /** @type {EngineEvent[]} */
    let events = [];
    for (const command of commands) {
      begun = performance.now();
      events = await engine.handle(command);
    }
    became = { events };
  } catch (error) {
    became = isReport(error)
      ? { refused: error }
      : { trap: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  const ms = performance.now() - begun;
  const grown = memory.buffer.byteLength - before;
  const hash = probe && !became.trap ? { state: await state() } : {};
  return { ...became, ms, grown, ...hash };
}

parentPort?.on("message", async (asked) => parentPort?.postMessage(await answer(asked)));
parentPort?.postMessage("ready");
