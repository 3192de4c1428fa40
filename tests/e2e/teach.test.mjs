/** Teach: alive on arrival, and a visitor's own symbols told apart while they draw. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, visit } from "./browser.mjs";
import { addClass, drawOn, putInto, shifted } from "./few-shot.mjs";
import { Host } from "./server.mjs";
import { SYMBOLS } from "./strokes.mjs";

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

/** What the drawing on the pad is taken for. @param {Visit} page */
async function answer(page) {
  const panel = page.get("teach-answer");
  await page.until("it answers", async () => {
    return (await panel.getAttribute("data-answered")) === "true";
  });
  return {
    name: await panel.getAttribute("data-name"),
    sure: (await panel.getAttribute("data-sure")) === "true",
  };
}

/** @param {Visit} page @param {number[][][]} strokes */
async function drawAnew(page, strokes) {
  if (await page.get("own-clear").isEnabled()) await page.click("own-clear");
  await drawOn(page, "own-pad", strokes);
}

for (const viewport of [
  { width: 1440, height: 900 },
  { width: 360, height: 740 },
])
  test(`${viewport.width} px: three examples and an answer on arrival, then one's own`, () =>
    visit({ browser, host, name: "teach", context: { viewport } }, async (page) => {
      await page.ready();
      await page.find('nav a[href="#/teach"]').click();
      const first = await answer(page);
      assert.ok(first.sure);
      assert.equal(await page.get("example-class").count(), 3);
      await page.accessible("with examples to tell apart");
      const names = ["cross", "wave", "third"];
      const drawings = [SYMBOLS[0], SYMBOLS[4], SYMBOLS[2]];
      for (const [at, name] of names.entries()) {
        await drawAnew(page, drawings[at]);
        // Draw first, then name: the drawing is the class's.
        await addClass(page, name);
        await page.until(`${name} has its drawing`, async () => {
          return (await page.get("own-drawing").count()) === at + 1;
        });
      }
      assert.equal(await page.get("example-class").count(), 0);
      for (const [at, name] of names.entries()) {
        await drawAnew(page, shifted(drawings[at], 0.12));
        assert.equal((await answer(page)).name, name);
      }
      await putInto(page, "third", shifted(drawings[2], 0.2));
      await page.accessible("with classes of one's own");
    }));

test("the meta-trained encoder is fetched when it is asked for, and answers", () =>
  visit({ browser, host, name: "teach-better" }, async (page) => {
    await page.ready();
    await page.find('nav a[href="#/teach"]').click();
    await answer(page);
    const fetched = () => host.requests.filter((path) => /omniglot.*safetensors/.test(path)).length;
    assert.equal(fetched(), 0, "nothing large is fetched unasked");
    assert.match(await page.text("teach-better"), /MB/, "and its size is said before");
    await page.click("teach-better");
    await page.until("it is in use", async () => page.get("teach-better").isHidden());
    assert.equal(fetched(), 1);
    assert.match(await page.text("teach-by"), /meta-trained/);
    assert.ok((await answer(page)).sure);
  }));
