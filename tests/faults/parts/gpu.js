/**
 * The GPU is lost in six phases, in four ways: another engine takes its place with all that the
 * first one had, and after the second loss, or where no adapter is left, it is the CPU's.
 */

import assert from "node:assert/strict";

import { realLosses } from "../chromium-gpu.js";
import { GPU_KINDS } from "../deaths.js";
import { PHASES, prepared, works } from "../lives.js";

/** Another engine answers by then, ms. */
const BACK_MS = 5_000;
const IN = [
  "weights are loaded",
  "a drawing is encoded",
  "a run starts",
  "a run takes its steps",
  "a task is learnt",
  "an image is remembered",
];

/** @param {import("../faults.js").Faults} faults */
export async function run(faults) {
  await realLosses(faults);
  const rounds = faults.long ? 4 : 1;
  for (let round = 0; round < rounds; round++) {
    for (const name of IN) {
      for (const kind of Object.keys(GPU_KINDS))
        await faults.attempt(`${kind} while ${name}`, () => lost(PHASES[name], kind));
    }
  }
}

/** @param {import("../lives.js").Phase} phase @param {string} kind */
async function lost({ at, nth = 1, does }, kind) {
  const mortal = await prepared("webgpu");
  const before = await mortal.holds();
  // In a command, what cannot be read is refused, and the engine goes on; in a run it is the end.
  const refusal = kind === "read rejected" && at !== "step";
  for (const time of [1, 2]) {
    if (mortal.backends.at(-1) === "cpu") break;
    mortal.arm({ at, nth, kind });
    const again = refusal ? Promise.resolve() : mortal.again();
    const answers = Promise.allSettled(does.map((command) => mortal.session.send(command)));
    await again;
    assert.ok(refusal || mortal.took < BACK_MS, `it took ${Math.round(mortal.took)} ms`);
    const last = (await answers).at(-1);
    if (at !== "step") assert.equal(last?.status, "rejected");
    assert.deepEqual(await mortal.holds(), before, `after loss ${time}`);
    await works(mortal);
  }
  const stays = refusal ? ["webgpu"] : ["webgpu", "webgpu", "cpu"];
  assert.deepEqual(mortal.backends, kind === "refused" ? ["webgpu", "cpu"] : stays);
}
