/** The stories: played to their ends, each step's effect on the page, and nothing left behind. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openBrowser, visit } from "./browser.mjs";
import { DIST, Host } from "./server.mjs";
import { at, play, STEPS, storyStepsByKeyboard } from "./story.mjs";
import { THREE } from "./strokes.mjs";

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

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

/** What a step has shown. @param {Visit} page */
const said = (page) => page.text("story-found");

/** The numbers in a sentence. @param {string} text */
const numbers = (text) => (text.match(/\d[\d,]*(?:\.\d+)?/g) ?? []).map((n) => +n.replace(",", ""));

/** @param {Visit} page @returns {Promise<string>} */
const drawing = (page) =>
  page.get("pad").evaluate((pad) => /** @type {HTMLCanvasElement} */ (pad).toDataURL());

/** See as it is, where a story may leave something. @param {Visit} page */
const everything = async (page) => ({
  drawing: createHash("sha256")
    .update(await drawing(page))
    .digest("hex"),
  total: await page.number("nats-total"),
  model: await page.state("model"),
  boxes: await page.page.locator("details.box[open]").count(),
  latent: await page.page.getByTestId("latent-index").inputValue(),
  dark: await page.page.locator("[data-off]").count(),
});

/**
 * What each step has to have done to the page's own numbers.
 *
 * @param {Visit} page
 * @param {number} step
 */
async function effect(page, step) {
  const text = await said(page);
  const [first, second, third] = numbers(text);
  switch (step) {
    case 1:
      assert.ok(first > 5 && first < 784, text);
      for (const id of ["map", "nats-kl", "sample-again"])
        assert.ok(!(await page.page.getByTestId(id).isVisible()), `${id} is away`);
      return;
    case 2:
      assert.ok(first > 5 && first < 500 && second === 6272, text);
      await page.until(`the page's own figure is told, not ${third}`, async () => {
        const cost = (await page.number("nats-reconstruction")).toFixed(1);
        return (await said(page)).includes(`${cost} nats`);
      });
      return;
    case 3:
      assert.equal(first, 3, text);
      assert.equal(second, +(await page.number("nats-kl")).toFixed(1), text);
      return;
    case 4:
      assert.match(text, /turns the picture by \d+°/);
      return;
    case 5:
      assert.match(text, /no pixel changed by more than \d+ of 255/);
      return;
    case 6:
      await page.until("it is told where the point has stopped", async () => {
        const [percent, votes] = numbers(await said(page));
        return percent > 20 && percent < 80 && votes <= 9;
      });
      return;
    case 7:
      assert.match(text, /of the 9 nearest digits are/);
      return;
    case 8:
      await page.until("all three are told", async () => /collapse/.test(await said(page)));
      assert.equal(await page.state("model"), "prepared");
      assert.ok((await page.number("story-beam", "data-kl")) < 1, "the code is empty");
      return;
    default:
      assert.ok(first > second, text);
      assert.equal(await page.state("model"), "fineTuned");
      await page.until("both were asked", async () => /by other hands/.test(await said(page)));
  }
}

test("by keyboard alone: nine steps, each seen to be done, and all as before afterwards", () =>
  visit({ browser, host, name: "story-keyboard" }, async (page) => {
    await page.ready();
    // From then on its figures stand, to the bit: the first training would bring them.
    const whole = join(DIST, "www/weights/vae-mnist.safetensors");
    await page.get("weights-file").setInputFiles(whole);
    await page.until("they are loaded", async () =>
      (await page.text("status-weights")).startsWith("vae-mnist.safetensors"),
    );
    await page.draw(THREE);
    const before = await everything(page);
    await page.page.mouse.move(2, 2);
    await page.page.locator("h1:visible").focus();
    const done = await play(page, "keyboard", async (step) => {
      await effect(page, step);
      await page.accessible(`step ${step} of the story`);
    });
    assert.equal(done, STEPS);
    await page.until("the model is the visitor's", async () => {
      return (await page.state("model")) === before.model;
    });
    await page.settled();
    assert.deepEqual(await everything(page), before);
    assert.equal(await page.page.locator('[data-testid="model-adapted"][hidden]').count(), 1);
    const wrong = page.page.locator('[data-testid="notice"][data-kind="error"]');
    assert.deepEqual(await wrong.allInnerTexts(), [], "nothing went wrong on the way");
  }));

