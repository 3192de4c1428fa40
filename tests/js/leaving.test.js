import assert from "node:assert/strict";
import { test } from "node:test";

import { LeftBehind } from "../../www/app/left-behind.js";
import { leavingFlow } from "../../www/flows/leaving.js";
import { pageStore } from "../../www/state/page.js";
import { memory } from "./kept/tabs.js";

/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */

/** Locks as tabs of one browser have them. */
function locks() {
  /** @type {Set<string>} */
  const held = new Set();
  return /** @type {LockManager} */ (
    /** @type {unknown} */ ({
      async request(/** @type {string} */ name, /** @type {() => Promise<void>} */ act) {
        held.add(name);
        await act();
        held.delete(name);
      },
      query: async () => ({ held: [...held].map((name) => ({ name })) }),
    })
  );
}

/** @param {ReturnType<typeof memory>} storage @param {LockManager} held @param {string} id */
function tab(storage, held, id) {
  const store = pageStore();
  const behind = new LeftBehind(storage, held, id);
  const session = /** @type {any} */ (null);
  const context = { store, session, files: /** @type {any} */ (null) };
  const leaving = leavingFlow(context, { behind, unkept: () => false });
  store.subscribe(leaving.follow);
  return {
    store,
    leaving,
    behind,
    /** @param {EngineEvent[]} events */
    hear: (...events) => store.dispatch({ type: "engine/events", events, at: 0 }),
    said: async () => {
      await leaving.say();
      return store.get().notices.map(({ text }) => text.split(".")[0]);
    },
  };
}

/** @param {import("../../www/engine/wire.js").Run} run @returns {EngineEvent} */
const ended = (run) =>
  /** @type {any} */ ({ type: "trainingEnded", run, ending: "stopped", step: 3 });

test("leaving is asked about while a run or weights would be lost, and no longer", () => {
  const { store, leaving, hear } = tab(memory(), locks(), "a");
  const asks = () => leaving.wouldLose();
  assert.equal(asks(), false);
  store.dispatch({ type: "train/status", status: "starting" });
  assert.equal(asks(), true);
  store.dispatch({ type: "train/status", status: "idle" });
  assert.equal(asks(), false);
  hear(ended("pretrain"));
  assert.equal(asks(), true);
  store.dispatch({ type: "weights/taken", weights: "trained" });
  assert.equal(asks(), false);
  hear(ended("pretrain"));
  hear({ type: "modelKept", slot: "trained", name: "kept", latents: 32 });
  assert.equal(asks(), true, "it is only in another slot");
  store.dispatch({ type: "weights/taken", weights: "pretrained" });
  assert.equal(asks(), false);
  hear(ended("pretrain"));
  hear({ type: "modelDiscarded", slot: "trained" });
  assert.equal(asks(), false, "who throws it away does not miss it");
  hear(ended("fineTune"));
  store.dispatch({ type: "weights/taken", weights: "pretrained" });
  assert.equal(asks(), true, "the others are still only here");
  hear(/** @type {any} */ ({ type: "modelDiscarded", slot: "fineTuned" }));
  assert.equal(asks(), false);
  for (const ending of ["diverged", "completed"]) {
    const algorithm = "prototypes";
    hear(/** @type {any} */ ({ type: "metaTrainingEnded", algorithm, ending, step: 3 }));
    assert.equal(asks(), ending === "completed");
  }
});

test("what a tab took with it is said once, and not while the tab is there", async () => {
  const [storage, held] = [memory(), locks()];
  const a = tab(storage, held, "a");
  a.store.dispatch({ type: "train/status", status: "starting" });
  const b = tab(storage, held, "b");
  assert.deepEqual(await b.said(), [], "a is still there");
  // What a lock does when its page ends.
  a.behind.rest();
  await Promise.resolve();
  const lost = "A run was under way when this page was last closed or reloaded";
  assert.deepEqual(await tab(storage, held, "c").said(), [lost]);
  assert.deepEqual(await tab(storage, held, "d").said(), []);
});

test("without locks a tab hears of its own past, and without storage of nothing", async () => {
  const own = memory();
  const none = /** @type {any} */ (undefined);
  tab(own, none, "a").hear(ended("pretrain"));
  assert.match((await tab(own, none, "b").said())[0], /^Weights were trained here/);
  const full = {
    ...memory(),
    setItem() {
      throw new Error("QuotaExceededError");
    },
  };
  tab(full, none, "a").hear(ended("pretrain"));
  assert.deepEqual(await tab(full, none, "b").said(), []);
});
