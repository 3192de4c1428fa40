import assert from "node:assert/strict";
import { test } from "node:test";

import { refused, workbench } from "./fake-workbench.js";

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
  const order = asked.flatMap((command) => (command.type === "learnTask" ? [command.method] : []));
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
  assert.equal(times("learnTask"), 1);
});

test("episodes: seeds from 1 for each method, a command each; going on after a stop", async () => {
  const { compare, choose, scores, asked, store } = workbench();
  choose("frozen", "pixels");
  store.dispatch({ type: "scores/episodes", episodes: 2 });
  await compare.episodes();
  const scored = () =>
    asked.flatMap((command) =>
      command.type === "scoreEpisode" ? [`${command.method} ${command.seed}`] : [],
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
    if (command.type === "checkTask" && command.shape.shots > 2)
      throw refused("argument", "Too few images.");
    return null;
  });
  choose("pixels");
  store.dispatch({ type: "scores/episodes", episodes: 2 });
  await compare.curve();
  const points = scores().curve?.points.pixels?.map((point) => point?.accuracies ?? []);
  assert.deepEqual(points, [[0.1, 0.2], [0.1, 0.2], [], []]);
  assert.equal(scores().curve?.cut, "Too few images.");
});
