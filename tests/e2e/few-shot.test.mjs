/** The few-shot workbench: tasks, and methods side by side. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, visit } from "./browser.mjs";
import { choice, figure, guess, method, workIs } from "./few-shot.mjs";
import { Host } from "./server.mjs";
import { pathOf, shards, shardsFolder } from "./shards.mjs";
import { SEVEN, ZERO } from "./strokes.mjs";

/** @type {Host} */
let plain;
/** @type {Host} */
let hosted;
/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  plain = await Host.open();
  hosted = await Host.open({ shards: shardsFolder() });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await plain?.close();
  await hosted?.close();
});

test("built-in digits: a task is drawn, methods learn it, and what they answer adds up", () =>
  visit(
    { browser, host: plain, name: "few-shot", expected: [/data\/manifest\.json/] },
    async (page) => {
      await page.ready();
      assert.match(await page.text("task-message"), /built-in digits/);
      await page.drawTask({ ways: 4, shots: 3, queries: 6 });
      assert.equal(await page.get("task-class").count(), 4);
      assert.equal(await page.get("task-support").locator("canvas").count(), 12);
      assert.equal(await page.get("task-query").getAttribute("data-count"), "24");

      await page.tick(["pixels", "frozen", "memory", "metaPrototypes"]);
      await page.click("compare-start");
      await page.until(
        "all four are measured",
        async () => (await page.find('[data-testid="method-accuracy"][data-value]').count()) === 4,
      );
      await workIs(page, "none");
      for (const id of ["pixels", "frozen", "memory", "metaPrototypes"]) {
        const accuracy = await figure(page, id, "method-accuracy");
        assert.ok(accuracy > 0.25 && accuracy <= 1, `${id}: ${accuracy}, chance is 0.25`);
        assert.ok((await figure(page, id, "method-ms")) > 0);
        // The confusion matrix holds each query once, and its diagonal is the accuracy.
        await method(page, id).getByTestId("method-confusion").click();
        const cells = await page.get("confusion-table").locator("td[data-value]").all();
        const counts = await Promise.all(
          cells.map(async (cell) => Number(await cell.getAttribute("data-value"))),
        );
        assert.equal(counts.length, 16);
        await page.accessible("with a confusion matrix open");
        assert.equal(
          counts.reduce((sum, count) => sum + count, 0),
          24,
        );
        const right = [0, 5, 10, 15].reduce((sum, at) => sum + counts[at], 0);
        assert.ok(Math.abs(right / 24 - accuracy) < 1e-9, `${right} of 24 is not ${accuracy}`);
        await page.click("confusion-close");
      }
      assert.ok(
        await method(page, "pixels").getByTestId("method-generated").isHidden(),
        "pixels have no decoder",
      );
      assert.equal(
        await method(page, "frozen").getByTestId("method-generated").locator("canvas").count(),
        20,
      );

      // A grown support is measured beside the plain one.
      await page.get("growth-on").check();
      await page.click("compare-start");
      await page.until(
        "frozen has both",
        async () =>
          (await method(page, "frozen")
            .locator('[data-testid="method-accuracy"][data-value]')
            .count()) === 2,
      );
      await workIs(page, "none");
      assert.match(
        await method(page, "frozen")
          .locator('[data-testid="method-ms"][data-variant="grown"]')
          .innerText(),
        /108 images/,
        "12 + 12 · (4 + 4)",
      );
      await page.get("growth-on").uncheck();

      // Another task: nothing of the last one stays beside it.
      await page.click("task-draw");
      await page.until(
        "the seed went on",
        async () => (await page.get("task-seed").inputValue()) === "2",
      );
      await page.until(
        "no figure of the last task",
        async () => (await page.find('[data-testid="method-accuracy"]:visible').count()) === 0,
      );
    },
  ));

