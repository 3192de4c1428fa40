/**
 * What goes wrong on the way, by a visitor's hand or a host's: each is said, and nothing is lost.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openBrowser, visit } from "./browser.mjs";
import { DIST, Host } from "./server.mjs";
import { pathOf, shards, shardsFolder } from "./shards.mjs";
import { THREE } from "./strokes.mjs";
import { ink } from "./visit.mjs";
import * as weights from "./weights.mjs";

/** @typedef {import("./visit.mjs").Visit} Visit */

const WEIGHTS = "www/weights/vae-mnist-small.packed";
const COMMITTED = join(DIST, "www/weights/vae-mnist.safetensors");
const NOT_FOUND = "<!doctype html><title>Not here</title><h1>This page was not found</h1>";

/** @type {Host} */
let host;
/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  host = await Host.open({ shards: shardsFolder() });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await host?.close();
});

/**
 * Draws, lets something go wrong, and finds the drawing and the model as they were.
 *
 * @param {Visit} page
 * @param {() => Promise<void>} trouble
 */
async function losesNothing(page, trouble) {
  await page.ready();
  await page.draw(THREE);
  const look = async () => ({
    picture: await page.picture(page.get("model-reconstruction")),
    total: await page.number("nats-total"),
    weights: await page.text("status-weights"),
  });
  const before = await look();
  await trouble();
  await page.settled();
  assert.deepEqual(await look(), before);
  // And it still works.
  await page.clear();
  await page.draw(THREE);
  assert.ok(ink(await page.picture(page.get("model-reconstruction"))) > 30);
}

/** @type {[string, (file: Buffer) => Buffer, RegExp][]} */
const WRONG = [
  ["a text file", () => Buffer.from("not weights at all"), /safetensors|header/i],
  ["a cut-off file", (file) => file.subarray(0, file.length / 2), /.../],
  [
    "another shape",
    (file) => weights.reshaped(file, "encoder.0.weight", [32, 1, 2, 8]),
    /encoder\.0\.weight/,
  ],
  [
    "a missing tensor",
    (file) => weights.renamed(file, "decoder.7.bias", "decoder.9.bias"),
    /decoder\.[79]\.bias/,
  ],
  [
    "not a number",
    (file) => weights.poisoned(file, "encoder.5.weight"),
    /encoder\.5\.weight|finite/,
  ],
];
for (const [what, spoil, says] of WRONG) {
  test(`wrong weights are refused, those in use stay: ${what}`, () =>
    visit({ browser, host, name: "wrong-weights" }, async (page) => {
      await losesNothing(page, async () => {
        await page.find("details.weights summary").click();
        const buffer = spoil(readFileSync(COMMITTED));
        await page
          .get("weights-file")
          .setInputFiles({ name: "mine.safetensors", mimeType: "", buffer });
        const { notice, text } = await page.notice("weights");
        assert.equal(await notice.getAttribute("data-kind"), "error");
        assert.match(text, says);
        assertSentence(text);
      });
    }));
}

test("pretrained weights that are not there are said, and random ones do instead", async () => {
  host.fault(WEIGHTS, { status: 404 });
  await visit({ browser, host, name: "no-weights", expected: [/404/] }, async (page) => {
    const { notice, text } = await page.notice("weights-missing");
    assertSentence(text);
    await notice.getByTestId("notice-action").click();
    await page.ready();
    await page.draw(THREE);
    assert.ok(
      ink(await page.picture(page.get("model-reconstruction"))) > 100,
      "random weights paint grey",
    );
  });
  host.heal();
});

test("a weights file served as a web page is refused", async () => {
  host.fault(WEIGHTS, { html: NOT_FOUND });
  await visit({ browser, host, name: "html-weights" }, async (page) => {
    const { text } = await page.notice("weights-missing");
    assertSentence(text);
  });
  host.heal();
});

/** @type {[string, import("./server.mjs").Fault, RegExp, RegExp[]][]} */
const BROKEN = [
  ["cut off", { cutTo: 2000 }, /cut|trunc|end|incomplete|damaged/i, []],
  ["answered by a web page with status 200", { html: NOT_FOUND }, /web page/i, []],
  ["missing", { status: 404 }, /404/, [/404/]],
];
for (const [what, fault, says, expected] of BROKEN) {
  test(`a shard that is ${what} is said, the others are kept, and a click brings it`, async () => {
    const training = shards().filter(({ split }) => split === "train");
    const broken = training[1];
    host.fault(pathOf(broken), fault);
    await visit({ browser, host, name: "broken-shard", expected }, async (page) => {
      await losesNothing(page, async () => {
        await page.get("source-shards").check();
        await page.click("data-load");
        const { notice, text } = await page.notice("shard");
        assertSentence(text);
        assert.ok(text.includes(broken.file), text);
        assert.match(text, says);
        const without = training.reduce((sum, { images }) => sum + images, 0) - broken.images;
        await page.until(
          "the other shards are there",
          async () => (await trainImages(page)) === without,
        );

        host.heal();
        host.requests.length = 0;
        await notice.getByTestId("notice-action").click();
        await page.reaches("data", "ready");
        assert.equal(await trainImages(page), without + broken.images);
        const fetched = host.requests.filter((path) => path.endsWith(".shard"));
        assert.deepEqual(fetched, [pathOf(broken)], "only the missing shard is fetched again");
      });
    });
  });
}

