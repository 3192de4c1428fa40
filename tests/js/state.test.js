import assert from "node:assert/strict";
import { test } from "node:test";
import { latents } from "../../www/state/draw.js";
import { pageStore } from "../../www/state/page.js";
import { selected } from "../../www/state/strip.js";

/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */
/** @typedef {import("../../www/engine/wire.js").Encoded} Encoded */

/** @param {EngineEvent[]} events @param {number} [at] */
const heard = (events, at = 0) => ({ type: /** @type {const} */ ("engine/events"), events, at });
const losses = (/** @type {number} */ total) => ({ reconstruction: total - 1, kl: 1, total });
/** @type {EngineEvent} */
const STARTED = {
  type: "trainingStarted",
  run: "pretrain",
  steps: 100,
  stepsPerEpoch: 50,
  batchSize: 128,
  threads: 1,
  latents: 32,
};
/** @param {number} step @returns {EngineEvent} */
const done = (step) => ({
  type: "stepsDone",
  run: "pretrain",
  step,
  steps: 100,
  losses: [{ step, losses: losses(200 - step) }],
});

/** @type {Encoded} */
const ENCODED = {
  slot: "pretrained",
  image: new Uint8Array(784),
  mean: Array(32).fill(0.5),
  deviation: Array(32).fill(1),
  reconstruction: new Uint8Array(784),
  losses: losses(100),
  around: new Uint8Array(0),
};

test("an event of another version throws and changes nothing", () => {
  const store = pageStore();
  const before = store.get();
  assert.throws(
    () => store.dispatch(heard([/** @type {any} */ ({ type: "gossip" })])),
    /does not know.*gossip/,
  );
  assert.equal(store.get(), before);
});

test("a run from its start to its end, and the other run untouched", () => {
  const store = pageStore();
  const tune = store.get().tune;
  store.dispatch({ type: "train/status", status: "starting" });
  store.dispatch(heard([STARTED], 1000));
  store.dispatch(heard([done(1)], 1100));
  store.dispatch(
    heard(
      [
        done(2),
        {
          type: "evaluated",
          step: 2,
          losses: losses(150),
          images: 256,
          activeUnits: 16,
          latents: 32,
        },
      ],
      1200,
    ),
  );
  const { run } = store.get().train;
  assert.equal(run.status, "running");
  assert.equal(run.step, 2);
  assert.deepEqual(
    run.curves.train.map(({ losses }) => losses.total),
    [199, 198],
  );
  assert.equal(run.curves.heldOut[0].losses.total, 150);
  assert.equal(run.curves.first?.step, 1);
  store.dispatch(heard([{ type: "trainingEnded", run: "pretrain", ending: "stopped", step: 2 }]));
  assert.deepEqual(store.get().train.run.ended, { ending: "stopped", step: 2, message: null });
  assert.equal(store.get().train.run.status, "idle");
  const { name, trained, active } = store.get().weights;
  assert.deepEqual(trained, { name: "trained here, 2 steps", latents: 32 });
  assert.deepEqual([name, active], [null, "pretrained"], "it is a copy");
  assert.equal(store.get().tune, tune);
});

test("a pause does not count in the pace", () => {
  const store = pageStore();
  store.dispatch(heard([STARTED], 0));
  store.dispatch(heard([done(1)], 100));
  store.dispatch({ type: "train/status", status: "paused" });
  store.dispatch({ type: "train/status", status: "running" });
  store.dispatch(heard([done(2)], 60_000));
  store.dispatch(heard([done(3)], 60_100));
  const { marks } = store.get().train.run.pace;
  assert.deepEqual(
    marks.map(({ at }) => at),
    [60_000, 60_100],
  );
});

test("a new run forgets the last one's curves", () => {
  const store = pageStore();
  store.dispatch(
    heard([
      STARTED,
      done(1),
      { type: "trainingEnded", run: "pretrain", ending: "completed", step: 1 },
    ]),
  );
  store.dispatch(heard([STARTED]));
  assert.deepEqual(store.get().train.run.curves.train, []);
  assert.equal(store.get().train.run.ended, null);
});

test("an engine that is lost takes its run along, and the weights' name stays", () => {
  const store = pageStore();
  store.dispatch(
    heard([
      { type: "weightsLoaded", slot: "pretrained", name: "w", latents: 32, parameters: 1 },
      STARTED,
      done(7),
    ]),
  );
  store.dispatch({ type: "engine/lost" });
  assert.equal(store.get().engine.status, "restarting");
  assert.deepEqual(store.get().train.run.ended, { ending: "lost", step: 7, message: null });
  assert.equal(store.get().tune.run.ended, null);
  assert.equal(store.get().weights.name, "w");
});

