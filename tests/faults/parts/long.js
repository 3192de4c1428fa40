/**
 * A page that is never closed: ten million steps through the reducers, twenty thousand images
 * through the memory, two hundred engines, a thousand loads. Nothing grows with them, and a new
 * engine is told the rest in seconds.
 */

import assert from "node:assert/strict";
import { emptyJournal, record, replay } from "../../../www/engine/journal.js";
import { EngineSession } from "../../../www/engine/session.js";
import { pageStore } from "../../../www/state/page.js";
import { fakeClock } from "../../js/fake-clock.js";
import { instantiate } from "../../js/real/module.js";
import { pageFile } from "../../js/real/page.js";
import { modelWorker } from "../model.js";

/** @typedef {import("../../../www/engine/wire.js").Command} Command */

const STEPS = 10_000_000;
/** Steps that one reading brings: as a fast run on small images has them. */
const A_READING = 100;
const MOST_MS_AN_EVENT = 1;
const MOST_GROWTH = 50 * 2 ** 20;
const MOST_REPLAY_MS = 5_000;

/** @param {import("../faults.js").Faults} faults */
export async function run(faults) {
  await faults.attempt("ten million steps", () => steps(faults), 300_000);
  await faults.attempt("twenty thousand images to remember", () => remembers(faults), 300_000);
  await faults.attempt("a thousand loads, two hundred engines", engines, 120_000);
}

const heap = () => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

/** @param {import("../faults.js").Faults} faults */
async function steps(faults) {
  const store = pageStore();
  const run = /** @type {const} */ ("pretrain");
  let at = 0;
  /** @param {import("../../../www/engine/engine.js").EngineEvent} event */
  const say = (event) => {
    at += 50;
    store.dispatch({ type: "engine/events", events: [event], at });
  };
  say({
    type: "trainingStarted",
    run,
    steps: STEPS,
    stepsPerEpoch: 1000,
    batchSize: 8,
    threads: 1,
    latents: 32,
  });
  const before = heap();
  const begun = performance.now();
  for (let step = A_READING; step <= STEPS; step += A_READING) {
    const losses = Array.from({ length: A_READING }, (_, nth) => ({
      step: step - A_READING + nth + 1,
      losses: { total: 100 + 1 / step, reconstruction: 75, kl: 25 },
    }));
    say({ type: "stepsDone", run, step, steps: STEPS, losses });
  }
  const each = (performance.now() - begun) / (STEPS / A_READING);
  const grown = heap() - before;
  faults.figures.ms_an_event = Number(each.toFixed(4));
  faults.figures.heap_growth_bytes = grown;
  assert.ok(each <= MOST_MS_AN_EVENT, `${each} ms an event`);
  assert.ok(grown <= MOST_GROWTH, `the heap grew by ${grown} bytes`);
}

/** @param {import("../faults.js").Faults} faults */
async function remembers(faults) {
  const { Engine } = await instantiate();
  const engine = await Engine.open("cpu");
  let journal = emptyJournal();
  /** @param {Command} command */
  const ask = async (command) => {
    const events = await engine.handle(command);
    journal = record(journal, command, events);
  };
  const bytes = pageFile("weights/vae-mnist.safetensors");
  await ask({ type: "loadWeights", slot: "pretrained", name: "w", bytes });
  for (let nth = 0; nth < 20_000; nth++) {
    const image = new Uint8Array(784).fill(1 + (nth % 255), nth % 700, (nth % 700) + 60);
    await ask({ type: "remember", image, label: nth % 10 });
  }
  const commands = replay(journal);
  assert.equal(commands.length, 2, "the weights, and what is held");
  const fresh = await Engine.open("cpu");
  const begun = performance.now();
  for (const command of commands) await fresh.handle(command);
  const took = performance.now() - begun;
  faults.figures.replay_ms = Math.round(took);
  assert.ok(took <= MOST_REPLAY_MS, `${took} ms to tell a new engine`);
  const show = /** @type {Command} */ ({ type: "showMemory" });
  const [held] = await engine.handle(show);
  assert.ok(held.type === "memoryChanged" && held.traces.length === 100);
  assert.deepEqual(await fresh.handle(show), [held]);
}

async function engines() {
  const clock = fakeClock();
  /** @type {ReturnType<typeof modelWorker>[]} */
  const workers = [];
  let restored = 0;
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
      restored: () => restored++,
      failed: () => assert.fail("it was given up"),
      silent: () => {},
      heard: () => {},
    },
    clock,
  );
  await session.start("cpu");
  for (let nth = 0; nth < 1000; nth++) {
    const bytes = new Uint8Array(10_000);
    bytes[0] = nth % 5;
    await session.send({ type: "loadWeights", slot: "pretrained", name: `w${nth}`, bytes });
    await session.send({ type: "loadOmniglot", bytes });
    await session.send({ type: "useBuiltIn", train: 10, test: 10, seed: nth });
  }
  for (let death = 0; death < 200; death++) {
    // Half an hour apart, they are no series.
    clock.pass(1_800_000);
    workers.at(-1)?.worker.say({ fatal: "unreachable" });
    await session.send({ type: "showMemory" });
  }
  assert.equal(restored, 200);
  const told = workers.at(-1)?.worker.commands() ?? [];
  assert.deepEqual(
    told.filter((type) => type !== "showMemory"),
    ["loadWeights", "useBuiltIn", ...Array.from({ length: 5 }, () => "loadOmniglot")],
  );
  assert.equal(session.recent.commands.length, 20);
}