test("what cannot be is said, and loses nothing", () =>
  visit(
    {
      browser,
      host: plain,
      name: "few-shot-refusals",
      expected: [/data\/manifest\.json/, /mnist-prototypes/],
    },
    async (page) => {
      await page.ready();
      await page.drawTask();
      await page.fill("task-ways", "1");
      assert.match(await page.text("task-field-problem"), /2 to 20/);
      await page.accessible("with a wrong number of ways");
      await page.fill("task-ways", "5");
      assert.ok(await page.get("task-field-problem").isHidden());
      for (const digit of ["0", "1", "2", "3", "4", "5"])
        await page.find(`[data-testid="task-digit"][value="${digit}"]`).uncheck();
      await page.until("it is said", async () =>
        /too few for 5 ways/.test(await page.get("task-problem").innerText()),
      );
      assert.equal(await page.get("task-class").count(), 5, "the last task is still there");
      await page.find('[data-testid="task-digit"][value="5"]').check();
      await page.until("5 to 9 are a task", async () => {
        const names = await page.get("task-class").locator("b").allInnerTexts();
        return names.sort().join("") === "56789" && (await page.get("task-problem").isHidden());
      });

      await page.get("task-source-omniglot").check();
      await page.get("omniglot-files").setInputFiles({
        name: "letters.zip",
        mimeType: "application/zip",
        buffer: Buffer.from("no archive at all"),
      });
      await page.until("it is refused by name", async () =>
        /letters\.zip was refused.*zip/.test(await page.get("task-problem").innerText()),
      );
      assert.ok(await page.get("task-alphabets").isHidden());
      await page.get("task-source-digits").check();
      await page.drawTask();

      // Where its weights do not come, a method says so and is not ticked; the others go on.
      await page.tick(["pixels"]);
      plain.fault("www/weights/mnist-prototypes.safetensors", {
        html: "<p>not here</p>",
        status: 404,
      });
      const lacking = choice(page, "metaPrototypes");
      await lacking.getByTestId("method-bring").click();
      await page.until("it says so", async () =>
        /did not arrive/.test(await lacking.getByTestId("method-problem").innerText()),
      );
      assert.ok(await lacking.getByTestId("method-chosen").isDisabled());
      await page.accessible("with a method that lacks something");
      await page.click("compare-start");
      await workIs(page, "none");
      assert.ok((await figure(page, "pixels", "method-accuracy")) > 0);
      plain.heal();
      await page.tick(["pixels", "metaPrototypes"]);
      await page.click("compare-start");
      await page.until(
        "it learns now",
        async () =>
          (await method(page, "metaPrototypes")
            .locator('[data-testid="method-accuracy"][data-value]')
            .count()) === 1,
      );
    },
  ));

test("MNIST: over episodes encoders beat chance, with an interval; stopping keeps it", () =>
  visit({ browser, host: hosted, name: "few-shot-mnist" }, async (page) => {
    await page.ready();
    await page.drawTask({ shots: 5 });
    await page.tick(["pixels", "frozen", "gaussianPrototypes", "metaPrototypes"]);
    await page.fill("episodes-count", 6);
    await page.get("episodes-count").blur();
    await page.click("episodes-start");
    await workIs(page, "episodes");
    await workIs(page, "none", 180_000);
    const real = shards().some((shard) => hosted.requests.includes(pathOf(shard)));
    assert.ok(real, "the shards were fetched");
    for (const id of ["pixels", "frozen", "gaussianPrototypes", "metaPrototypes"]) {
      assert.equal(await figure(page, id, "method-mean", "plain", "data-count"), 6);
      assert.ok((await figure(page, id, "method-mean", "plain", "data-half")) > 0, "an interval");
    }
    const [frozen, meta] = [
      await figure(page, "frozen", "method-mean"),
      await figure(page, "metaPrototypes", "method-mean"),
    ];
    assert.ok(frozen > 0.6, `5-way 5-shot, frozen: ${frozen}`);
    assert.ok(meta > 0.85, `5-way 5-shot, meta-trained: ${meta}`);

    // More of the same protocol go on where the first ended; a stop keeps what was scored.
    const before = await figure(page, "pixels", "method-mean", "plain", "data-count");
    await page.fill("episodes-count", 500);
    await page.get("episodes-count").blur();
    await page.click("episodes-start");
    await page.until(
      "it goes on",
      async () => (await figure(page, "pixels", "method-mean", "plain", "data-count")) > before,
    );
    await page.click("work-stop");
    await workIs(page, "none");
    const kept = await figure(page, "pixels", "method-mean", "plain", "data-count");
    assert.ok(kept > before && kept < 500, `${kept} episodes`);

    // The curve has the same numbers as its table, and more shots do not hurt.
    await page.tick(["frozen", "hypernetwork"]);
    await page.fill("episodes-count", 4);
    await page.get("episodes-count").blur();
    await page.click("curve-start");
    await page.until(
      "ten shots are measured",
      async () =>
        (await page.page
          .locator('[data-testid="curve-point"][data-shots="10"][data-value]')
          .count()) === 2,
    );
    await workIs(page, "none", 120_000);
    const at = async (/** @type {number} */ shots) =>
      Number(
        await page.page
          .locator(`[data-testid="curve-point"][data-method="frozen"][data-shots="${shots}"]`)
          .getAttribute("data-value"),
      );
    assert.ok((await at(10)) > (await at(1)), `${await at(1)} at 1 shot, ${await at(10)} at 10`);

    // A drawn digit of the task.
    await page.find('[data-testid="task-ways"]').fill("10");
    await page.get("task-ways").blur();
    await page.until(
      "all ten are there",
      async () => (await page.get("task-class").count()) === 10,
    );
    await page.tick(["frozen", "metaPrototypes"]);
    const answers = [
      await guess(page, ZERO, "metaPrototypes"),
      await guess(page, SEVEN, "metaPrototypes"),
    ];
    assert.deepEqual(answers, ["0", "7"]);
  }));