test("the adapted model can be looked through only while there is one", () => {
  const store = pageStore();
  store.dispatch({ type: "weights/activated", slot: "fineTuned" });
  assert.equal(store.get().weights.active, "pretrained");
  store.dispatch(heard([{ type: "trainingEnded", run: "fineTune", ending: "completed", step: 5 }]));
  assert.equal(store.get().weights.active, "pretrained", "not before it is kept");
  store.dispatch({ type: "weights/activated", slot: "fineTuned" });
  assert.equal(store.get().weights.active, "fineTuned");
  store.dispatch(heard([{ type: "modelDiscarded", slot: "fineTuned" }]));
  assert.deepEqual(
    [store.get().weights.active, store.get().weights.fineTuned],
    ["pretrained", false],
  );
});

test("discarding clears what was shown of the adapted model", () => {
  const store = pageStore();
  const outcome = { image: new Uint8Array(784), losses: losses(90) };
  const row = {
    id: "a",
    label: "",
    group: "a",
    image: new Uint8Array(784),
    before: outcome,
    after: null,
  };
  store.dispatch({ type: "tune/rows", rows: [row] });
  store.dispatch({ type: "tune/after", outcomes: [outcome], step: 1 });
  assert.equal(store.get().tune.rows[0].after, outcome);
  store.dispatch(heard([{ type: "modelDiscarded", slot: "fineTuned" }]));
  assert.deepEqual(store.get().tune.rows, [row]);
});

test("missing weights are said to be missing, unless others are in", () => {
  const store = pageStore();
  store.dispatch({ type: "weights/settled", missing: true });
  assert.equal(store.get().weights.status, "missing");
  store.dispatch(
    heard([
      {
        type: "weightsLoaded",
        slot: "pretrained",
        name: "random, seed 1",
        latents: 32,
        parameters: 1,
      },
    ]),
  );
  assert.equal(store.get().weights.status, "ready");
  store.dispatch({ type: "weights/settled", missing: true });
  assert.equal(store.get().weights.status, "ready");
});

test("a latent moves alone, and a new drawing puts all back", () => {
  const store = pageStore();
  assert.equal(latents(store.get().draw), null);
  store.dispatch({ type: "draw/encoded", encoded: ENCODED });
  store.dispatch({ type: "draw/moved", latent: 7, value: -2 });
  const z = latents(store.get().draw);
  assert.deepEqual([z?.[6], z?.[7], z?.[8]], [0.5, -2, 0.5]);
  store.dispatch({ type: "draw/encoded", encoded: ENCODED });
  assert.equal(latents(store.get().draw)?.[7], 0.5);
  assert.equal(store.get().draw.latent, 7, "the choice stays");
  assert.equal(store.get().draw.count, 2);
});

test("the strip: keep, select, label, delete; a line between two goes with one of them", () => {
  const store = pageStore();
  const keep = (
    /** @type {string} */ id,
    image = /** @type {Uint8Array | null} */ (new Uint8Array(784)),
  ) =>
    store.dispatch({
      type: "strip/kept",
      drawing: { id, label: "", strokes: [[1, 2]], selected: true, image },
    });
  keep("a");
  keep("b");
  keep("c", null);
  assert.deepEqual(
    selected(store.get().strip).map(({ id }) => id),
    ["a", "b"],
    "c has no picture yet",
  );
  store.dispatch({ type: "strip/toggled", id: "a" });
  store.dispatch({ type: "strip/labelled", id: "b", label: "3" });
  store.dispatch({ type: "strip/drawn", images: new Map([["c", new Uint8Array(784)]]) });
  assert.deepEqual(
    selected(store.get().strip).map(({ id, label }) => id + label),
    ["b3", "c"],
  );
  store.dispatch({ type: "strip/deleted", id: "a" });
  store.dispatch({ type: "strip/selected", ids: "none" });
  assert.deepEqual(selected(store.get().strip), []);
});

test("notices: one of each text, dismissed by id, cleared by code, never a pile", () => {
  const store = pageStore();
  const say = (/** @type {string} */ text, code = "data") =>
    store.dispatch({ type: "notice/shown", kind: "error", code, text });
  say("one");
  say("one");
  assert.equal(store.get().notices.length, 1);
  say("two", "shard");
  store.dispatch({ type: "notice/cleared", code: "shard" });
  assert.deepEqual(
    store.get().notices.map(({ text }) => text),
    ["one"],
  );
  store.dispatch({ type: "notice/dismissed", id: store.get().notices[0].id });
  assert.deepEqual(store.get().notices, []);
  for (let i = 0; i < 9; i++) say(`${i}`);
  assert.equal(store.get().notices.length, 4);
});

test("listeners hear the state before and after, until they leave", () => {
  const store = pageStore();
  /** @type {string[]} */
  const themes = [];
  const leave = store.subscribe((state, before) => themes.push(`${before.theme} → ${state.theme}`));
  store.dispatch({ type: "theme/changed", theme: "dark" });
  leave();
  store.dispatch({ type: "theme/changed", theme: "light" });
  assert.deepEqual(themes, ["light → dark"]);
});
