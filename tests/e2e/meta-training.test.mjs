/** Meta-training in the tab. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { defaultsOf } from "../../www/state/meta-hyper.js";
import { openBrowser, visit } from "./browser.mjs";
import { LONG_MS, metaIs, smallData } from "./meta-learning.mjs";
import { Host } from "./server.mjs";
import { THREE } from "./strokes.mjs";

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
    await metaIs(page, "running");
    await page.until(
      "some steps are done",
      async () => (await page.number("meta-count")) >= 3,
      LONG_MS,
    );
    assert.ok((await page.number("meta-rate")) > 0);
    await page.accessible("while it meta-trains");
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
    const reptile = page.find('[data-testid="method"][data-method="reptile"]');
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
    await page.accessible("with a wrong inner rate");
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
