import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { taskOf } from "../../www/state/classes.js";
import { alphabetsOf, choiceOf, classesOf } from "../../www/state/few-shot.js";
import { pageStore } from "../../www/state/page.js";
import { augmentationOf, curveKey, episodeKey, taskKey } from "../../www/state/scores.js";
import { METHODS, methodOf, QUICK } from "../../www/text/methods.js";
import { DASHES, looks } from "../../www/views/looks.js";

/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */

const SHOWN = { images: new Uint8Array(2 * 784), labels: new Uint8Array([0, 1]) };
const ESTIMATE = { mean: 0.5, halfWidth: null, count: 1 };
const TASK = { number: 1, names: ["3", "8"], support: SHOWN, query: SHOWN };

function page() {
  const store = pageStore();
  return {
    store,
    /** @param {EngineEvent[]} events */
    say: (...events) => store.dispatch({ type: "engine/events", events, at: 0 }),
    fewShot: () => store.get().fewShot,
    scores: () => store.get().scores,
  };
}

/** @param {string[]} names */
const omniglot = (...names) =>
  /** @type {EngineEvent} */ ({
    type: "poolChanged",
    pool: "omniglot",
    groups: names.map((name) => ({ name, classes: 20, images: 400 })),
    names: [],
  });

test("an alphabet left out stays out when an archive is added, whose alphabets take part", () => {
  const { store, say, fewShot } = page();
  say(omniglot("Greek", "Latin"));
  store.dispatch({ type: "fewShot/settings", change: { source: "omniglot", without: ["Latin"] } });
  say(omniglot("Greek", "Latin", "Tifinagh"));
  assert.deepEqual(alphabetsOf(fewShot()), ["Greek", "Tifinagh"]);
  assert.deepEqual(choiceOf(fewShot()), {
    pool: "omniglot",
    groups: ["Greek", "Tifinagh"],
    names: [],
  });
  assert.equal(classesOf(fewShot()), 40);
});

test("the weights that meta-training made are the ones in use, until others are loaded", () => {
  const { store, say, fewShot } = page();
  store.dispatch({
    type: "fewShot/offers",
    offers: [
      { algorithm: "prototypes", set: "mnist", file: "a", bytes: 1 },
      { algorithm: "prototypes", set: "digits-0-4", file: "b", bytes: 2 },
    ],
  });
  assert.deepEqual(fewShot().sets, { prototypes: "mnist" }, "the first set of each");
  say({ type: "metaWeightsLoaded", algorithm: "prototypes", name: "mnist", latents: 32 });
  assert.deepEqual(fewShot().metaWeights, { prototypes: "mnist" });
  say({ type: "metaTrainingEnded", algorithm: "prototypes", ending: "completed", step: 9 });
  assert.deepEqual(
    [fewShot().metaWeights, fewShot().sets],
    [{ prototypes: "trained here" }, { prototypes: "trained here" }],
  );
  assert.equal(fewShot().trainings.prototypes, 1);
  say({ type: "metaTrainingEnded", algorithm: "anil", ending: "diverged", step: 9 });
  assert.equal(fewShot().metaWeights.anil, undefined, "what diverged was dropped");
  say({ type: "metaWeightsLoaded", algorithm: "prototypes", name: "mine", latents: 32 });
  assert.deepEqual(
    [fewShot().metaWeights, fewShot().sets],
    [{ prototypes: "mine" }, { prototypes: "mine" }],
  );
});

test("another task takes the outcomes of the last one with it; scores over many tasks stay", () => {
  const { store, scores } = page();
  store.dispatch({ type: "fewShot/task", task: TASK });
  const outcome = {
    key: "k",
    accuracy: 0.5,
    by: "",
    confusion: null,
    answers: null,
    ms: 1,
    images: 2,
    generated: [],
  };
  store.dispatch({ type: "scores/outcome", method: "pixels", variant: "plain", outcome });
  for (const accuracy of [0.5, 0.7])
    store.dispatch({
      type: "scores/tally",
      method: "pixels",
      variant: "plain",
      tally: { key: "k", protocol: "p" },
      accuracy,
      estimate: ESTIMATE,
    });
  store.dispatch({ type: "fewShot/task", task: TASK });
  assert.deepEqual(scores().outcomes, {});
  assert.deepEqual(scores().tallies.pixels?.plain?.accuracies, [0.5, 0.7]);
});

test("scores of another protocol are not mixed with those there are", () => {
  const { store, scores } = page();
  for (const key of ["a", "a", "b"])
    store.dispatch({
      type: "scores/tally",
      method: "pixels",
      variant: "plain",
      tally: { key, protocol: key },
      accuracy: 0.5,
      estimate: ESTIMATE,
    });
  assert.deepEqual(scores().tallies.pixels?.plain, {
    key: "b",
    protocol: "b",
    accuracies: [0.5],
    estimate: ESTIMATE,
  });
});

