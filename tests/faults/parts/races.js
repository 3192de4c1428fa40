/**
 * Schedules of thirty acts, drawn from a seed: commands, deaths, silences, restarts, moves to the
 * GPU and checkpoints, in whatever order and as close together as it comes. Every request settles,
 * and the engine has what its answers said.
 */

import assert from "node:assert/strict";

import { EngineSession } from "../../../www/engine/session.js";
import { fakeClock } from "../../js/fake-clock.js";
import { done, modelWorker, nothing } from "../model.js";

/** @typedef {import("../../../www/engine/wire.js").Command} Command */
/** @typedef {import("../model.js").Kept} Kept */

const ACTS = 30;

/** Numbers below `n`, the same for a seed (mulberry32). @param {number} seed */
function numbers(seed) {
  let state = seed >>> 0;
  return (/** @type {number} */ n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

/** @param {import("../faults.js").Faults} faults */
export async function run(faults) {
  const schedules = faults.long ? 20_000 : 2_000;
  for (let seed = 1; seed <= schedules; seed++)
    await faults.attempt(`schedule ${seed}`, () => schedule(seed), 10_000);
}

/** @param {(n: number) => number} draw @returns {Command} */
function command(draw) {
  const bytes = new Uint8Array([draw(256)]);
  const name = `w${draw(1000)}`;
  /** @type {Command[]} */
  const any = [
    { type: "loadWeights", slot: "pretrained", name, bytes },
    { type: "loadWeights", slot: "fineTuned", name, bytes },
    { type: "loadWeights", slot: "trained", name, bytes },
    { type: "keepModel", slot: "trained", name: `k${draw(1000)}` },
    { type: "discardModel", slot: draw(2) ? "fineTuned" : "trained" },
    { type: "useBuiltIn", train: 10, test: 10, seed: draw(1000) },
    { type: "openShards", manifest: `m${draw(1000)}` },
    { type: "addShard", file: `train${draw(1000)}`, bytes },
    { type: "addShard", file: `test${draw(1000)}`, bytes },
    { type: "remember", image: bytes, label: draw(1000) },
    { type: "sample", slot: "pretrained", count: 1, seed: 1 },
  ];
  return any[draw(any.length)];
}

/** @param {number} seed */
async function schedule(seed) {
  const draw = numbers(seed);
  const clock = fakeClock();
  /** @type {ReturnType<typeof modelWorker>[]} */
  const workers = [];
  let failed = false;
  /** @type {Kept} */
  let said = nothing();
  const session = new EngineSession(
    () => {
      const made = modelWorker();
      workers.push(made);
      return made.worker;
    },
    {
      events: () => {},
      memory: () => {},
      lost: () => {},
      restored: () => {},
      failed: () => (failed = true),
      silent: () => void session.restart(),
      heard: () => {},
    },
    clock,
  );
  await session.start("cpu");
  /** @type {Promise<unknown>[]} */
  const asked = [];
  const ask = (/** @type {Promise<unknown>} */ request) => {
    request.catch(() => {});
    asked.push(request);
  };
  const alive = () => workers.filter(({ worker }) => !worker.terminated);
  for (let act = 0; act < ACTS; act++) {
    switch (draw(12)) {
      case 0:
        alive().at(-1)?.worker.say({ fatal: "unreachable" });
        break;
      case 1:
        for (const { model } of alive()) model.mute = true;
        break;
      case 2:
        clock.pass(1_000 * draw(120));
        break;
      case 3:
        ask(session.upgrade(draw(2) ? "webgpu" : "cpu", () => {}));
        break;
      case 4:
        ask(session.control(draw(2) ? "pause" : "resume"));
        break;
      case 5:
        // An hour, after which deaths are forgiven.
        clock.sleepThrough(3_600_000);
        break;
      default: {
        const sent = command(draw);
        ask(session.send(sent).then(() => (said = done(said, sent)?.kept ?? said)));
      }
    }
    // Some acts come in one go, others when all that was due has happened.
    for (let turns = draw(4); turns > 0; turns--) await new Promise((go) => setImmediate(go));
  }
  for (const { model } of workers) model.mute = false;
  // What a mute engine was asked is answered by the next one, once it has been silent for too long.
  let settled = false;
  void Promise.allSettled(asked).then(() => (settled = true));
  for (let turn = 0; turn < 300 && !settled; turn++) {
    clock.pass(5_000);
    await new Promise((go) => setImmediate(go));
  }
  assert.ok(settled, `${asked.length} requests, and not all are settled`);
  if (failed) await session.restart();
  await session.send({ type: "showMemory" });
  const answering = alive();
  assert.equal(answering.length, 1, "one engine is left");
  assert.deepEqual(answering[0].model.kept, said);
}
