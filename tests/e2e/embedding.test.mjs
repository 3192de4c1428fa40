/** A part of the page in a frame of another page, from another origin. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { openBrowser, visit } from "./browser.mjs";
import { Host } from "./server.mjs";
import { Visit } from "./visit.mjs";

/** @typedef {import("playwright-core").Frame} Frame */

/** What docs/embedding.md says that a frame needs. */
const SANDBOX = "allow-scripts allow-same-origin allow-downloads allow-popups";

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

/**
 * A lesson's page on a host of its own, with the page in a frame.
 *
 * @param {{search: string, width: number, height: number}} frame
 * @param {(frame: Frame, page: Visit) => Promise<void>} use
 */
async function embedded({ search, width, height }, use) {
  const html =
    '<!doctype html><html lang="en"><title>A lesson</title><main><h1>A lesson</h1>' +
    `<iframe title="metavae" src="${host.url}${search}" width="${width}" height="${height}" ` +
    `sandbox="${SANDBOX}" style="border: 0"></iframe></main></html>`;
  const lesson = createServer((_, response) =>
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(html),
  );
  await new Promise((resolve) => lesson.listen(0, "127.0.0.1", () => resolve(null)));
  const address = lesson.address();
  assert.ok(address && typeof address === "object");
  const context = await browser.newContext({
    viewport: { width: width + 60, height: height + 160 },
  });
  try {
    const page = new Visit(await context.newPage());
    /** @type {string[]} */
    const problems = [];
    page.page.on("pageerror", (error) => problems.push(error.message));
    await page.page.goto(`http://127.0.0.1:${address.port}/`);
    const frame = page.page.frames()[1];
    assert.ok(frame);
    await frame.locator("html[data-ready=true]").waitFor();
    assert.notEqual(new URL(frame.url()).origin, new URL(page.page.url()).origin);
    await use(frame, page);
    assert.deepEqual(problems, []);
  } finally {
    await context.close();
    lesson.closeAllConnections();
    await new Promise((resolve) => lesson.close(resolve));
  }
}

/** How much there is to scroll, in px. @param {Frame} frame */
const toScroll = (frame) =>
  frame.evaluate(() => {
    const { scrollHeight, scrollWidth } = document.documentElement;
    return [scrollWidth - innerWidth, scrollHeight - innerHeight].map((px) => Math.max(0, px));
  });

test("See in a frame: no bar, no foot, nothing to scroll, and it draws", () =>
  embedded(
    {
      search: "?device=cpu&panel=see&hide=title,boxes&theme=dark&lang=zh",
      width: 1160,
      height: 560,
    },
    async (frame, page) => {
      for (const gone of [".bar", ".foot", ".boxes", "#see-title"])
        assert.equal(await frame.locator(`${gone}:visible`).count(), 0, gone);
      assert.equal(await frame.locator("html").getAttribute("lang"), "zh-Hans");
      assert.equal(await frame.locator("html").getAttribute("data-theme"), "dark");
      assert.deepEqual(await toScroll(frame), [0, 0]);
      const box = await frame.getByTestId("pad").boundingBox();
      assert.ok(box);
      const before = Number(await frame.getByTestId("draw-panel").getAttribute("data-encoded"));
      const { mouse } = page.page;
      await mouse.move(box.x + 40, box.y + 40);
      await mouse.down();
      await mouse.move(box.x + box.width - 60, box.y + box.height - 60, { steps: 6 });
      await mouse.up();
      await page.until("it is encoded", async () => {
        const now = Number(await frame.getByTestId("draw-panel").getAttribute("data-encoded"));
        return now > before;
      });
      await page.accessible("in a frame");
    },
  ));

test("pad and picture alone fit into a slide", () =>
  embedded(
    {
      search: "?device=cpu&panel=see&hide=title,boxes,map,actions",
      width: 640,
      height: 460,
    },
    async (frame) => {
      assert.deepEqual(await toScroll(frame), [0, 0]);
      assert.equal(await frame.getByTestId("map").isVisible(), false);
      const pad = await frame.getByTestId("pad").boundingBox();
      const picture = await frame.getByTestId("model-reconstruction").boundingBox();
      assert.ok(pad && picture && pad.width > 150 && picture.width > 150);
      assert.ok(picture.x > pad.x + pad.width, "side by side");
    },
  ));

test("a part of the lab: its address is kept to, and other rooms open beside the lesson", () =>
  embedded(
    { search: "?device=cpu&panel=lab/curve&hide=tabs#/train", width: 900, height: 700 },
    async (frame, page) => {
      assert.equal(await frame.locator("html").getAttribute("data-room"), "lab");
      assert.equal(await frame.locator('[data-part="curve"]').isVisible(), true);
      assert.equal(await frame.locator(".parts").isVisible(), false);
      const popup = page.page.context().waitForEvent("page");
      // A link as any of the room's might be.
      await frame.evaluate(() => {
        const link = document.createElement("a");
        link.setAttribute("href", "#/see");
        document.querySelector('[data-part="curve"]')?.append(link);
        link.click();
      });
      const whole = await popup;
      assert.equal(new URL(whole.url()).hash, "#/see");
      assert.equal(new URL(whole.url()).searchParams.has("panel"), false);
      assert.equal(await frame.locator("html").getAttribute("data-room"), "lab");
    },
  ));

test("what there is not is said, and the page is shown", () =>
  visit(
    { browser, host, name: "panel", search: "?panel=saw&hide=boxes,lid&theme=blue" },
    async (page) => {
      await page.ready();
      const said = await page.page.getByTestId("notice-text").allInnerTexts();
      const all = said.join("\n");
      assert.match(all, /There is no panel “saw”\. There are see, train, teach, lab, lab\/task/);
      assert.match(all, /There is nothing “lid” to hide\. There are bar, footer, title/);
      assert.match(all, /There is no theme “blue”\. There are light, dark/);
      assert.equal(await page.page.locator(".bar").isVisible(), true);
      const boxes = page.page.locator('[data-room="see"] .boxes');
      assert.equal(await boxes.isVisible(), false);
    },
  ));
