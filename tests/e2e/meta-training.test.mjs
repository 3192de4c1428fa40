/**
 * Section 4's second half: the external memory, meta-training in the tab; and section 2's collapse.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { defaultsOf } from "../../www/state/meta-hyper.js";
import { openBrowser, visit } from "./browser.mjs";
import { Host } from "./server.mjs";
import { THREE } from "./strokes.mjs";
import { likeness } from "./visit.mjs";

/** @typedef {import("./visit.mjs").Visit} Visit */

/** @type {Host} */
let host;
/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  host = await Host.open();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await host?.close();
});

/** Outer steps of MAML-like algorithms take a second each on a busy machine. */
const LONG_MS = 180_000;

/** Few built-in digits, as section 2 makes them when they are first needed. @param {Visit} page */
async function smallData(page) {
  await page.ready();
  await page.get("source-builtin").check();
  await page.fill("builtin-train", 400);
  await page.fill("builtin-test", 200);
}

/** @param {Visit} page @param {string} status */
const metaIs = (page, status) =>
  page.until(
    `meta-training is ${status}`,
    async () => (await page.get("meta-training").getAttribute("data-status")) === status,
    LONG_MS,
  );

/** @param {Visit} page @param {number} count */
const holds = (page, count) =>
  page.until(
    `the memory holds ${count}`,
    async () => (await page.number("memory-panel", "data-traces")) === count,
  );

/** @param {Visit} page @param {string} id @param {string} attribute */
const values = (page, id, attribute) =>
  page
    .get(id)
    .evaluateAll(
      (elements, name) => elements.map((element) => Number(element.getAttribute(name))),
      attribute,
    );

const sum = (/** @type {number[]} */ all) => all.reduce((total, value) => total + value, 0);

test("a short run of prototypes: curves, weights in use, a file that comes back", () =>
  visit({ browser, host, name: "meta-prototypes" }, async (page) => {
    await smallData(page);
    await page.get("meta-algorithm").selectOption("prototypes");
    await page.fill("meta-ways", 20);
    await page.fill("meta-steps", 6);
    await page.click("meta-start");
    await page.until(
      "the run has the engine",
      async () => (await page.state("run")) === "metaTrain",
    );
    assert.ok(await page.get("train-start").isDisabled(), "one run at a time");
    assert.ok(await page.get("tune-start").isDisabled(), "one run at a time");
    await page.until(
      "all steps are done",
      async () => (await page.number("meta-count")) === 6,
      LONG_MS,
    );
    await metaIs(page, "idle");
    for (const chart of ["meta-chart-loss", "meta-chart-accuracy", "meta-chart-elbo"]) {
      assert.equal(await page.number(chart, "data-points"), 6, chart);
    }
    const accuracy = await page.number("meta-accuracy");
    assert.ok(accuracy > (await page.number("meta-chance")), `${accuracy} is better than guessing`);
    assert.equal(
      await page.get("meta-before").getAttribute("data-value"),
      null,
      "there is no inner loop",
    );
    assert.match(await page.text("meta-message"), /Done after 6 steps/);
    assert.match(await page.text("meta-weights-note"), /trained here/);

    const saving = page.page.waitForEvent("download");
    await page.click("meta-weights-save");
    const file = await (await saving).path();
    const bytes = readFileSync(file);
    assert.ok(bytes.length > 3_300_000 && bytes.length < 3_600_000, `${bytes.length} bytes`);
    await page
      .get("meta-weights-file")
      .setInputFiles({ name: "mine.safetensors", mimeType: "", buffer: bytes });
    await page.until("the file is in use", async () =>
      /mine\.safetensors/.test(await page.text("meta-weights-note")),
    );
    await page
      .get("meta-weights-file")
      .setInputFiles({ name: "wrong.safetensors", mimeType: "", buffer: bytes.subarray(0, 1000) });
    await page.until("a cut-off file is refused", async () =>
      /wrong\.safetensors was refused/.test(await page.text("meta-run-problem")),
    );
    assert.match(await page.text("meta-weights-note"), /mine\.safetensors/, "and nothing is lost");

    // The next run may go on from them.
    await page.get("meta-start-current").check();
    await page.fill("meta-steps", 1);
    await page.click("meta-start");
    await page.until(
      "it went on",
      async () => /Done after 1 step\b/.test(await page.text("meta-message")),
      LONG_MS,
    );
  }));

