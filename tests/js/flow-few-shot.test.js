import assert from "node:assert/strict";
import { test } from "node:test";

import { omniglotArchive } from "./real/files.js";
import { settle } from "./real/page.js";
import { assertCounted, workbench } from "./real/workbench.js";

test("drawing a task brings the data first; the next one has the next seed", async (t) => {
  const { tasks, asked, commands, fewShot, store } = await workbench(t);
  await tasks.again();
  assert.deepEqual(commands(), ["useBuiltIn", "showExamples", "showPool", "drawTask"]);
  const { task } = fewShot();
  assert.deepEqual([task?.names.length, task?.number, fewShot().settings.seed], [2, 1, 1]);
  assert.ok(task?.names.every((name) => /^\d$/.test(name)));
  assert.deepEqual([...(task?.support.labels ?? [])].sort(), [0, 1]);
  await tasks.again();
  assert.deepEqual(
    [fewShot().task?.number, fewShot().settings.seed, store.get().fewShot.drawing],
    [2, 2, false],
  );
  assert.equal(asked("showPool", "useBuiltIn").length, 2, "the data are there by now");
});

test("what cannot be drawn is said, and the task there is stays", async (t) => {
  const { tasks, fewShot } = await workbench(t, { digits: 50 });
  await tasks.draw();
  const { task } = fewShot();
  assert.ok(task);
  tasks.set({ digits: ["1"] });
  await tasks.draw();
  assert.match(fewShot().problem ?? "", /1 digit takes part, too few for 2 ways/);
  tasks.set({ digits: ["1", "2"], shots: 6 });
  await tasks.draw();
  assert.match(fewShot().problem ?? "", /cannot be drawn: 0 of 2 classes have more than 6/);
  assert.equal(fewShot().task, task);
});

test("a refused archive is named and changes nothing; the next one may be taken", async (t) => {
  const { tasks, fewShot } = await workbench(t);
  tasks.set({ source: "omniglot" });
  await tasks.loadOmniglot([new File(["x"], "letters.zip")]);
  assert.match(fewShot().problem ?? "", /letters\.zip was refused: This is not a zip/);
  assert.equal(fewShot().pools.omniglot, null);
  await tasks.loadOmniglot([new File([omniglotArchive("Greek", 3, 2)], "small1.zip")]);
  assert.deepEqual(fewShot().pools.omniglot?.groups, [{ name: "Greek", classes: 3, images: 6 }]);
  assert.match(fewShot().task?.names[0] ?? "", /^Greek, character 0/);
});

test("methods learn the task one after another, and are measured on its queries", async (t) => {
  const { compare, choose, bring, scores, asked, fetched, wholes } = await workbench(t);
  choose("pixels");
  await bring("metaPrototypes");
  assert.deepEqual(scores().chosen, ["pixels", "metaPrototypes"], "ticked when it can run");
  const brought = [...fetched];
  await compare.compare();
  assert.equal(wholes(), 0, "neither trains from the pretrained weights");
  assert.deepEqual(
    fetched.filter((path) => path.startsWith("weights/")),
    ["weights/meta.json", "weights/mnist-prototypes.safetensors"],
    "fetched when the visitor asks for what the method lacks",
  );
  assert.deepEqual(fetched, brought, "and nothing is fetched by learning");
  const order = asked("learnTask").map((command) => "method" in command && command.method);
  assert.deepEqual(order, ["pixels", "metaPrototypes"]);
  const outcome = scores().outcomes.pixels?.plain;
  assertCounted(outcome, 2, 2);
  assert.deepEqual([outcome?.by, outcome?.generated], ["of 2 queries", []]);
  const meta = scores().outcomes.metaPrototypes?.plain;
  assertCounted(meta, 2, 2);
  assert.equal(meta?.generated.length, 2, "images of each class");
  assert.equal(scores().work, null);
});

