/** What the lab shows before anything is measured: whole, of this engine, and measured again. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { rangeOf } from "../../www/app/limits.js";
import { storedFlow } from "../../www/flows/stored.js";
import { SHOTS } from "../../www/state/scores.js";
import { STORED, storedIn } from "../../www/state/stored.js";
import { METHODS, QUICK } from "../../www/text/methods.js";
import { pageFile } from "./real/page.js";
import { assertCounted, workbench } from "./real/workbench.js";

const file = JSON.parse(
  readFileSync(new URL("../../www/stored/lab.json", import.meta.url), "utf8"),
);
const stored = storedIn(file);
const { ways, shots, queries } = STORED.shape;

test("the stored task is one that the page could draw, with all its images", () => {
  for (const [name, value] of Object.entries({ ways, shots, queries, seed: STORED.seed })) {
    const { least, most } = rangeOf(`task.${name}`);
    assert.ok(value >= least && value <= most, `${name}: ${value}`);
  }
  const { names, support, query } = stored.task;
  assert.equal(names.length, ways);
  assert.ok(names.every((name) => STORED.digits.includes(name)));
  for (const [part, each] of /** @type {const} */ ([
    [support, shots],
    [query, queries],
  ])) {
    assert.ok(part);
    assert.equal(part.images.length, ways * each * 784);
    for (let way = 0; way < ways; way++)
      assert.equal(part.labels.filter((label) => label === way).length, each);
  }
});

test("every method has figures that add up: of this task, and of many", () => {
  assert.deepEqual(
    Object.keys(file.methods),
    METHODS.map(({ id }) => id),
  );
  for (const { id } of METHODS) {
    const outcome = stored.outcomes[id]?.plain;
    assertCounted(outcome, ways, ways * queries);
    const confusion = Array(ways * ways).fill(0);
    for (const [at, answer] of file.methods[id].answers.entries())
      confusion[(stored.task.query?.labels[at] ?? 0) * ways + answer]++;
    assert.deepEqual(confusion, outcome?.confusion, `${id}: its answers are those counted`);
    const tally = stored.tallies[id]?.plain;
    assertEstimate(tally, STORED.episodes);
    const made = outcome?.generated ?? [];
    const expected = QUICK.includes(id) && id !== "pixels" ? ways : 0;
    assert.equal(made.length, expected, `${id}: pictures of each class, of those ticked at first`);
  }
});

test("the curve and the run of meta-training are whole", () => {
  const { points, shots: at } = stored.curve;
  assert.deepEqual(at, SHOTS);
  assert.deepEqual(Object.keys(points).sort(), [...STORED.curved].sort());
  for (const row of Object.values(points)) {
    assert.equal(row.length, SHOTS.length);
    for (const point of row) assertEstimate(point, STORED.episodes);
  }
  const { losses, steps, chance } = stored.meta;
  assert.deepEqual(
    losses.map(({ step }) => step),
    Array.from({ length: steps }, (_, index) => index + 1),
  );
  assert.ok(losses.every(({ before, after }) => Number.isFinite(before) && Number.isFinite(after)));
  assert.equal(chance, 1 / 5);
});