test("Reptile is paused, stepped, resumed and stopped; its weights serve its method", () =>
  visit({ browser, host, name: "meta-reptile" }, async (page) => {
    await smallData(page);
    await page.get("meta-algorithm").selectOption("reptile");
    // Small tasks, so that a step is short.
    for (const [id, value] of /** @type {const} */ ([
      ["meta-ways", 3],
      ["meta-shots", 1],
      ["meta-queries", 2],
      ["meta-tasks", 1],
      ["meta-inner-steps", 2],
      ["meta-inner-rate", 0.001],
      ["meta-steps", 10_000],
    ])) {
      await page.fill(id, value);
    }
    await page.click("meta-start");
    await page.until(
      "some steps are done",
      async () => (await page.number("meta-count")) >= 3,
      LONG_MS,
    );
    assert.ok((await page.number("meta-rate")) > 0);
    await page.click("meta-pause");
    await metaIs(page, "paused");
    // A pull may have been under way when it was pressed: from here on nothing moves.
    await page.draw(THREE);
    const paused = await page.number("meta-count");
    await page.clear();
    await page.draw(THREE);
    assert.equal(await page.number("meta-count"), paused);
    await page.click("meta-step");
    await page.until(
      "one step more is done",
      async () => (await page.number("meta-count")) === paused + 1,
      LONG_MS,
    );
    await page.click("meta-resume");
    await page.until(
      "it goes on",
      async () => (await page.number("meta-count")) > paused + 2,
      LONG_MS,
    );
    await page.click("meta-stop");
    await metaIs(page, "idle");
    assert.match(await page.text("meta-message"), /Stopped after .* What was learnt is kept/);
    for (const id of ["meta-before", "meta-after"]) await page.number(id);
    assert.ok((await page.number("meta-chart-loss", "data-points")) > paused);

    // Its method of the workbench learns a task from these weights.
    await page.drawTask({ ways: 3, shots: 1, queries: 3 });
    await page.tick(["reptile"]);
    const reptile = page.page.locator('[data-testid="method"][data-method="reptile"]');
    await page.click("compare-start");
    const score = reptile.getByTestId("method-accuracy").first();
    await page.until(
      "it is scored",
      async () => (await score.getAttribute("data-value")) !== null,
      LONG_MS,
    );
  }));

test("what is wrong in meta-training's form is named; its algorithms keep what was typed", () =>
  visit({ browser, host, name: "meta-form" }, async (page) => {
    await page.ready();
    await page.get("meta-algorithm").selectOption("anil");
    await page.fill("meta-inner-rate", "11");
    assert.match(await page.text("meta-field-problem"), /inner learning rate must be/);
    await page.click("meta-start");
    assert.equal(await page.get("meta-training").getAttribute("data-status"), "idle");
    await page.get("meta-algorithm").selectOption("hypernetwork");
    await page.until(
      "it has no inner loop",
      async () => !(await page.get("meta-inner-rate").isVisible()),
    );
    assert.ok(
      await page.get("meta-field-problem").isHidden(),
      "a field that is not there is not wrong",
    );
    await page.get("meta-algorithm").selectOption("anil");
    await page.until(
      "what was typed is back",
      async () => (await page.get("meta-inner-rate").inputValue()) === "11",
    );
    await page.click("meta-defaults");
    assert.equal(
      await page.get("meta-inner-rate").inputValue(),
      String(defaultsOf("anil").innerRate),
    );
    await page.fill("meta-classify", "0");
    await page.fill("meta-elbo-weight", "0");
    await page.click("meta-start");
    assert.match(await page.text("meta-field-problem"), /weight above 0/);
    assert.equal(await page.state("data"), "none", "nothing was fetched for it");
  }));

test("the memory: remember, look up, relabel, forget, and make room", () =>
  visit({ browser, host, name: "memory" }, async (page) => {
    await smallData(page);
    await page.drawTask({ ways: 3, shots: 3, queries: 3 });
    await page.click("memory-remember-task");
    await holds(page, 9);
    await page.until("it is looked up", () => page.get("memory-table").isVisible());
    const shares = async (/** @type {string} */ id) => {
      const all = await values(page, id, "data-value");
      assert.ok(Math.abs(sum(all) - 1) < 1e-4, `${id} adds up to ${sum(all)}`);
      return all;
    };
    assert.equal((await shares("memory-attention")).length, 3);
    await shares("memory-gaussian");
    const traces = await values(page, "memory-trace", "data-attention");
    assert.ok(Math.abs(sum(traces) - 1) < 1e-4, `the traces' attention adds up to ${sum(traces)}`);

    // A query of the task: another attention.
    const before = await shares("memory-attention");
    await page.get("memory-query").nth(2).click();
    await page.until(
      "another picture is looked up",
      async () => String(await shares("memory-attention")) !== String(before),
    );

    // A drawing finds itself.
    await page.draw(THREE);
    await page.get("memory-query").first().click();
    await page.fill("memory-class", "mine");
    await page.click("memory-remember");
    await holds(page, 10);
    const mine = page.page.locator(
      '[data-testid="memory-answer"][data-name="mine"] [data-testid="memory-attention"]',
    );
    await page.until(
      "it is taken for itself",
      async () => Number(await mine.getAttribute("data-value")) > 0.5,
    );

    // Relabelled, its class is gone, and its attention is another's.
    const trace = page.page.locator(
      '[data-testid="memory-class-row"][data-name="mine"] [data-testid="memory-trace"]',
    );
    const target = await page.get("memory-class-row").first().getAttribute("data-name");
    const id = await trace.getAttribute("data-id");
    await trace.click();
    await page.fill("memory-relabel-class", target ?? "");
    await page.click("memory-relabel");
    await page.until(
      "its class is gone",
      async () => (await page.get("memory-class-row").count()) === 3,
    );
    const moved = page.page.locator(
      `[data-testid="memory-class-row"][data-name="${target}"] [data-id="${id}"]`,
    );
    assert.equal(await moved.count(), 1);
    await page.click("memory-forget");
    await holds(page, 9);

    // Less room: the least used go, and are shown.
    await page.fill("memory-capacity", 4);
    await page.get("memory-capacity").press("Tab");
    await holds(page, 4);
    assert.equal(await page.number("memory-forgotten", "data-count"), 5);
    await page.fill("memory-capacity", 0);
    assert.match(await page.text("memory-field-problem"), /from 1 to 1,000/);
    await page.fill("memory-capacity", 4);
    await page.fill("memory-class", "mine");
    await page.click("memory-remember");
    await page.until(
      "one made room for it",
      async () => (await page.number("memory-forgotten", "data-count")) === 1,
    );
    await holds(page, 4);

    await page.page
      .locator(
        '[data-testid="memory-class-row"][data-name="mine"] [data-testid="memory-forget-class"]',
      )
      .click();
    await holds(page, 3);
    await page.click("memory-clear");
    await holds(page, 0);
    assert.ok(await page.get("memory-table").isHidden());
  }));

