import assert from "node:assert/strict";
import { test } from "node:test";

import { Pump } from "../../www/worker/pump.js";

/** @typedef {import("../../www/engine/wire.js").Command} Command */
/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */
/** @typedef {import("../../www/worker/messages.js").FromWorker} FromWorker */

/** @type {Command} */
const META_TRAIN = {
  type: "metaTrain",
  start: "pretrained",
  choice: { pool: "digits", groups: [], names: [] },
  hyper: /** @type {any} */ ({ algorithm: "reptile" }),
};
const algorithm = "reptile";

/**
 * An engine that meta-trains, and the pump that drives it.
 * @param {{ms?: number, steps?: number, ending?: import("../../www/engine/wire.js").Ending,
 *   weights?: boolean}} [how]
 */
async function bench({ ms = 150, steps = 3, ending = "completed", weights = true } = {}) {
  /** @type {FromWorker[]} */
  const posted = [];
  /** @type {string[]} */
  const calls = [];
  let [now, step, training] = [0, 0, false];
  /** @type {() => void} */
  let onBreath = () => {};
  /** @param {import("../../www/engine/wire.js").Ending} ending @returns {EngineEvent} */
  const end = (ending) => {
    training = false;
    return { type: "metaTrainingEnded", algorithm, ending, step };
  };
  /** @param {number} most @returns {EngineEvent[]} */
  const take = (most) => {
    const taken = Math.min(most, steps - step);
    now += ms * taken;
    step += taken;
    /** @type {EngineEvent[]} */
    const events = [{ type: "metaStepsDone", algorithm, step, steps, losses: [] }];
    return step === steps ? [...events, end(ending)] : events;
  };
  /** @type {import("../../www/engine/engine.js").Engine} */
  const engine = {
    device: () => ({ kind: "cpu", name: "CPU" }),
    useHost: () => {},
    useWorkers: () => {},
    training: () => training,
    async step(most) {
      calls.push(`step ${most}`);
      return take(most);
    },
    async handle(command) {
      calls.push(command.type);
      switch (command.type) {
        case "metaTrain":
          [training, step] = [true, 0];
          return [
            {
              type: "metaTrainingStarted",
              algorithm,
              steps,
              classes: 10,
              images: 100,
              latents: 32,
            },
          ];
        case "stopTraining":
          return [end("stopped")];
        case "singleStep":
          return take(1);
        case "exportMetaWeights":
          if (!weights) throw { code: "state", message: "No weights yet.", retryable: false };
          return [{ type: "metaWeightsExported", algorithm, bytes: new Uint8Array([step]) }];
        default:
          return [];
      }
    },
  };
  const pump = new Pump({
    open: async () => engine,
    memory: () => 64,
    post: (message) => posted.push(message),
    breathe: async () => onBreath(),
    now: () => now,
  });
  await pump.take({ id: 1, open: { backend: "cpu" } });
  return {
    pump,
    posted,
    calls,
    breath: (/** @type {() => void} */ act) => (onBreath = act),
    steps: () => step,
  };
}

/** What was posted, in a word each. @param {FromWorker[]} posted */
const said = (posted) =>
  posted.flatMap((message) => {
    if ("checkpoint" in message) return [`checkpoint ${message.checkpoint.step}`];
    return "events" in message ? message.events.map(({ type }) => type) : [];
  });

test("a meta-training run is pulled to its end; its weights come before the news", async () => {
  const { pump, posted, calls } = await bench();
  await pump.take({ id: 2, command: META_TRAIN });
  assert.deepEqual(calls, ["metaTrain", "step 1", "step 1", "step 1", "exportMetaWeights"]);
  const steps = Array(3).fill("metaStepsDone");
  const [first, ...rest] = said(posted);
  assert.equal(first, "metaTrainingStarted");
  assert.deepEqual(rest, [...steps.slice(1), "checkpoint 3", "metaStepsDone", "metaTrainingEnded"]);
  const checkpoint = posted.find((message) => "checkpoint" in message);
  assert.deepEqual(checkpoint, { checkpoint: { algorithm, bytes: new Uint8Array([3]), step: 3 } });
});

test("it pauses, takes single steps, resumes, and is saved on its way", async () => {
  const { pump, posted, steps, breath } = await bench({ steps: 200 });
  breath(() => {
    breath(() => {});
    void pump.take({ id: 3, control: "pause" });
  });
  await pump.take({ id: 2, command: META_TRAIN });
  assert.equal(steps(), 1);
  await pump.take({ id: 4, control: "step" });
  assert.equal(steps(), 2);
  await pump.take({ id: 5, control: "resume" });
  assert.equal(steps(), 200);
  const saved = said(posted).filter((word) => word.startsWith("checkpoint"));
  assert.ok(saved.length > 1, saved.join(", "));
  assert.equal(saved.at(-1), "checkpoint 200");
});

test("a run that is stopped is saved, one that diverged is not", async () => {
  const stopped = await bench({ steps: 9 });
  stopped.breath(() => {
    stopped.breath(() => {});
    void stopped.pump.take({ id: 3, command: { type: "stopTraining" } });
  });
  await stopped.pump.take({ id: 2, command: META_TRAIN });
  assert.deepEqual(said(stopped.posted).slice(-2), ["checkpoint 1", "metaTrainingEnded"]);
  const diverged = await bench({ ending: "diverged" });
  await diverged.pump.take({ id: 2, command: META_TRAIN });
  assert.ok(!diverged.calls.includes("exportMetaWeights"));
});

test("weights that cannot be exported do not keep the end of the run from the page", async () => {
  const { pump, posted } = await bench({ weights: false });
  await pump.take({ id: 2, command: META_TRAIN });
  assert.equal(said(posted).at(-1), "metaTrainingEnded");
});

test("a run begins with one step a pull, however short the last one's steps were", async () => {
  const { pump, calls } = await bench({ ms: 10, steps: 20 });
  await pump.take({ id: 2, command: META_TRAIN });
  const first = calls.splice(0);
  assert.ok(first.includes("step 8"), first.join(" "));
  await pump.take({ id: 3, command: META_TRAIN });
  assert.equal(calls[1], "step 1");
});
