/** The benchmark's page, in the built page. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, visit } from "./browser.mjs";
import { Host } from "./server.mjs";

/** Compiling an engine, a first step, a gradient and a window, on a machine that may be busy. */
const PATIENCE_MS = 120_000;

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

test("the benchmark's page times our CPU engine", () =>
  visit({ browser, host, search: "bench.html", name: "bench" }, async (page) => {
    await page.ready();
    const engines = page.get("bench-engines");
    while ((await engines.locator("input:checked").count()) > 0)
      await engines.locator("input:checked").first().uncheck();
    assert.ok(
      await page.get("bench-start").isDisabled(),
      "nothing is chosen, so nothing can start",
    );
    await engines.locator('input[value="ours-cpu"]').check();
    await page.fill("bench-windows", 1);
    await page.click("bench-start");
    await page.reaches("bench", "running");
    await page.reaches("bench", "idle", PATIENCE_MS);

    const row = page.page.locator('[data-engine="ours-cpu"]');
    assert.equal(await row.getAttribute("data-measured"), "true", await page.text("bench-doing"));
    const ms = Number(await row.locator("td").first().getAttribute("data-value"));
    assert.ok(ms > 1, `${ms} ms a step`);
    assert.equal(await row.locator("td").nth(2).innerText(), "1.0×");
    assert.ok(Number((await page.text("environment-cores")).split(" ")[0]) >= 1);
    assert.ok(await page.get("bench-copy").isVisible());
  }));

test("the benchmark's page fits a phone, in both themes", () =>
  visit(
    {
      browser,
      host,
      search: "bench.html",
      name: "bench-phone",
      context: { viewport: { width: 360, height: 740 } },
    },
    async (page) => {
      await page.ready();
      const width = await page.page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 360, `the page is ${width} px wide`);
      const before = await page.state("theme");
      await page.click("theme-toggle");
      assert.notEqual(await page.state("theme"), before);
    },
  ));
