/** The external memory, and what an engine that dies leaves of it. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { openBrowser, visit } from "./browser.mjs";
import { holds, LONG_MS, metaIs, smallData, sum, values } from "./meta-learning.mjs";
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
    const mine = page.find(
      '[data-testid="memory-answer"][data-name="mine"] [data-testid="memory-attention"]',
    );
    await page.until(
      "it is taken for itself",
      async () => Number(await mine.getAttribute("data-value")) > 0.5,
    );

    // Relabelled, its class is gone, and its attention is another's.
    const trace = page.find(
      '[data-testid="memory-class-row"][data-name="mine"] [data-testid="memory-trace"]',
    );
    const target = await page.get("memory-class-row").first().getAttribute("data-name");
    const id = await trace.getAttribute("data-id");
    await trace.click();
    await page.accessible("with a trace picked");
    await page.fill("memory-relabel-class", target ?? "");
    await page.click("memory-relabel");
    await page.until(
      "its class is gone",
      async () => (await page.get("memory-class-row").count()) === 3,
    );
    const moved = page.find(
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
    assert.match(await page.text("memory-field-problem"), /memory's capacity must be 1 to 1,000/);
    await page.accessible("with a wrong capacity");
    await page.fill("memory-capacity", 4);
    await page.fill("memory-class", "mine");
    await page.click("memory-remember");
    await page.until(
      "one made room for it",
      async () => (await page.number("memory-forgotten", "data-count")) === 1,
    );
    await holds(page, 4);

    await page
      .find(
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
      assert.match(text, /cut off/);
      await metaIs(page, "idle");
      assert.match(await page.text("meta-message"), /the run was cut off/);
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
