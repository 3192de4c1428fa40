import assert from "node:assert/strict";
import { test } from "node:test";

import { EngineError } from "../../www/engine/client.js";
import { adapting } from "../../www/flows/adapting.js";
import { classesFlow } from "../../www/flows/classes.js";
import { compareFlow } from "../../www/flows/compare.js";
import { guessFlow } from "../../www/flows/guess.js";
import { metaWeightsFlow } from "../../www/flows/meta-weights.js";
import { fewShotFlow } from "../../www/flows/task.js";
import { fakeContext } from "./fake-context.js";

/** @typedef {import("../../www/engine/wire.js").Command} Command */
/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */
/** @typedef {import("../../www/engine/wire.js").FewShotCommand} FewShotCommand */
/** @typedef {import("../../www/engine/wire.js").FewShotEvent} FewShotEvent */
/** @typedef {import("../../www/engine/wire.js").Method} Method */

const PIXELS = 784;
const LIST = JSON.stringify([{ algorithm: "prototypes", set: "mnist", file: "p.safetensors" }]);
const refused = (/** @type {string} */ code, /** @type {string} */ message) =>
  new EngineError({ code, message, retryable: false });

/**
 * An engine of two-way tasks with one image a class, that takes everything for the second class.
 *
 * @param {(command: FewShotCommand) => FewShotEvent | null | Promise<FewShotEvent>} [special] May
 *   throw. Null: as usual.
 */
