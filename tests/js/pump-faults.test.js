import assert from "node:assert/strict";
import { test } from "node:test";

import { isReport, Pump } from "../../www/worker/pump.js";

/** @typedef {import("../../www/engine/wire.js").Command} Command */
/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */
/** @typedef {import("../../www/worker/messages.js").FromWorker} FromWorker */

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
/** @type {Command} */
const SAMPLE = { type: "sample", slot: "pretrained", count: 1, seed: 1 };
const LOST = { code: "device", message: "The GPU did not answer. Try again.", retryable: true };

/**
 * A pump over an engine whose run never ends by itself, and that fails where it is told to.
 *
 * @param {Partial<Record<Command["type"] | "step" | "open", () => unknown>>} [faults] What each
 *   throws, or undefined to go on.
 */
function bench(faults = {}) {
  /** @type {FromWorker[]} */
  const posted = [];
  /** @type {string[]} */
  const calls = [];
  let [now, step, training] = [0, 0, false];
  /** @type {() => void} */
  let onBreath = () => {};
  const failIf = (/** @type {keyof typeof faults} */ name) => {
    calls.push(name);
    const fault = faults[name]?.();
    if (fault !== undefined) throw fault;
  };
  /** @returns {EngineEvent[]} */
  const take = () => {
    now += 10_000;
    return [{ type: "stepsDone", run: "pretrain", step: ++step, steps: 99, losses: [] }];
  };
  /** @type {import("../../www/engine/engine.js").Engine} */
  const engine = {
    device: () => ({ kind: "cpu", name: "CPU" }),
    useHost: () => {},
    useWorkers: () => {},
    training: () => training,
    async step() {
      failIf("step");
      return take();
    },
    async handle(command) {
      failIf(command.type);
      switch (command.type) {
        case "pretrain":
          [training, step] = [true, 0];
          return [
            {
              type: "trainingStarted",
              run: "pretrain",
              steps: 99,
              stepsPerEpoch: 99,
              batchSize: 8,
              threads: 1,
              latents: 32,
            },
          ];
        case "stopTraining":
          training = false;
          return [{ type: "trainingEnded", run: "pretrain", ending: "stopped", step }];
        case "singleStep":
          return take();
        case "exportWeights":
          return [{ type: "weightsExported", slot: command.slot, bytes: new Uint8Array([step]) }];
        default:
          return [];
      }
    },
  };
  const pump = new Pump({
    async open() {
      failIf("open");
      return engine;
    },
    memory: () => 64,
    post: (message) => posted.push(message),
    breathe: async () => onBreath(),
    now: () => now,
  });
  return {
    pump,
    posted,
    calls,
    /** Says this at the `nth` breath. @param {number} nth @param {() => void} act */
    atBreath(nth, act) {
      let breath = 0;
      onBreath = () => {
        if (++breath === nth) act();
      };
    },
    async open() {
      await pump.take({ id: 1, open: { backend: "cpu" } });
    },
    saved: () =>
      posted.flatMap((message) => ("checkpoint" in message ? [message.checkpoint.step] : [])),
  };
}

test("a failure between two pulls ends the worker with the engine's own sentence", async () => {
  let pulls = 0;
  const { pump, posted, open } = bench({ step: () => (++pulls === 2 ? LOST : undefined) });
  await open();
  await pump.take({ id: 2, command: PRETRAIN });
  assert.deepEqual(posted.at(-1), { fatal: LOST.message });
  assert.equal(pulls, 2, "no pull after it");
});

test("an engine that cannot be opened answers, and is not fatal: the other goes on", async () => {
  const { pump, posted, open, calls } = bench({ open: () => LOST });
  await open();
  assert.deepEqual(posted, [{ id: 1, error: LOST }]);
  await pump.take({ id: 2, open: { backend: "cpu" } });
  assert.deepEqual(calls, ["open", "open"]);
});

test("an artefact that cannot be fetched is fatal, with the browser's words", async () => {
  const { posted, open } = bench({
    open: () => new TypeError("Failed to fetch dynamically imported module"),
  });
  await open();
  assert.deepEqual(posted, [{ fatal: "Failed to fetch dynamically imported module" }]);
});

test("a command before the engine is open is fatal", async () => {
  const { pump, posted } = bench();
  await pump.take({ id: 1, command: SAMPLE });
  assert.match(JSON.stringify(posted), /fatal.*before the engine was opened/);
});