test("a method that lacks its weights says so; the others go on", async (t) => {
  const offers = [
    { algorithm: "prototypes", set: "mnist", file: "mnist-prototypes.safetensors", bytes: 1 },
  ];
  const instead = { "weights/meta.json": JSON.stringify(offers) };
  const { compare, choose, bring, scores, times } = await workbench(t, { instead });
  choose("reptile", "pixels");
  await bring("reptile");
  assert.match(scores().problems.reptile ?? "", /Make them in Meta-train/);
  await compare.compare();
  assertCounted(scores().outcomes.pixels?.plain, 2, 2);
  assert.equal(times("taskLearnt"), 1);
});

test("episodes: seeds from 1 for each method, a command each; going on after a stop", async (t) => {
  const { compare, choose, scores, asked, store, pretrained, accuracies, engine } =
    await workbench(t);
  await pretrained();
  choose("frozen", "pixels");
  store.dispatch({ type: "scores/episodes", episodes: 2 });
  await compare.episodes();
  const scored = () =>
    asked("scoreEpisode").flatMap((command) =>
      command.type === "scoreEpisode" ? [`${command.method} ${command.seed}`] : [],
    );
  assert.deepEqual(scored(), ["pixels 1", "frozen 1", "pixels 2", "frozen 2"]);
  store.dispatch({ type: "scores/episodes", episodes: 3 });
  await compare.episodes();
  assert.deepEqual(scored().slice(4), ["pixels 3", "frozen 3"]);
  const tally = scores().tallies.frozen?.plain;
  assert.deepEqual(tally?.accuracies, await accuracies("frozen", [1, 2, 3]));
  assert.equal(tally?.estimate.count, 3, "the interval is of all of them");
  // Other data: what was scored on the old is not continued.
  await engine.session.send({ type: "useBuiltIn", train: 100, test: 200, seed: 2 });
  store.dispatch({ type: "scores/episodes", episodes: 1 });
  await compare.episodes();
  const anew = scores().tallies.frozen?.plain;
  assert.deepEqual(anew?.accuracies, await accuracies("frozen", [1]));
  assert.equal(anew?.estimate.count, 1);
});

test("a stop ends the episodes and keeps what was scored", async (t) => {
  const bench = await workbench(t, {
    delay(command) {
      if (command.type === "scoreEpisode" && command.seed === 2) bench.compare.stop();
    },
  });
  bench.choose("pixels");
  await bench.compare.episodes();
  assert.deepEqual(
    [
      bench.scores().tallies.pixels?.plain?.accuracies.length,
      bench.scores().work,
      bench.scores().stopping,
    ],
    [2, null, false],
  );
});

test("a curve ends where classes have too few images, and says why", async (t) => {
  const { compare, choose, scores, store, accuracies } = await workbench(t, { digits: 50 });
  choose("pixels");
  store.dispatch({ type: "scores/episodes", episodes: 2 });
  await compare.curve();
  const points = scores().curve?.points.pixels?.map((point) => point?.accuracies ?? []);
  const each = [await accuracies("pixels", [1, 2]), await accuracies("pixels", [1, 2], 2)];
  assert.deepEqual(points, [...each, [], []]);
  assert.match(scores().curve?.cut ?? "", /0 of 10 classes have more than 5/);
});

for (const amid of /** @type {const} */ (["learnTask", "scoreTask"])) {
  test(`an engine that takes over at a comparison's ${amid} is taught what it lacks`, async (t) => {
    let moved = false;
    const bench = await workbench(t, {
      async delay(command) {
        if (command.type !== amid || moved) return;
        moved = true;
        // As to the GPU. It happens as soon as this command is answered: the one after it waits.
        const [worker] = bench.workers;
        const before = worker.received;
        void bench.engine.session.upgrade("cpu", () => {});
        while (worker.received === before) await settle();
      },
    });
    await bench.pretrained();
    bench.choose("frozen", "pixels");
    await bench.compare.compare();
    assert.equal(bench.workers.length, 2);
    assert.deepEqual([bench.scores().problems, bench.notices()], [{}, []]);
    for (const method of /** @type {const} */ (["pixels", "frozen"]))
      assertCounted(bench.scores().outcomes[method]?.plain, 2, 2);
  });
}