function workbench(special = () => null) {
  /** @type {FewShotCommand[]} */
  const asked = [];
  /** @type {Set<Method>} */
  const learnt = new Set();
  const shown = () => ({ images: new Uint8Array(2 * PIXELS), labels: new Uint8Array([0, 1]) });
  /** @param {FewShotCommand} command @returns {FewShotEvent} */
  const usual = (command) => {
    switch (command.type) {
      case "drawTask":
        return { type: "taskDrawn", names: ["3", "8"], support: shown(), query: shown() };
      case "adapt":
        learnt.add(command.method);
        return { type: "adapted", method: command.method, images: command.support.labels.length };
      case "classify":
        if (!learnt.has(command.method))
          throw refused("state", "This method has not learnt a task yet.");
        return {
          type: "classified",
          method: command.method,
          probabilities: Array(command.images.length / PIXELS)
            .fill([0.2, 0.8])
            .flat(),
        };
      case "generate":
        return {
          type: "generated",
          method: command.method,
          way: command.way,
          images: new Uint8Array(command.method === "pixels" ? 0 : command.count * PIXELS),
        };
      case "scoreEpisode":
        return {
          type: "episodeScored",
          scores: command.methods.map((method) => ({
            method,
            confusion: [],
            accuracy: command.seed / 10,
          })),
        };
      case "loadMetaWeights":
        return { type: "metaWeightsLoaded", algorithm: command.algorithm, name: command.name };
      case "exportMetaWeights":
        return {
          type: "metaWeightsExported",
          algorithm: command.algorithm,
          bytes: new Uint8Array([7]),
        };
      case "loadOmniglot":
        return {
          type: "poolChanged",
          pool: "omniglot",
          groups: [{ name: "Greek", classes: 24, images: 480 }],
          names: [],
        };
      case "showPool":
        return {
          type: "poolChanged",
          pool: command.pool,
          groups: [{ name: "", classes: 10, images: 100 }],
          names: [],
        };
      default:
        throw new Error(`no answer to ${command.type}`);
    }
  };
  /** @param {Command} command @returns {Promise<EngineEvent[]>} */
  const answer = async (command) => {
    if (command.type === "encode") {
      const losses = { reconstruction: 1, kl: 1, total: 2 };
      return [
        {
          type: "encoded",
          slot: "pretrained",
          image: new Uint8Array(PIXELS),
          mean: [],
          deviation: [],
          reconstruction: new Uint8Array(PIXELS),
          losses,
          around: new Uint8Array(0),
        },
      ];
    }
    if (command.type !== "fewShot") return [];
    asked.push(command.command);
    return [{ type: "fewShot", event: (await special(command.command)) ?? usual(command.command) }];
  };
  /** @type {string[]} */
  const fetched = [];
  const fake = fakeContext({
    answer,
    host(url) {
      fetched.push(url.replace(/.*\//, ""));
      return url.endsWith("meta.json")
        ? new Response(LIST)
        : new Response(new Uint8Array([1, 2, 3]));
    },
  });
  let ids = 0;
  const weights = metaWeightsFlow(fake.context);
  const data = () =>
    fake.say([
      { type: "dataChanged", name: "digits", train: 9, test: 9, expectedTrain: 9, expectedTest: 9 },
    ]);
  const tasks = fewShotFlow(fake.context, { loadData: async () => data() });
  const methods = adapting(fake.context, weights, () => 0);
  fake.store.dispatch({ type: "fewShot/settings", change: { ways: 2, shots: 1, queries: 1 } });
  return {
    ...fake,
    asked,
    fetched,
    learnt,
    weights,
    tasks,
    data,
    own: classesFlow(fake.context, () => String(++ids)),
    compare: compareFlow(fake.context, { methods, tasks }),
    guess: guessFlow(fake.context, methods),
    /** @param {FewShotCommand["type"]} type */
    times: (type) => asked.filter((command) => command.type === type).length,
    /** @param {Method[]} chosen */
    choose: (...chosen) => fake.store.dispatch({ type: "scores/chosen", chosen }),
    scores: () => fake.store.get().scores,
    fewShot: () => fake.store.get().fewShot,
  };
}

test("drawing a task brings the data first; the next one has the next seed", async () => {
  const { tasks, asked, fewShot, store } = workbench();
  await tasks.again();
  assert.deepEqual(
    asked.map(({ type }) => type),
    ["showPool", "drawTask"],
  );
  assert.deepEqual(
    [fewShot().task?.names, fewShot().task?.number, fewShot().settings.seed],
    [["3", "8"], 1, 1],
  );
  await tasks.again();
  assert.deepEqual(
    [fewShot().task?.number, fewShot().settings.seed, store.get().fewShot.drawing],
    [2, 2, false],
  );
});

test("what cannot be drawn is said, and the task there is stays", async () => {
  const { tasks, fewShot } = workbench((command) => {
    if (command.type === "drawTask" && command.shape.shots > 5)
      throw refused("argument", "A task cannot be drawn.");
    return null;
  });
  await tasks.draw();
  const { task } = fewShot();
  tasks.set({ digits: ["1"] });
  await tasks.draw();
  assert.match(fewShot().problem ?? "", /1 digit takes part, too few for 2 ways/);
  tasks.set({ digits: ["1", "2"], shots: 6 });
  await tasks.draw();
  assert.equal(fewShot().problem, "A task cannot be drawn.");
  assert.equal(fewShot().task, task);
});

test("a refused archive is named and changes nothing; the next one may be taken", async () => {
  let refuse = true;
  const { tasks, fewShot } = workbench((command) => {
    if (refuse && command.type === "loadOmniglot")
      throw refused("data", "This is not a zip archive that can be read.");
    return null;
  });
  tasks.set({ source: "omniglot" });
  await tasks.loadOmniglot([new File(["x"], "letters.zip")]);
  assert.match(fewShot().problem ?? "", /letters\.zip was refused: This is not a zip/);
  assert.equal(fewShot().pools.omniglot, null);
  refuse = false;
  await tasks.loadOmniglot([new File(["abc"], "small1.zip")]);
  assert.equal(fewShot().pools.omniglot?.groups[0].name, "Greek");
});

test("methods learn the task one after another, and are measured on its queries", async () => {
  const { compare, choose, scores, asked, fetched } = workbench();
  choose("metaPrototypes", "pixels");
  await compare.compare();
  assert.deepEqual(fetched, ["meta.json", "p.safetensors"], "fetched when the method needs them");
  const order = asked.flatMap((command) => (command.type === "adapt" ? [command.method] : []));
  assert.deepEqual(order, ["pixels", "metaPrototypes"]);
  const outcome = scores().outcomes.pixels?.plain;
  assert.deepEqual(
    [outcome?.accuracy, outcome?.confusion, outcome?.generated],
    [0.5, [0, 1, 0, 1], []],
  );
  assert.equal(
    scores().outcomes.metaPrototypes?.plain?.generated.length,
    2,
    "images of each class",
  );
  assert.equal(scores().work, null);
});

test("a method that lacks its weights says so; the others go on", async () => {
  const { compare, choose, scores, times } = workbench();
  choose("reptile", "pixels");
  await compare.compare();
  assert.match(scores().problems.reptile ?? "", /Meta-train them below/);
  assert.equal(scores().outcomes.pixels?.plain?.accuracy, 0.5);
  assert.equal(times("adapt"), 1);
});

test("episodes: seeds from 1 for each method, a command each; going on after a stop", async () => {
  const { compare, choose, scores, asked, store } = workbench();
  choose("frozen", "pixels");
  store.dispatch({ type: "scores/episodes", episodes: 2 });
  await compare.episodes();
  const scored = () =>
    asked.flatMap((command) =>
      command.type === "scoreEpisode" ? [`${command.methods} ${command.seed}`] : [],
    );
  assert.deepEqual(scored(), ["pixels 1", "frozen 1", "pixels 2", "frozen 2"]);
  store.dispatch({ type: "scores/episodes", episodes: 3 });
  await compare.episodes();
  assert.deepEqual(scored().slice(4), ["pixels 3", "frozen 3"]);
  assert.deepEqual(scores().tallies.frozen?.plain?.accuracies, [0.1, 0.2, 0.3]);
  // Other data: what was scored on the old is not continued.
  store.dispatch({
    type: "engine/events",
    events: [
      { type: "dataChanged", name: "d", train: 1, test: 1, expectedTrain: 1, expectedTest: 1 },
    ],
    at: 0,
  });
  store.dispatch({ type: "scores/episodes", episodes: 1 });
  await compare.episodes();
  assert.deepEqual(scores().tallies.frozen?.plain?.accuracies, [0.1]);
});

test("a stop ends the episodes and keeps what was scored", async () => {
  const bench = workbench((command) => {
    if (command.type === "scoreEpisode" && command.seed === 2) bench.compare.stop();
    return null;
  });
  bench.choose("pixels");
  await bench.compare.episodes();
  assert.deepEqual(
    [
      bench.scores().tallies.pixels?.plain?.accuracies,
      bench.scores().work,
      bench.scores().stopping,
    ],
    [[0.1, 0.2], null, false],
  );
});

test("a curve ends where classes have too few images, and says why", async () => {
  const { compare, choose, scores, store } = workbench((command) => {
    if (command.type === "drawTask" && command.shape.shots > 2)
      throw refused("argument", "Too few images.");
    return null;
  });
  choose("pixels");
  store.dispatch({ type: "scores/episodes", episodes: 2 });
  await compare.curve();
  assert.deepEqual(scores().curve?.accuracies.pixels, [[0.1, 0.2], [0.1, 0.2], [], []]);
  assert.equal(scores().curve?.cut, "Too few images.");
});

test("own classes: each drawing is left out in turn, told by what the others taught", async () => {
  const { compare, choose, scores, own, tasks, asked } = workbench();
  choose("pixels");
  for (const name of ["a", "b"]) {
    const id = own.add(name) ?? "";
    for (const _ of [1, 2]) assert.ok(await own.draw(id, [[1, 1, 2, 2]]));
  }
  tasks.set({ source: "own" });
  await compare.compare();
  const learnt = asked.flatMap((command) =>
    command.type === "adapt" ? [[...command.support.labels].join("")] : [],
  );
  assert.deepEqual(
    learnt,
    ["011", "011", "001", "001", "0011"],
    "all of them last, for the guesses",
  );
  assert.deepEqual(
    [scores().outcomes.pixels?.plain?.accuracy, scores().outcomes.pixels?.plain?.confusion],
    [0.5, [0, 2, 0, 2]],
  );
});

test("own classes: names are wanted and unlike, the strip's labelled drawings come once", () => {
  const { own, store, fewShot, notices } = workbench();
  assert.equal(own.add("  "), null);
  assert.match(fewShot().problem ?? "", /needs a name/);
  own.takeStrip();
  assert.match(fewShot().problem ?? "", /holds no drawings yet/);
  for (const [id, label] of [
    ["1", "star"],
    ["2", ""],
    ["3", "star"],
  ]) {
    store.dispatch({
      type: "strip/kept",
      drawing: {
        id,
        label,
        strokes: [[Number(id), 0, 1, 1]],
        selected: true,
        image: new Uint8Array(PIXELS),
      },
    });
  }
  own.takeStrip();
  own.takeStrip();
  assert.deepEqual(
    store.get().classes.map(({ name, drawings }) => [name, drawings.length]),
    [["star", 2]],
  );
  assert.match(notices()[0].text, /1 drawing has no label/);
  assert.equal(own.add("star"), null);
  assert.match(fewShot().problem ?? "", /“star” already/);
});

test("guesses: methods learn at the first stroke, once; a new engine, once more", async () => {
  const { guess, tasks, choose, store, times, learnt } = workbench();
  choose("pixels", "frozen");
  await tasks.draw();
  guess.draw([[1, 1, 2, 2]]);
  await guess.answer();
  assert.equal(times("adapt"), 2);
  assert.deepEqual(store.get().guess.answers.frozen, [0.2, 0.8]);
  // The engine was replaced.
  learnt.clear();
  guess.draw([[1, 1, 3, 3]]);
  await guess.answer();
  assert.equal(times("adapt"), 4);
  await tasks.draw();
  assert.deepEqual(store.get().guess.answers, {}, "another task has other classes");
});

test("what was meta-trained here is kept when other weights take its place", async () => {
  const { weights, say, asked, fewShot } = workbench();
  await weights.ensure("prototypes");
  say([{ type: "metaTrainingEnded", algorithm: "prototypes", ending: "completed", step: 5 }]);
  await weights.keep("prototypes");
  weights.choose("prototypes", "mnist");
  await weights.ensure("prototypes");
  assert.equal(fewShot().metaWeights.prototypes, "mnist");
  weights.choose("prototypes", "trained here");
  await weights.ensure("prototypes");
  const loads = () =>
    asked.flatMap((command) =>
      command.type === "loadMetaWeights" ? [[command.name, [...command.bytes]]] : [],
    );
  assert.deepEqual(loads(), [
    ["mnist", [1, 2, 3]],
    ["mnist", [1, 2, 3]],
    ["trained here", [7]],
  ]);
});
