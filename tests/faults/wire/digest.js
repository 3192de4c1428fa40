/** What an engine holds, as short texts that can be compared. */

import { createHash } from "node:crypto";

/** @typedef {import("../../../www/engine/engine.js").Engine} Engine */
/** @typedef {import("../../../www/engine/wire.js").Command} Command */

/** An answer or a refusal. @param {Engine} engine @param {Command} command */
async function said(engine, command) {
  const hash = createHash("sha256");
  try {
    feed(hash, await engine.handle(command));
  } catch (error) {
    if (!(/** @type {{code?: string}} */ (error).code)) throw error;
    feed(hash, error);
  }
  return hash.digest("base64");
}

/** @param {import("node:crypto").Hash} hash @param {unknown} value */
function feed(hash, value) {
  if (value instanceof Uint8Array) hash.update(value);
  else if (typeof value === "object" && value !== null) {
    for (const [name, each] of Object.entries(value)) {
      hash.update(name);
      feed(hash, each);
    }
  } else hash.update(String(value));
}

/**
 * What costs next to nothing to ask: the data, the memory, whether a run is under way.
 *
 * @param {Engine} engine
 */
export async function glance(engine) {
  /** @type {Command[]} */
  const asked = [
    { type: "showPool", pool: "digits" },
    { type: "showPool", pool: "omniglot" },
    { type: "showExamples", split: "train", count: 2, seed: 1 },
    { type: "showMemory" },
  ];
  const answers = [String(engine.training())];
  for (const command of asked) answers.push(await said(engine, command));
  return answers.join(" ");
}

/**
 * All of it: every weight, and what the task's methods answer.
 *
 * @param {Engine} engine
 * @param {readonly import("../../../www/engine/wire.js").Algorithm[]} algorithms
 * @param {readonly import("../../../www/engine/wire.js").Method[]} methods
 */
export async function whole(engine, algorithms, methods) {
  const answers = [await glance(engine)];
  for (const slot of /** @type {const} */ (["pretrained", "trained", "fineTuned", "prepared"]))
    answers.push(await said(engine, { type: "exportWeights", slot, precision: "f32" }));
  for (const algorithm of algorithms)
    answers.push(await said(engine, { type: "exportMetaWeights", algorithm }));
  for (const method of methods)
    for (const task of [0, 1, 2])
      answers.push(await said(engine, { type: "scoreTask", method, task }));
  return answers.join(" ");
}