test("a GPU lost in mid-run drops what was queued, and is told once", async () => {
  const { pump, posted, calls, open, atBreath } = bench();
  await open();
  atBreath(1, () => {
    void pump.take({ id: 3, command: SAMPLE });
    pump.die(new Error("The GPU was lost: driver reset"));
    pump.die(new Error("again"));
  });
  await pump.take({ id: 2, command: PRETRAIN });
  assert.deepEqual(posted.at(-1), { fatal: "The GPU was lost: driver reset" });
  assert.deepEqual(calls, ["open", "pretrain", "step", "exportWeights"]);
});

test("a GPU lost while a command is under way leaves the last word to the loss", async () => {
  const { pump, posted, open } = bench({
    sample: () => void pump.die(new Error("The GPU was lost")),
  });
  await open();
  await pump.take({ id: 2, command: SAMPLE });
  assert.deepEqual(posted.at(-1), { fatal: "The GPU was lost" });
});

test("weights that cannot be exported end no run; the next checkpoint is tried", async () => {
  let exports = 0;
  const { pump, posted, saved, open, atBreath } = bench({
    exportWeights: () => (++exports === 1 ? LOST : undefined),
  });
  await open();
  atBreath(5, () => void pump.take({ id: 3, command: { type: "stopTraining" } }));
  await pump.take({ id: 2, command: PRETRAIN });
  // Steps take 10 s here: due after the 1st (fails), every second one from then on, and at the end.
  assert.deepEqual(saved(), [3, 5, 5]);
  assert.ok(posted.every((message) => !("fatal" in message)));
});

test("a panic while exporting is one", async () => {
  const { pump, posted, open } = bench({ exportWeights: () => new Error("unreachable") });
  await open();
  await pump.take({ id: 2, command: PRETRAIN });
  assert.deepEqual(posted.at(-1), { fatal: "unreachable" });
});

test("a stopped run answers before it is saved, and is saved no more", async () => {
  const { pump, posted, saved, open, atBreath } = bench();
  await open();
  atBreath(1, () => void pump.take({ id: 3, command: { type: "stopTraining" } }));
  await pump.take({ id: 2, command: PRETRAIN });
  const kinds = posted
    .slice(-2)
    .map((message) => ("checkpoint" in message ? "checkpoint" : "id" in message && message.id));
  assert.deepEqual(kinds, [3, "checkpoint"]);
  await pump.take({ id: 4, command: SAMPLE });
  assert.deepEqual(saved(), [1, 1], "when it had begun, and at its end");
});

test("a paused run serves commands and takes no step", async () => {
  const { pump, calls, posted, open, atBreath } = bench();
  await open();
  atBreath(1, () => void pump.take({ id: 3, control: "pause" }));
  await pump.take({ id: 2, command: PRETRAIN });
  await pump.take({ id: 4, command: SAMPLE });
  assert.deepEqual(calls, ["open", "pretrain", "step", "exportWeights", "sample"]);
  assert.deepEqual(posted.at(-1), { id: 4, events: [], memory: 64 });
});

/** A run that was paused and stopped, after which a single step was still asked for. */
async function stoppedWhilePaused() {
  const { pump, calls, open, atBreath } = bench();
  await open();
  atBreath(1, () => {
    void pump.take({ id: 3, control: "pause" });
    void pump.take({ id: 4, command: { type: "stopTraining" } });
    void pump.take({ id: 5, control: "step" });
  });
  await pump.take({ id: 2, command: PRETRAIN });
  calls.length = 0;
  return { pump, calls, atBreath };
}

test("a new run goes on although the last one was paused", async () => {
  const { pump, calls, atBreath } = await stoppedWhilePaused();
  atBreath(2, () => void pump.take({ id: 7, control: "pause" }));
  await pump.take({ id: 6, command: PRETRAIN });
  assert.deepEqual(
    calls.filter((call) => call !== "exportWeights"),
    ["pretrain", "step", "step"],
  );
});

test("a single step of the last run is not taken in the next", async () => {
  const { pump, calls } = await stoppedWhilePaused();
  const started = pump.take({ id: 6, command: PRETRAIN });
  void pump.take({ id: 7, control: "pause" });
  await started;
  assert.deepEqual(calls, ["pretrain"]);
});

test("a control the worker does not know is fatal, not ignored", async () => {
  const { pump, posted, open } = bench();
  await open();
  await pump.take(/** @type {any} */ ({ id: 2, control: "rewind" }));
  assert.match(JSON.stringify(posted.at(-1)), /fatal.*does not know the control “rewind”/);
});

test("only the engine's own reports are expected failures", () => {
  assert.equal(isReport(LOST), true);
  for (const panic of [
    new Error("x"),
    Object.assign(new Error("x"), { code: "data" }),
    "unreachable",
    null,
    undefined,
    { code: "data" },
  ]) {
    assert.equal(isReport(panic), false, String(panic));
  }
});
