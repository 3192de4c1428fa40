/**
 * The engine dies in each phase of its life, in five ways: another one takes its place in seconds,
 * with all that the first one had, and whoever waited for an answer has one.
 */

import assert from "node:assert/strict";

import { realTraps } from "../chromium-deaths.js";
import { KINDS, Mortal } from "../deaths.js";
import { BEFORE, ENCODE, PHASES, prepared, works } from "../lives.js";

/** @typedef {import("../faults.js").Faults} Faults */

/** Another engine answers by then, ms. */
const BACK_MS = 5_000;

/** @param {Faults} faults */
export async function run(faults) {
  // What a trap in a thread of its own would end there, ends here in the promise that it broke.
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", () => {});
  const kinds = Object.keys(KINDS);
  for (const kind of kinds) await faults.attempt(`${kind} while it opens`, () => opening(kind));
  for (const kind of kinds)
    await faults.attempt(`${kind} while it is told what the last one knew`, () => retelling(kind));
  await realTraps(faults);
  const rounds = faults.long ? 10 : 1;
  for (let round = 0; round < rounds; round++) {
    for (const [name, phase] of Object.entries(PHASES)) {
      for (const kind of kinds)
        await faults.attempt(`${kind} while ${name}`, () => dies(phase, kind));
    }
  }
}

/** @param {string} kind */
async function opening(kind) {
  const mortal = new Mortal();
  mortal.arm({ at: "open", nth: 1, kind });
  assert.equal((await mortal.session.start("cpu")).kind, "cpu");
  assert.equal(mortal.restored, 1);
  for (const command of BEFORE) await mortal.session.send(command);
  await works(mortal);
}

/** @param {import("../lives.js").Phase} phase @param {string} kind */
async function dies({ at, nth = 1, does }, kind) {
  const mortal = await prepared();
  const before = await mortal.holds();
  mortal.arm({ at, nth, kind });
  const again = mortal.again();
  const answers = Promise.allSettled(does.map((command) => mortal.session.send(command)));
  await again;
  assert.ok(mortal.took < BACK_MS, `it took ${Math.round(mortal.took)} ms`);
  const last = (await answers).at(-1);
  if (at !== "step") {
    assert.equal(last?.status, "rejected");
    assert.match(String(last?.reason), /stopped before it could answer/);
  }
  assert.deepEqual(await mortal.holds(), before);
  await works(mortal);
}

/** @param {string} kind */
async function retelling(kind) {
  const mortal = await prepared();
  const before = await mortal.holds();
  // The first dies of an error, the second of `kind`, as it is told of the second model.
  mortal.arm({ at: "encode", nth: 1, kind: "JS error" });
  const again = mortal.again();
  const struck = mortal.session.send(ENCODE);
  const rejected = assert.rejects(struck, /stopped before it could answer/);
  mortal.next({ at: "loadWeights", nth: 2, kind });
  await Promise.all([again, rejected]);
  assert.deepEqual(await mortal.holds(), before);
  await works(mortal);
}
