/** A posterior collapse, brought about and undone. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, visit } from "./browser.mjs";
import { LONG_MS, smallData } from "./meta-learning.mjs";
import { Host } from "./server.mjs";
import { likeness } from "./visit.mjs";

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

test("the article's literal loss collapses, is told of, undone by a click; the ELBO does not", () =>
  visit({ browser, host, name: "collapse" }, async (page) => {
    await smallData(page);
    await page.find("text=See a posterior collapse").click();
    await page.click("collapse-demo");
    await page.until("the alarm is raised", () => page.get("collapse-alarm").isVisible(), LONG_MS);
    assert.equal(await page.number("held-active"), 0);
    assert.ok(await page.get("collapse-kl").isVisible(), "the KL's weight is named as the cause");
    assert.ok(await page.get("collapse-rate").isHidden());
    await page.accessible("with a collapse");
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
    await page.until("the copy is gone", () => page.get("trained-made").isHidden());
    assert.equal(await page.text("status-weights"), "vae-mnist", "it was only a copy");
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