test("a host whose manifest is a web page has no shards; the built-in digits train", async () => {
  host.fault("www/data/manifest.json", { html: NOT_FOUND });
  await visit({ browser, host, name: "html-manifest" }, async (page) => {
    await page.ready();
    assert.ok(await page.get("source-shards").isDisabled());
    await page.fill("builtin-train", 300);
    await page.fill("builtin-test", 50);
    await page.fill("hyper-max-steps", 2);
    await page.click("train-start");
    await page.until("the run is over", async () => (await page.steps("train")) === 2);
  });
  host.heal();
});

test("IDX files that are none are refused", () =>
  visit({ browser, host, name: "wrong-idx" }, async (page) => {
    await losesNothing(page, async () => {
      await page.get("source-idx").check();
      const file = (/** @type {string} */ name) => ({
        name,
        mimeType: "",
        buffer: Buffer.from(NOT_FOUND),
      });
      await page.get("idx-train-images").setInputFiles(file("train-images-idx3-ubyte"));
      await page.get("idx-train-labels").setInputFiles(file("train-labels-idx1-ubyte"));
      await page.click("data-load");
      const { text } = await page.notice("data");
      assertSentence(text);
    });
  }));

test("a blank drawing is refused kindly", () =>
  visit({ browser, host, name: "blank" }, async (page) => {
    await losesNothing(page, async () => {
      await page.clear();
      await page.click("pad-keep");
      const { notice, text } = await page.notice("blank");
      assert.equal(await notice.getAttribute("data-kind"), "info");
      assert.match(text, /draw/i);
      assert.equal(await page.number("strip-count"), 0);
      await page.draw(THREE);
    });
  }));

test("hyper-parameters out of range are named before anything starts", () =>
  visit({ browser, host, name: "hyper" }, async (page) => {
    await page.ready();
    await page.fill("hyper-learning-rate", "7");
    await page.click("train-start");
    await page.until(
      "the problem is said",
      async () => (await page.text("hyper-problem")).length > 10,
    );
    assert.equal(await page.get("train-panel").getAttribute("data-status"), "idle");
    assert.equal(await page.state("data"), "none");
  }));

test("built-in digits that cannot be are named before any are made", () =>
  visit({ browser, host, name: "built-in" }, async (page) => {
    await page.ready();
    await page.get("source-builtin").check();
    for (const [id, text, said] of /** @type {const} */ ([
      ["builtin-train", "9", "The number of training images must be 10 to 60,000, not 9."],
      ["builtin-test", "10001", "The number of held-out images must be 10 to 10,000, not 10001."],
      ["builtin-seed", "0.5", "The seed must be a whole number from 0 to 4,294,967,295, not 0.5."],
      ["builtin-train", "", "The number of training images is missing."],
    ])) {
      const before = await page.get(id).inputValue();
      await page.fill(id, text);
      assert.equal(await page.text("builtin-problem"), said);
      await page.click("train-start");
      await page.runIs("train", "idle");
      assert.ok(await page.get(id).evaluate((input) => input === document.activeElement), id);
      assert.equal(await page.state("data"), "none");
      await page.fill(id, before);
      assert.ok(await page.get("builtin-problem").isHidden());
    }
    // What is wrong with them is nobody's business while the data comes from elsewhere.
    await page.fill("builtin-train", 9);
    await page.get("source-idx").check();
    await page.click("data-load");
    const { text } = await page.notice("data");
    assert.match(text, /Pick an images file/);
  }));

test("an engine that dies is replaced, with the weights and the drawing as they were", () =>
  visit(
    { browser, host, name: "dead-worker", expected: [/the test ends this worker/] },
    async (page) => {
      await losesNothing(page, async () => {
        const [worker] = page.page.workers();
        assert.ok(worker, "the engine lives in a worker");
        await worker.evaluate(() => {
          setTimeout(() => {
            throw new Error("the test ends this worker");
          });
        });
        const { text } = await page.notice("engine-restored");
        assertSentence(text);
      });
    },
  ));

/** The training images that the page says are there. @param {Visit} page */
async function trainImages(page) {
  const text = await page.text("status-data-detail");
  return Number(text.split(/ of | to train/)[0].replaceAll(/\D/g, ""));
}

/** Something a visitor can read: words, not a code or a stack. @param {string} text */
function assertSentence(text) {
  assert.match(text, /^[A-Z].{20,}[.!]$/s, text);
  assert.doesNotMatch(text, /\bat .+:\d+:\d+|\[object|undefined|NaN|panicked/, text);
}