test("an engine that dies takes neither the memory nor meta-trained weights with it", () =>
  visit(
    { browser, host, name: "meta-death", expected: [/the test ends this worker/] },
    async (page) => {
      await smallData(page);
      await page.drawTask({ ways: 2, shots: 2, queries: 3 });
      await page.click("memory-remember-task");
      await holds(page, 4);
      await page.get("memory-trace").first().click();
      await page.click("memory-forget");
      await holds(page, 3);
      await page.until("it is looked up", () => page.get("memory-table").isVisible());
      const held = async () => [
        await values(page, "memory-trace", "data-id"),
        await page.text("memory-count"),
      ];
      const before = await held();
      await page.get("meta-algorithm").selectOption("prototypes");
      await page.fill("meta-ways", 10);
      await page.fill("meta-steps", 2);
      await page.click("meta-start");
      await page.until(
        "it is trained",
        async () => /Done after 2 steps/.test(await page.text("meta-message")),
        LONG_MS,
      );
      const saved = async () => {
        const saving = page.page.waitForEvent("download");
        await page.click("meta-weights-save");
        return readFileSync(await (await saving).path());
      };
      const weights = await saved();

      // Another run is under way when it dies.
      await page.fill("meta-steps", 10_000);
      await page.click("meta-start");
      await page.until(
        "some steps are done",
        async () => (await page.number("meta-count")) >= 2,
        LONG_MS,
      );
      const [worker] = page.page.workers();
      await worker.evaluate(() => {
        setTimeout(() => {
          throw new Error("the test ends this worker");
        });
      });
      const { text } = await page.notice("engine-restored");
      assert.match(text, /meta-training run was cut off and is lost/);
      await metaIs(page, "idle");
      assert.match(await page.text("meta-message"), /the run is lost/);
      assert.match(await page.text("meta-weights-note"), /trained here/);
      assert.ok(
        weights.equals(await saved()),
        "the weights of the run that ended are those that are back",
      );

      // The memory is there, under the same ids, and can be asked and changed.
      await page.until(
        "the memory is as it was",
        async () => JSON.stringify(await held()) === JSON.stringify(before),
      );
      await page.get("memory-trace").last().click();
      await page.click("memory-forget");
      await holds(page, 2);
      await page.until(
        "attention adds up",
        async () => Math.abs(sum(await values(page, "memory-attention", "data-value")) - 1) < 1e-4,
      );
    },
  ));

test("the article's literal loss collapses, is told of, undone by a click; the ELBO does not", () =>
  visit({ browser, host, name: "collapse" }, async (page) => {
    await smallData(page);
    await page.page.getByText("See a posterior collapse").click();
    await page.click("collapse-demo");
    await page.until("the alarm is raised", () => page.get("collapse-alarm").isVisible(), LONG_MS);
    assert.equal(await page.number("held-active"), 0);
    assert.ok((await page.number("held-kl")) < 0.01);
    await page.until(
      "the demonstration is over",
      async () => (await page.steps("train")) === 150,
      LONG_MS,
    );
    await page.runIs("train", "idle");
    await page.until("samples are all alike", async () => {
      const [first, ...others] = await page.pictures("train-samples");
      return others.every((other) => likeness(first, other) > 0.95);
    });
    await page.click("collapse-restore");
    await page.until(
      "the pretrained weights are back",
      async () => (await page.text("status-weights")) === "vae-mnist",
    );
    await page.until("the alarm is over", () => page.get("collapse-alarm").isHidden());

    await page.get("hyper-reduction").selectOption("sum");
    await page.fill("hyper-max-steps", 110);
    await page.click("train-start");
    await page.runIs("train", "running");
    await page.until(
      "the run is over",
      async () => {
        assert.ok(await page.get("collapse-alarm").isHidden(), "no alarm while it learns");
        return (await page.steps("train")) === 110;
      },
      LONG_MS,
    );
    assert.ok((await page.number("held-active")) > 5);
  }));
