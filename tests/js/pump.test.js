import assert from "node:assert/strict";
import { test } from "node:test";

import { Pump } from "../../www/worker/pump.js";

/** @typedef {import("../../www/engine/wire.js").Command} Command */
/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */
/** @typedef {import("../../www/worker/messages.js").FromWorker} FromWorker */
/** @typedef {import("../../www/engine/wire.js").Run} Run */

/** @type {Command} */
const PRETRAIN = {
  type: "pretrain",
  start: "scratch",
  hyper: {
    learningRate: 1e-3,
    batchSize: 8,
    epochs: 1,
    maxSteps: null,
    beta: 1,
    reduction: "sum",
    seed: 1,
    readEvery: 1,
    evaluateEvery: 0,
  },
};
const LOSSES = { reconstruction: 1, kl: 1, total: 2 };

/**
 * An engine whose steps take `ms` each, and the pump that drives it.
 * @param {{ms?: number, steps?: number}} [how]
 */
function bench({ ms = 30, steps = 6 } = {}) {
  /** @type {FromWorker[]} */
  const posted = [];
  /** @type {string[]} */
  const calls = [];
  let now = 0;
  let step = 0;
  let overlapping = 0;
  /** @type {Run | null} */
  let run = null;
  /** What happens when the pump lets messages in. @type {() => void} */
  let onBreath = () => {};

  /** @template T @param {string} name @param {() => T} act @returns {Promise<T>} */
  const alone = async (name, act) => {
    calls.push(name);
    assert.equal(overlapping++, 0, "the engine's calls must not overlap");
    await Promise.resolve();
    overlapping--;
    return act();
  };
  const take = (/** @type {number} */ most) => {
    /** @type {EngineEvent[]} */
    const events = [];
    for (let i = 0; i < most && run && step < steps; i++) {
      now += ms;
      step++;
      events.push({ type: "stepsDone", run, step, steps, losses: [{ step, losses: LOSSES }] });
    }
    if (run && step >= steps) {
      events.push({ type: "trainingEnded", run, ending: "completed", step });
      run = null;
    }
    return events;
  };
  /** @type {import("../../www/engine/engine.js").Engine} */
  const engine = {
    device: () => ({ kind: "cpu", name: "CPU" }),
    useHost: () => {},
    useWorkers: () => {},
    training: () => run !== null,
    step: (most) => alone(`step ${most}`, () => take(most)),
    handle: (command) =>
      alone(command.type, () => {
        switch (command.type) {
          case "pretrain":
          case "fineTune":
            run = command.type;
            step = 0;
            return [
              {
                type: "trainingStarted",
                run,
                steps,
                stepsPerEpoch: steps,
                batchSize: 8,
                threads: 1,
                latents: 32,
              },
            ];
          case "singleStep":
            return take(1);
          case "exportWeights":
            return [{ type: "weightsExported", slot: command.slot, bytes: new Uint8Array([step]) }];
          case "resetWeights":
            throw { code: "state", message: "Stop it first.", retryable: false };
          case "discardModel":
            throw new Error("unreachable executed");
          default:
            return [];
        }
      }),
  };
  const pump = new Pump({
    open: async () => engine,
    memory: () => 64,
    post: (message) => posted.push(message),
    breathe: async () => onBreath(),
    now: () => now,
  });
  return {
    pump,
    posted,
    calls,
    breath: (/** @type {() => void} */ act) => (onBreath = act),
    steps: () => step,
  };
}

test("a run is pulled to its end, with pulls of about 100 ms", async () => {
  const { pump, posted, calls } = bench({ ms: 30, steps: 8 });
  await pump.take({ id: 1, open: { backend: "cpu" } });
  await pump.take({ id: 2, command: PRETRAIN });
  assert.deepEqual(calls, ["pretrain", "step 1", "step 3", "step 3", "step 3", "exportWeights"]);
  assert.deepEqual(posted[0], { id: 1, device: { kind: "cpu", name: "CPU" }, memory: 64 });
  const checkpoint = posted.at(-1);
  assert.ok(checkpoint && "checkpoint" in checkpoint);
  assert.deepEqual(checkpoint.checkpoint, {
    slot: "trained",
    bytes: new Uint8Array([8]),
    step: 8,
  });
});

test("a command is served between two pulls", async () => {
  const { pump, calls, breath } = bench({ ms: 100, steps: 4 });
  await pump.take({ id: 1, open: { backend: "cpu" } });
  let asked = false;
  breath(() => {
    if (asked) return;
    asked = true;
    void pump.take({ id: 3, command: { type: "sample", slot: "pretrained", count: 1, seed: 1 } });
  });
  await pump.take({ id: 2, command: PRETRAIN });
  assert.deepEqual(calls.slice(0, 4), ["pretrain", "step 1", "sample", "step 1"]);
});

test("pausing is not pulling; a single step is one; resuming goes on", async () => {
  const { pump, calls, steps, breath } = bench({ ms: 200, steps: 5 });
  await pump.take({ id: 1, open: { backend: "cpu" } });
  breath(() => {
    breath(() => {});
    void pump.take({ id: 3, control: "pause" });
  });
  await pump.take({ id: 2, command: PRETRAIN });
  assert.equal(steps(), 1, "paused after the first pull");
  await pump.take({ id: 6, control: "ping" });
  assert.equal(steps(), 1, "and a ping is no more than answered");
  await pump.take({ id: 4, control: "step" });
  assert.equal(steps(), 2);
  assert.equal(calls.at(-1), "singleStep");
  await pump.take({ id: 5, control: "resume" });
  assert.equal(steps(), 5);
});

test("a run is saved soon after it began, then every 20 s, each into its slot", async () => {
  const { pump, posted } = bench({ ms: 9000, steps: 7 });
  await pump.take({ id: 1, open: { backend: "cpu" } });
  await pump.take({
    id: 2,
    command: {
      type: "fineTune",
      hyper: PRETRAIN.type === "pretrain" ? PRETRAIN.hyper : assert.fail(),
      images: new Uint8Array(784),
    },
  });
  const saved = posted.flatMap((message) => ("checkpoint" in message ? [message.checkpoint] : []));
  const places = saved.map((checkpoint) => [
    "slot" in checkpoint && checkpoint.slot,
    checkpoint.step,
  ]);
  assert.deepEqual(places, [
    ["fineTuned", 1],
    ["fineTuned", 4],
    ["fineTuned", 7],
  ]);
});

test("an expected failure answers its request; any other is fatal and ends all talk", async () => {
  const { pump, posted } = bench();
  await pump.take({ id: 1, open: { backend: "cpu" } });
  await pump.take({ id: 2, command: { type: "resetWeights", seed: 1 } });
  assert.deepEqual(posted.at(-1), {
    id: 2,
    error: { code: "state", message: "Stop it first.", retryable: false },
  });
  await pump.take({ id: 3, command: { type: "discardModel", slot: "fineTuned" } });
  assert.deepEqual(posted.at(-1), { fatal: "unreachable executed" });
  await pump.take({ id: 4, command: { type: "sample", slot: "pretrained", count: 1, seed: 1 } });
  assert.deepEqual(posted.at(-1), { fatal: "unreachable executed" });
});

test("a message the worker does not know is fatal, not ignored", async () => {
  const { pump, posted } = bench();
  await pump.take(/** @type {any} */ ({ id: 1, gossip: true }));
  assert.match(JSON.stringify(posted.at(-1)), /fatal.*does not know this message/);
});