test("the page draws the same task, and the quick methods make the same of it", async (t) => {
  const bench = await workbench(t, { digits: STORED.data.test });
  await bench.engine.session.send({ type: "useBuiltIn", ...STORED.data });
  await bench.engine.session.send({
    type: "loadWeights",
    slot: "pretrained",
    name: "vae-mnist",
    bytes: pageFile("weights/vae-mnist-small.packed"),
  });
  bench.store.dispatch({
    type: "fewShot/settings",
    change: { ...STORED.shape, seed: STORED.seed },
  });
  await bench.tasks.draw();
  const { task } = bench.fewShot();
  assert.deepEqual(task?.names, stored.task.names);
  assert.deepEqual(task?.support, stored.task.support);
  assert.deepEqual(task?.query, stored.task.query);
  bench.choose(...QUICK);
  await bench.compare.compare();
  for (const id of QUICK) {
    const { accuracy, confusion } = bench.scores().outcomes[id]?.plain ?? {};
    const before = stored.outcomes[id]?.plain;
    assert.deepEqual(
      { accuracy, confusion },
      { accuracy: before?.accuracy, confusion: before?.confusion },
      id,
    );
  }
  bench.store.dispatch({ type: "scores/episodes", episodes: 3 });
  bench.choose("pixels");
  await bench.compare.episodes();
  assert.deepEqual(
    bench.scores().tallies.pixels?.plain?.accuracies.map((each) => each.toFixed(5)),
    stored.tallies.pixels?.plain?.accuracies.slice(0, 3).map((each) => each.toFixed(5)),
  );
});

test("on arrival it is shown, without data; learning it measures the same, here", async (t) => {
  const bench = await workbench(t);
  const { arrive } = storedFlow(bench.context);
  await Promise.all([arrive(), arrive()]);
  assert.deepEqual(bench.fetched, ["stored/lab.json"], "once");
  assert.ok(bench.fewShot().task?.stored);
  assert.equal(bench.scores().outcomes.pixels?.plain?.stored, true);
  bench.choose("pixels");
  await bench.compare.compare();
  const { accuracy, stored: still } = bench.scores().outcomes.pixels?.plain ?? {};
  assert.deepEqual([accuracy, still], [stored.outcomes.pixels?.plain?.accuracy, undefined]);
  assert.equal(bench.asked("useBuiltIn").length, 0, "no data was made for it");
  bench.tasks.set({ ways: 3 });
  assert.ok(bench.fewShot().task?.stored, "and none is made for a change of its settings");
  await bench.tasks.again();
  assert.deepEqual([bench.fewShot().task?.stored, bench.fewShot().settings.seed], [undefined, 1]);
});

test("what the visitor has drawn or measured is not replaced by it", async (t) => {
  const bench = await workbench(t);
  await bench.tasks.draw();
  bench.choose("pixels");
  await bench.compare.compare();
  const { task } = bench.fewShot();
  const { outcomes } = bench.scores();
  await storedFlow(bench.context).arrive();
  assert.equal(bench.fewShot().task, task);
  assert.equal(bench.scores().outcomes, outcomes);
  assert.ok(bench.scores().tallies.pixels?.plain?.stored, "what was not measured is filled in");
});

test("where it does not come it is said, and asked for again at the next arrival", async (t) => {
  const bench = await workbench(t, { instead: { "stored/lab.json": null } });
  const { arrive } = storedFlow(bench.context);
  await arrive();
  assert.deepEqual(
    bench.notices().map(({ code }) => code),
    ["stored"],
  );
  assert.equal(bench.fewShot().task, null);
  delete bench.instead["stored/lab.json"];
  await arrive();
  assert.ok(bench.fewShot().task?.stored);
});

/**
 * The mean, and Student's t interval of 95 %, of what it says it is of.
 *
 * @param {{accuracies: number[], estimate: import("../../www/engine/wire.js").Estimate} | null |
 *   undefined} many
 * @param {number} count
 */
function assertEstimate(many, count) {
  assert.ok(many);
  const { accuracies, estimate } = many;
  assert.equal(accuracies.length, count);
  assert.equal(estimate.count, count);
  const mean = accuracies.reduce((sum, each) => sum + each, 0) / count;
  const variance = accuracies.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (count - 1);
  // The 97.5th percentile of Student's t with 19 degrees of freedom.
  const half = 2.093 * Math.sqrt(variance / count);
  assert.ok(Math.abs(estimate.mean - mean) < 1e-4, `${estimate.mean} is not ${mean}`);
  assert.ok(
    Math.abs((estimate.halfWidth ?? 0) - half) < 1e-4,
    `${estimate.halfWidth}, not ${half}`,
  );
}
