/** The lab: every tab alive on arrival, and nothing fetched that was not announced before. */

import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { QUICK } from "../../www/text/methods.js";
import { openBrowser, visit } from "./browser.mjs";
import { choice, figure, workIs } from "./few-shot.mjs";
import { DIST, Host } from "./server.mjs";
import { shards, shardsFolder } from "./shards.mjs";

/** @typedef {import("./visit.mjs").Visit} Visit */

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

const PARTS = ["task", "methods", "curve", "guess", "memory", "meta-train"];
const SCREENS = {
  desk: { context: { viewport: { width: 1440, height: 900 } }, most: 2 },
  phone: {
    context: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
    most: 4,
  },
};
/** Bytes that a visitor has not asked for may have at most, in one file. */
const UNASKED = 300_000;

/** What has come from now on, by path and size on the wire. @param {Visit} page */
function fetched(page) {
  /** @type {{path: string, bytes: number}[]} */
  const files = [];
  page.page.on("response", (response) => {
    const bytes = Number(response.headers()["content-length"] ?? 0);
    files.push({ path: new URL(response.url()).pathname, bytes });
  });
  return files;
}

/** Of them, what learning might need. @param {ReturnType<typeof fetched>} files */
const brought = (files) => files.filter(({ path }) => /\/(weights|data)\//.test(path));

/** @param {Visit} page @param {string} part */
async function arrive(page, part) {
  await page.page.evaluate((hash) => Object.assign(location, { hash }), `#/lab/${part}`);
  await page.until("the stored task is there", async () => {
    return Number(await page.page.getByTestId("task-panel").getAttribute("data-task")) > 0;
  });
  if (part === "guess")
    await page.until("the example is answered", async () => {
      return (await page.get("guess-panel").getAttribute("data-answered")) === "true";
    });
  if (part === "memory")
    await page.until("it remembers", () => page.get("memory-table").isVisible());
}

for (const [name, { context, most }] of Object.entries(SCREENS)) {
  test(`${name}: each tab is alive on arrival, short, and fetches nothing large`, () =>
    visit({ browser, host: plain, name: `lab-${name}`, context }, async (page) => {
      await page.ready();
      const files = fetched(page);
      for (const part of PARTS) {
        await arrive(page, part);
        await page.until(`nothing is empty in ${part}`, async () => {
          return (await page.page.evaluate(empty)).length === 0;
        });
        const { screens, controls, words } = await page.page.evaluate(size);
        assert.ok(screens <= most, `${part}: ${screens} screens`);
        assert.ok(controls <= 25, `${part}: ${controls} controls on the first screen`);
        assert.ok(words <= 120, `${part}: ${words} words on the first screen`);
        assert.ok(controls > 5 && words > 20, "they are counted at all");
        await page.accessible(`in ${part}`);
      }
      assert.ok(files.some(({ path }) => path.endsWith("stored/lab.json")));
      assert.deepEqual(
        files.filter(({ bytes }) => bytes > UNASKED),
        [],
        "nobody has pressed anything",
      );
    }));
}

test("what is stored is marked so, and one press measures the same here", () =>
  visit({ browser, host: plain, name: "lab-again" }, async (page) => {
    await page.ready();
    await arrive(page, "methods");
    const files = fetched(page);
    const stored = () => page.find('[data-testid="method-accuracy"][data-stored="true"]').count();
    assert.equal(await stored(), 3);
    assert.match(await page.text("work-note"), /Stored/);
    assert.deepEqual(
      await page.get("method").evaluateAll((rows) => rows.map((row) => row.dataset.method)),
      QUICK,
    );
    const before = await Promise.all(QUICK.map((id) => figure(page, id, "method-accuracy")));
    for (const id of QUICK)
      assert.ok((await figure(page, id, "method-mean", "plain", "data-half")) > 0, "an interval");
    await page.click("compare-start");
    await page.until("all are measured here", async () => (await stored()) === 0);
    await workIs(page, "none");
    assert.deepEqual(
      await Promise.all(QUICK.map((id) => figure(page, id, "method-accuracy"))),
      before,
    );
    for (const id of QUICK) assert.ok((await figure(page, id, "method-ms")) > 0);
    assert.deepEqual(brought(files), [], "with what was there");
  }));

test("a method that cannot run says so before, with its bytes and what brings it", () =>
  visit({ browser, host: plain, name: "lab-lacks" }, async (page) => {
    await page.ready();
    await arrive(page, "methods");
    const files = fetched(page);
    await choice(page, "pixels").scrollIntoViewIfNeeded();
    for (const [id, lack, says, file] of /** @type {const} */ ([
      ["metaPrototypes", "weights", /meta-trained weights/, "mnist-prototypes.safetensors"],
      ["hypernetwork", "weights", /meta-trained weights/, "mnist-hypernetwork.safetensors"],
      ["fineTuned", "whole", /pretrained weights in full/, "vae-mnist.safetensors"],
    ])) {
      const row = choice(page, id);
      assert.equal(await row.getAttribute("data-lacks"), lack);
      assert.ok(await row.getByTestId("method-chosen").isDisabled(), "it cannot be ticked");
      assert.match(await row.getByTestId("method-lack").innerText(), says);
      const button = row.getByTestId("method-bring");
      const said = Number(await button.getAttribute("data-bytes"));
      assert.equal(said, statSync(join(DIST, "www/weights", file)).size, file);
      const label = await button.innerText();
      assert.equal(label.trim(), `Fetch ${(said / 1e6).toFixed(1)} MB`);
      await button.click();
      await page.until(`${id} is ticked`, () => row.getByTestId("method-chosen").isChecked());
      assert.deepEqual(
        brought(files.splice(0)),
        [{ path: `/some/path/www/weights/${file}`, bytes: said }],
        "these bytes, and no others",
      );
    }
    assert.equal(await choice(page, "deformedViews").getAttribute("data-lacks"), null);
    assert.equal(await choice(page, "classBounds").getAttribute("data-lacks"), null);
    assert.equal(await choice(page, "pca").getAttribute("data-lacks"), "data");
    await choice(page, "pca").getByTestId("method-bring").click();
    await page.until("pca is ticked", () =>
      choice(page, "pca").getByTestId("method-chosen").isChecked(),
    );
    assert.deepEqual(brought(files), [], "the built-in digits are made here");
    // Another set, whose weights are not here: what was ticked is so no longer.
    await choice(page, "metaPrototypes")
      .getByTestId("method-weights")
      .selectOption({ label: "digits 0–4" });
    await page.until("it lacks them", async () => {
      return (await choice(page, "metaPrototypes").getAttribute("data-lacks")) === "weights";
    });
    assert.ok(!(await choice(page, "metaPrototypes").getByTestId("method-chosen").isChecked()));
    await page.accessible("with methods that lack something");
    await page.click("compare-start");
    await workIs(page, "compare");
    await workIs(page, "none");
    assert.deepEqual(brought(files), [], "learning fetches nothing");
    assert.ok((await figure(page, "hypernetwork", "method-accuracy")) > 0.5);
  }));

test("where digits are fetched, each press that fetches them says how much first", () =>
  visit({ browser, host: hosted, name: "lab-hosted" }, async (page) => {
    await page.ready();
    await arrive(page, "methods");
    const bytes = shards().reduce((sum, shard) => sum + shard.bytes, 0);
    const text = bytes < 1e7 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.round(bytes / 1e6)} MB`;
    const files = fetched(page);
    for (const id of ["episodes-cost", "curve-cost", "task-message", "meta-message"])
      assert.ok((await page.text(id)).includes(text), `${id}: ${await page.text(id)}, not ${text}`);
    await page.click("compare-start");
    await page.until("it is measured", async () => {
      return (await page.find('[data-testid="method-ms"][data-value]').count()) === 3;
    });
    assert.deepEqual(brought(files), [], "the stored task needs none of them");
  }));

/** Runs in the page: blank canvases, dashes, charts without a point, main actions that are off. */
function empty() {
  const seen = (/** @type {Element} */ each) =>
    each.checkVisibility({ visibilityProperty: true }) && each.getBoundingClientRect().width > 0;
  const all = (/** @type {string} */ selector) =>
    [...document.querySelectorAll(`main ${selector}`)].filter(seen);
  const blank = all("canvas").filter((each) => {
    const canvas = /** @type {HTMLCanvasElement} */ (each);
    if (canvas.width === 0) return true;
    const data = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data;
    return !data || new Set(new Uint32Array(data.buffer)).size < 2;
  });
  const dashes = all("*").filter(
    (each) => each.childElementCount === 0 && each.textContent?.trim() === "–",
  );
  const found = [...blank, ...dashes, ...all('[data-points="0"]'), ...all(".primary:disabled")];
  return found.map((each) => each.outerHTML.slice(0, 120));
}

/** Runs in the page: how many screens it has, and what its first screen asks of a visitor. */
function size() {
  window.scrollTo(0, 0);
  const onScreen = (/** @type {DOMRect} */ { width, height, top, bottom, left, right }) =>
    width > 0 && height > 0 && top < innerHeight && bottom > 0 && left < innerWidth && right > 0;
  const controls = [
    ...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']"),
  ].filter((each) => each.checkVisibility() && onScreen(each.getBoundingClientRect()));
  let words = 0;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { parentElement: parent, textContent } = texts.currentNode;
    if (!parent?.checkVisibility() || parent.closest("script, option, noscript")) continue;
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    if (onScreen(range.getBoundingClientRect()))
      words += textContent?.match(/[\p{L}’-]+/gu)?.length ?? 0;
  }
  const screens = document.documentElement.scrollHeight / innerHeight;
  return { screens, controls: controls.length, words };
}