test("what a figure depends on changes its key, what it does not leaves it", () => {
  const { store, say } = page();
  store.dispatch({ type: "fewShot/task", task: TASK });
  const keys = (
    /** @type {import("../../www/engine/wire.js").Method} */ id,
    /** @type {"plain" | "grown"} */ variant = "plain",
  ) =>
    [
      taskKey(store.get(), methodOf(id), variant),
      episodeKey(store.get(), methodOf(id), variant),
      curveKey(store.get()),
    ].join("\n");
  /** @param {() => void} change @param {Parameters<typeof keys>} which */
  const changes = (change, ...which) => {
    const before = keys(...which);
    change();
    return keys(...which) !== before;
  };
  assert.ok(!changes(() => store.dispatch({ type: "scores/chosen", chosen: [] }), "frozen"));
  assert.ok(
    !changes(
      () =>
        say({ type: "weightsLoaded", slot: "fineTuned", name: "x", latents: 32, parameters: 1 }),
      "frozen",
    ),
    "fine-tuning leaves the pretrained weights alone",
  );
  assert.ok(
    changes(
      () =>
        say({ type: "weightsLoaded", slot: "pretrained", name: "x", latents: 32, parameters: 1 }),
      "frozen",
    ),
  );
  assert.ok(
    changes(
      () => say({ type: "trainingEnded", run: "pretrain", ending: "completed", step: 1 }),
      "frozen",
    ),
  );
  assert.ok(
    changes(
      () =>
        say({
          type: "dataChanged",
          name: "d",
          train: 1,
          test: 1,
          expectedTrain: 1,
          expectedTest: 1,
          waiting: false,
        }),
      "frozen",
    ),
  );
  assert.ok(
    changes(() => store.dispatch({ type: "fewShot/settings", change: { shots: 7 } }), "frozen"),
  );
  assert.ok(
    changes(() => store.dispatch({ type: "fewShot/set", algorithm: "anil", set: "other" }), "anil"),
  );
  assert.ok(
    !changes(
      () => store.dispatch({ type: "fewShot/set", algorithm: "anil", set: "another" }),
      "frozen",
    ),
  );
  assert.ok(
    changes(
      () => store.dispatch({ type: "scores/growth", change: { samples: 9 } }),
      "frozen",
      "grown",
    ),
  );
  assert.ok(
    !changes(
      () => store.dispatch({ type: "scores/growth", change: { samples: 10 } }),
      "frozen",
      "plain",
    ),
  );
});

test("what supports grow by is nothing unless it is asked for", () => {
  const { store, scores } = page();
  assert.equal(augmentationOf(scores()), null);
  store.dispatch({ type: "scores/growth", change: { on: true, spread: 2 } });
  assert.deepEqual(augmentationOf(scores()), { samples: 4, blends: 4, spread: 2 });
});

test("own classes are a task when each has a drawing, and say what is missing until then", () => {
  const { store } = page();
  const drawing = (/** @type {string} */ id, /** @type {number} */ ink) => ({
    id,
    strokes: [[0, 0, 1, 1]],
    image: new Uint8Array(784).fill(ink),
  });
  const missing = () => taskOf(store.get().classes).problem ?? "";
  assert.match(missing(), /Add two/);
  store.dispatch({ type: "classes/added", id: "a", name: "star" });
  assert.match(missing(), /“star” is taught/);
  store.dispatch({ type: "classes/added", id: "b", name: "cat" });
  store.dispatch({ type: "classes/drawn", into: "a", drawing: drawing("1", 1) });
  store.dispatch({ type: "classes/drawn", into: "a", drawing: drawing("2", 2) });
  assert.match(missing(), /“cat” has no drawing/);
  store.dispatch({ type: "classes/moved", id: "2", into: "nowhere" });
  store.dispatch({ type: "classes/moved", id: "2", into: "b" });
  const { task } = taskOf(store.get().classes);
  assert.deepEqual(task?.names, ["star", "cat"]);
  assert.deepEqual([...(task?.support.labels ?? [])], [0, 1]);
  assert.deepEqual([task?.support.images[0], task?.support.images[784]], [1, 2]);
  assert.equal(task?.query, null);
  store.dispatch({ type: "classes/removed", id: "2" });
  assert.match(missing(), /“cat” has no drawing/);
});

test("every method has a name of its own and is described, slow ones are not ticked", () => {
  assert.equal(new Set(METHODS.map(({ name }) => name)).size, METHODS.length);
  assert.ok(!QUICK.includes("scratch"));
  for (const { how, formula, source, link } of METHODS)
    assert.ok(how && formula && source && link.startsWith("https://"));
});

test("no two methods' lines look alike, and each has a dash and a colour that there are", () => {
  const all = METHODS.map(({ id }) => looks(id));
  assert.equal(new Set(all.map(({ stroke, dash }) => `${stroke} ${dash}`)).size, METHODS.length);
  const css = readFileSync(new URL("../../www/style/tokens.css", import.meta.url), "utf8");
  for (const { stroke, dash } of all)
    assert.ok(DASHES[dash] && css.includes(`${stroke}:`), `${stroke} ${dash}`);
});
