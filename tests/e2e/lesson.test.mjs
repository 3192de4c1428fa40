/** The teacher's page: a sheet to print, a link to any step, a class's bytes, and a reset. */

import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openBrowser, visit } from "./browser.mjs";
import { DIST, Host } from "./server.mjs";
import { at } from "./story.mjs";
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

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

test("a link and a code lead to the step, in the language that is chosen", () =>
  visit({ browser, host, name: "lesson", search: "lesson.html?lang=en" }, async (page) => {
    await page.reaches("ready", "true");
    await page.accessible("the teacher's page");
    await page.get("language").selectOption("zh");
    await page.until("it is Chinese", async () =>
      (await page.page.locator("html").getAttribute("lang"))?.startsWith("zh"),
    );
    await page.get("card-step").selectOption("6");
    const link = `${host.url}?lang=zh#/see/6`;
    await page.until("the link is so", async () => (await page.text("card-link")) === link);
    assert.equal(await page.get("card-code").getAttribute("data-text"), link);
    // The three corners of every code, behind its margin of four.
    const [size, path] = await page.page.evaluate(() => {
      const svg = document.querySelector('[data-testid="card-code"] svg');
      return [
        Number(svg?.getAttribute("viewBox")?.split(" ")[2]),
        svg?.querySelector("path")?.getAttribute("d") ?? "",
      ];
    });
    for (const [x, y] of [
      [4, 4],
      [size - 11, 4],
      [4, size - 11],
    ])
      for (let each = 0; each < 7; each++) {
        assert.ok(path.includes(`M${x + each} ${y}h`), `${x + each} ${y}`);
        assert.ok(path.includes(`M${x} ${y + each}h`), `${x} ${y + each}`);
      }
    await page.accessible("in Chinese");
    await page.page.getByTestId("card-link").click();
    await at(page, 6);
    const spoken = async () => (await page.page.locator("html").getAttribute("lang")) === "zh-Hans";
    await page.until("it is in that language", spoken);
  }));

test("the sheet has each step's question and lines, and on another page the answers", () =>
  visit(
    { browser, host, name: "sheet", search: "lesson.html?lang=en", context: PHONE },
    async (page) => {
      await page.reaches("ready", "true");
      const wide = await page.page.evaluate(() => document.documentElement.scrollWidth);
      assert.equal(wide, 360, "nothing to scroll to at the side");
      const ids = (/** @type {string} */ id) =>
        page.page
          .getByTestId(id)
          .evaluateAll((all) => all.map((each) => each.getAttribute("data-id")));
      assert.equal((await ids("sheet-step")).length, 9);
      assert.deepEqual(await ids("sheet-answer"), await ids("sheet-step"));
      await page.get("card-story").selectOption("lab");
      assert.equal((await ids("sheet-step")).length, 5);
      await page.page.emulateMedia({ media: "print" });
      for (const id of ["card", "sheet-print"])
        assert.ok(!(await page.page.getByTestId(id).isVisible()), `${id} is not printed`);
      const breaks = await page.page
        .locator(".sheet-teacher")
        .evaluate((sheet) => getComputedStyle(sheet).breakBefore);
      assert.equal(breaks, "page");
      await page.page.emulateMedia({ media: "screen" });
    },
  ));

test("what a class costs is measured on this host, when it is asked for", () => {
  const search = "lesson.html?lang=en";
  return visit({ browser, host, name: "measured", search, expected: [/500/] }, async (page) => {
    await page.reaches("ready", "true");
    const weights = "www/weights/vae-mnist-small.packed";
    const earlier = host.requests.length;
    const asked = () => host.requests.slice(earlier);
    host.fault("www/worker/project.js", { status: 500, times: 2 });
    await page.click("card-measure");
    await page.until("it says why not", async () => /500/.test(await page.text("card-done")));
    assert.ok(!asked().includes(weights), "what comes after it is not fetched");
    await page.click("card-measure");
    await page.until("it is measured", async () =>
      Boolean(await page.get("card-bytes").getAttribute("data-value")),
    );
    assert.ok(asked().includes(weights));
    assert.equal(await page.text("card-done"), "");
    const bytes = await page.number("card-bytes");
    const sizes = [weights, "www/main.js", "www/style/all.css", "index.html"].map(
      (file) => statSync(join(DIST, file)).size,
    );
    const wasm = statSync(join(DIST, "engine-fma/metavae_bg.wasm")).size;
    const least = sizes.reduce((sum, size) => sum + size, wasm);
    assert.ok(bytes >= least && bytes < 2 * least, `${bytes}, of at least ${least}`);
  });
});

test("a device is reset when asked twice, and an open tab lets go of its drawings", () =>
  visit({ browser, host, name: "reset", search: "?lang=en" }, async (page) => {
    await page.ready();
    await page.keep(THREE);
    const teacher = await page.page.context().newPage();
    await teacher.goto(`${host.url}lesson.html?lang=en`);
    await teacher.locator('html[data-ready="true"]').waitFor();
    await teacher.getByTestId("card-reset").click();
    await teacher.getByTestId("reset-no").click();
    assert.equal(await page.number("strip-count"), 1, "kept");
    await teacher.getByTestId("card-reset").click();
    await teacher.getByTestId("reset-yes").click();
    await page.until("it says what is gone", async () =>
      /Deleted: 1 /.test(await teacher.getByTestId("card-done").innerText()),
    );
    await page.until("the other tab has let go", async () => {
      return (await page.number("strip-count")) === 0;
    });
    const keys = await teacher.evaluate(() => Object.keys(localStorage));
    assert.deepEqual(
      keys.filter((key) => key.startsWith("metavae.")),
      [],
    );
    await teacher.close();
  }));
