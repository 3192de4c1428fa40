/** What a visitor meets who has never been here. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { openBrowser, visit } from "./browser.mjs";
import { Host } from "./server.mjs";
import { SEVEN, THREE, ZERO } from "./strokes.mjs";
import { ink, likeness } from "./visit.mjs";

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

test("a digit drawn with the mouse is encoded and painted again, with no click elsewhere", () =>
  visit({ browser, host, name: "first-visit" }, async (page) => {
    await page.ready();
    assert.equal(await page.state("weights"), "ready");
    assert.equal(await page.state("device"), "cpu");

    await page.draw(THREE);
    assert.equal(await page.get("draw-panel").getAttribute("data-source"), "drawing");
    const seen = await page.picture(page.get("model-input"));
    const painted = await page.picture(page.get("model-reconstruction"));
    assert.ok(ink(seen) > 30 && ink(seen) < 300, `ink ${ink(seen)}`);
    // Centred as MNIST does it: the outer four pixels are for the shift to the centre of mass.
    const middle = seen.reduce((sum, value, pixel) => sum + value * (pixel % 28), 0) / ink(seen);
    assert.ok(Math.abs(middle - 13.5) < 1, `the centre of mass is at x = ${middle}`);
    assert.ok(likeness(seen, painted) > 0.7, `likeness ${likeness(seen, painted)}`);

    const [reconstruction, kl, total] = [
      await page.number("nats-reconstruction"),
      await page.number("nats-kl"),
      await page.number("nats-total"),
    ];
    assert.ok(reconstruction > 20 && reconstruction < 250, `reconstruction ${reconstruction}`);
    assert.ok(kl > 5 && kl < 60, `KL ${kl}`);
    assert.ok(
      Math.abs(reconstruction + kl - total) < 0.1,
      `${reconstruction} + ${kl} is not ${total}`,
    );

    const around = await page.pictures("around");
    assert.equal(around.length, 12);
    for (const sample of around)
      assert.ok(likeness(seen, sample) > 0.3, `around: ${likeness(seen, sample)}`);
    assert.notDeepEqual(around[0], around[1], "samples of one posterior differ");
    const prior = await page.pictures("prior");
    assert.ok(
      prior.length > 0 && prior.every((sample) => ink(sample) > 20),
      "samples from the prior have ink",
    );
  }));

test("another drawing gives another code, undo brings the old one back", () =>
  visit({ browser, host, name: "undo" }, async (page) => {
    await page.ready();
    await page.draw(ZERO);
    const zero = await page.picture(page.get("model-reconstruction"));
    const before = await page.encodings();
    await page.draw(SEVEN);
    const both = await page.picture(page.get("model-reconstruction"));
    assert.ok(likeness(zero, both) < 0.95, "a second stroke changes the picture");
    await page.click("pad-undo");
    await page.until("the drawing is encoded again", async () => (await page.encodings()) > before);
    await page.settled();
    assert.deepEqual(await page.picture(page.get("model-reconstruction")), zero);
  }));

test("moving a latent moves the picture", () =>
  visit({ browser, host, name: "latents" }, async (page) => {
    await page.ready();
    await page.draw(THREE);
    const before = await page.picture(page.get("model-reconstruction"));
    const options = await page.get("latent-index").locator("option:not([value=''])").all();
    assert.equal(options.length, 32);
    // Some are silent in any one model; the first that tells something will do.
    let film = 1;
    for (let latent = 0; film > 0.8; latent++) {
      assert.ok(latent < 32, "no latent changes the picture");
      await page.get("latent-index").selectOption(String(latent));
      await page.until(
        "the traversal is painted",
        async () => (await page.pictures("traversal")).length === 9,
      );
      const pictures = await page.pictures("traversal");
      film = likeness(pictures[0], pictures[8]);
    }
    await page.get("latent-value").fill("3.5");
    await page.until("the picture moves", async () => {
      const now = await page.picture(page.get("model-reconstruction"));
      return likeness(now, before) < 0.99;
    });
    await page.click("latent-reset");
    await page.until("the picture is as it was", async () => {
      const now = await page.picture(page.get("model-reconstruction"));
      return isDeepStrictEqual(now, before);
    });
  }));

test("a first visit fetches the small engine alone, each file once, all relative", async () => {
  host.requests.length = 0;
  await visit({ browser, host, name: "requests" }, async (page) => {
    await page.ready();
    await page.draw(THREE);
  });
  const large = host.requests.filter((path) => path.startsWith("engine-webgpu/"));
  assert.deepEqual(large, [], "the engine with WebGPU is not fetched where there is no GPU");
  for (const file of ["engine-fma/metavae_bg.wasm", "www/weights/vae-mnist-small.packed"]) {
    assert.equal(host.requests.filter((path) => path === file).length, 1, file);
  }
});

test("the page leads to the licences of all that others wrote", () =>
  visit({ browser, host, name: "licences" }, async (page) => {
    await page.ready();
    const href = await page.get("notices-link").evaluate((link) => {
      return /** @type {HTMLAnchorElement} */ (link).href;
    });
    assert.ok(href.startsWith(host.url), href);
    const text = await page.page.evaluate(async (href) => (await fetch(href)).text(), href);
    for (const name of ["burn", "uplot", "lit-html"])
      assert.match(text, new RegExp(`^${name} \\d`, "m"), name);
  }));

test("a visitor on a phone draws with a finger", () =>
  visit(
    {
      browser,
      host,
      name: "finger",
      context: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
    },
    async (page) => {
      await page.ready();
      const before = await page.encodings();
      const pad = page.get("pad");
      await pad.scrollIntoViewIfNeeded();
      const box = await pad.boundingBox();
      assert.ok(box);
      const scrolled = await page.page.evaluate(() => scrollY);
      const touch = await page.page.context().newCDPSession(page.page);
      const send = (
        /** @type {"touchStart" | "touchMove" | "touchEnd"} */ type,
        /** @type {number[][]} */ points,
      ) =>
        touch.send("Input.dispatchTouchEvent", {
          type,
          touchPoints: points.map(([x, y]) => ({
            x: box.x + x * box.width,
            y: box.y + y * box.height,
          })),
        });
      const [line] = SEVEN;
      await send("touchStart", [line[0]]);
      for (const point of line.slice(1)) await send("touchMove", [point]);
      await send("touchEnd", []);
      await page.until("the drawing is encoded", async () => (await page.encodings()) > before);
      await page.settled();
      assert.equal(await page.get("draw-panel").getAttribute("data-source"), "drawing");
      assert.ok(ink(await page.picture(page.get("model-input"))) > 30);
      assert.equal(
        await page.page.evaluate(() => scrollY),
        scrolled,
        "drawing does not scroll the page",
      );
    },
  ));

test("kept drawings are there again after a reload", () =>
  visit({ browser, host, name: "reload" }, async (page) => {
    await page.ready();
    await page.draw(THREE);
    await page.fill("pad-label", "three");
    await page.click("pad-keep");
    await page.until("the drawing is kept", async () => (await page.number("strip-count")) === 1);
    const [kept] = await page.pictures("strip-item");
    await page.page.reload();
    await page.ready();
    await page.until(
      "the drawing is painted",
      async () => ink((await page.pictures("strip-item"))[0]) > 30,
    );
    assert.deepEqual((await page.pictures("strip-item"))[0], kept);
    assert.equal(await page.get("strip-label").inputValue(), "three");
  }));