test("by touch alone, on a phone, without motion", () =>
  visit(
    { browser, host, name: "story-touch", context: { ...PHONE, reducedMotion: "reduce" } },
    async (page) => {
      await page.ready();
      const done = await play(page, "touch", async (step) => {
        await effect(page, step);
        const sheet = await page.page.getByTestId("story").boundingBox();
        const output = await page.page.getByTestId("model-reconstruction").boundingBox();
        assert.ok(sheet && output && output.y + output.height <= sheet.y, "x̂ is in sight");
        const wide = await page.page.evaluate(() => document.documentElement.scrollWidth);
        assert.equal(wide, 360, `nothing to scroll to at the side in step ${step}`);
        for (const target of await page.page.locator('[data-testid="story"] .button').all()) {
          const box = await target.boundingBox();
          assert.ok(box && box.height >= 44 && box.width >= 44, await target.innerText());
        }
        await page.accessible(`step ${step} on a phone`);
      });
      assert.equal(done, STEPS);
    },
  ));

test("each step has its address: a reload, back and forward, and the language with it", () =>
  visit({ browser, host, name: "story-places", search: "?lang=zh#/see/1" }, async (page) => {
    await page.ready();
    const titles = new Set();
    for (let step = 1; step <= STEPS; step++) {
      await at(page, step);
      await page.page.reload();
      await page.reaches("ready", "true");
      await at(page, step);
      assert.equal(await page.page.locator("html").getAttribute("lang"), "zh-Hans");
      titles.add(await page.text("story-title"));
      if (step < STEPS) await page.page.getByTestId("story-next").click();
    }
    assert.equal(titles.size, STEPS);
    await page.page.goBack();
    await at(page, STEPS - 1);
    await page.page.goForward();
    await at(page, STEPS);
    await page.page.getByTestId("story-leave").click();
    await page.until("it is left", () => page.page.getByTestId("story").isHidden());
    assert.ok(page.page.url().endsWith("#/see"), page.page.url());
  }));

test("Next never waits, and a step that is left puts back what it has set", () =>
  visit({ browser, host, name: "story-undo" }, async (page) => {
    await page.ready();
    await page.draw(THREE);
    const before = await everything(page);
    await page.page.mouse.move(2, 2);
    const next = () => page.page.getByTestId("story-next").click();
    await page.click("story-play");
    for (let step = 1; step <= STEPS; step++) {
      await at(page, step);
      await next();
    }
    await page.settled();
    assert.deepEqual(await everything(page), before);
  }));

test("a model that does not come is said in the step, and the story goes on", () =>
  visit(
    { browser, host, name: "story-missing", search: "#/see/8", expected: [/404/] },
    async (page) => {
      host.fault("www/weights/vae-mnist-beta-8.packed", { status: 404, times: 1 });
      await page.ready();
      await page.page.locator('[data-name="β = 8"]').click();
      await page.get("story-problem").waitFor();
      assert.match(await page.text("story-problem"), /did not come/);
      assert.equal(await page.state("model"), "pretrained");
      await page.page.getByTestId("story-next").click();
      await at(page, STEPS);
    },
  ));

test("the lab's story: five steps, and what was there before is there again", () =>
  visit({ browser, host, name: "story-lab", search: "#/lab" }, async (page) => {
    await page.ready();
    const press = (/** @type {string} */ id) => page.page.getByTestId(id).click();
    const ticked = () => page.page.locator('[data-testid="method-chosen"]:checked').count();
    const before = await ticked();
    await press("story-play-lab");
    /** @type {[string, string, RegExp][]} */
    const steps = [
      ["task", "story-task", /5 classes: 25 labelled images/],
      ["methods", "story-frozen", /The frozen VAE tells \d+ %/],
      ["meta-train", "story-start", /took the loss from [\d.]+ to [\d.]+/],
      ["memory", "story-remember", /The memory holds 25 traces/],
      ["methods", "story-hyper", /None\. In \d+ ms/],
    ];
    for (const [index, [part, tool, shows]] of steps.entries()) {
      await page.until(`step ${index + 1} is shown`, async () =>
        page.page.url().endsWith(`#/lab/${index + 1}`),
      );
      const open = page.page.locator(`[data-part="${part}"]`);
      await page.until(`${part} is open`, () => open.isVisible());
      await press(tool);
      await page.until(
        `${tool} has shown something`,
        async () => shows.test(await said(page)),
        90_000,
      );
      await page.accessible(`step ${index + 1} of the lab's story`);
      await press("story-next");
    }
    await page.until("the story is over", () => page.page.getByTestId("story").isHidden());
    assert.equal(await ticked(), before);
    await page.until("the memory's example is there again", async () =>
      /An example.*25 images/.test(await page.text("memory-said")),
    );
  }));

test("the figure of everybody's page: steps by keyboard", () =>
  visit({ browser, host, name: "story-figure" }, async (page) => {
    await page.ready();
    assert.equal(await storyStepsByKeyboard(page), STEPS);
  }));
