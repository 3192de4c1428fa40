/** Pretraining in the tab, on shards that arrive while it runs. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { openBrowser, visit } from "./browser.mjs";
import { Host } from "./server.mjs";
import { pathOf, shards, shardsFolder } from "./shards.mjs";
import { THREE } from "./strokes.mjs";
import { ink } from "./visit.mjs";

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

test("two latents are trained from scratch, and the drawing is seen through them", () =>
  visit({ browser, host, name: "two-latents" }, async (page) => {
    await page.ready();
    await page.draw(THREE);
    const count = () => page.get("latent-index").locator("option:not([value=''])").count();
    assert.equal(await count(), 32);
    await page.get("latent-index").selectOption("31");
    await page.get("source-builtin").check();
    await page.fill("builtin-train", 200);
    await page.fill("builtin-test", 40);
    await page.fill("hyper-batch-size", 32);
    await page.fill("hyper-max-steps", 60);
    await page.get("hyper-latents").selectOption("2");
    await page.click("train-start");
    await page.runIs("train", "idle");
    await page.until("its plane is painted", async () => {
      const painted = await page.get("train-plane").evaluate((canvas) => {
        if (!(canvas instanceof HTMLCanvasElement)) return 0;
        const context = canvas.getContext("2d");
        const { data } = context?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
        return new Set(new Uint32Array(data?.buffer ?? new ArrayBuffer(0))).size;
      });
      return painted > 50;
    });
    assert.equal(await count(), 32, "what is trained is a copy");
    await page.click("trained-use");
    await page.until("the drawing is seen by the model of two", async () => (await count()) === 2);
    assert.equal(await page.text("latents-count"), "2");
    assert.match(await page.text("held-active"), /^[0-2] of 2$/);
    assert.match(await page.text("status-weights-detail"), /^2 latents/);
    const before = await page.picture(page.get("model-reconstruction"));
    await page.get("latent-index").selectOption("1");
    await page.until("the traversal is painted", async () => {
      return (await page.pictures("traversal")).length === 9;
    });
    await page.get("latent-value").fill("3.5");
    await page.until("the picture moves", async () => {
      return !isDeepStrictEqual(await page.picture(page.get("model-reconstruction")), before);
    });
  }));

test("thirty steps on shards lower the loss, through pause, single step and resume", async () => {
  // All but the first training shard and the held-out ones are held back until training runs.
  const [first, ...rest] = shards().filter(({ split }) => split === "train");
  let release = () => {};
  const running = new Promise((resolve) => (release = () => resolve(null)));
  for (const shard of rest) host.fault(pathOf(shard), { after: running });

  await visit({ browser, host, name: "training" }, async (page) => {
    await page.ready();
    await page.get("source-shards").check();
    await page.fill("hyper-max-steps", 30);
    await page.click("train-start");
    await page.runIs("train", "running");
    const cores = await page.page.evaluate(() => navigator.hardwareConcurrency);
    await page.until("the threads that share a step are said", async () => {
      return (
        (await page.get("train-panel").getAttribute("data-threads")) === String(Math.min(cores, 4))
      );
    });
    const arrived = await page.text("status-data-detail");
    const number = Number(arrived.replace(/ of .*/, "").replaceAll(/\D/g, ""));
    assert.equal(number, first.images, `only the first shard is there: ${arrived}`);

    // Pause: no more steps come, and the engine still answers.
    await page.until("a few steps are done", async () => (await page.steps("train")) >= 4);
    await page.click("train-pause");
    await page.runIs("train", "paused");
    await sleep(1000);
    const paused = await page.steps("train");
    assert.ok(paused < 30, `paused at ${paused}`);
    await page.draw(THREE);
    assert.ok(ink(await page.picture(page.get("model-input"))) > 30);
    assert.equal(await page.steps("train"), paused, "a paused run stands still");

    await page.click("train-step");
    await page.until("a single step is done", async () => (await page.steps("train")) > paused);
    await sleep(1000);
    const stepped = await page.steps("train");
    assert.ok(stepped <= paused + 4, `one step went from ${paused} to ${stepped}`);

    release();
    await page.click("train-resume");
    await page.runIs("train", "idle");
    assert.equal(await page.steps("train"), 30);

    const [begun, ended] = [
      await page.number("loss-total", "data-first"),
      await page.number("loss-total"),
    ];
    assert.ok(begun > 400 && begun < 700, `the first loss is ${begun} nats`);
    assert.ok(ended < 0.6 * begun, `from ${begun} to ${ended} nats`);
    assert.ok((await page.number("loss-kl")) > 0);

    const samples = await page.pictures("train-samples");
    assert.equal(samples.length, 10);
    assert.ok(
      samples.every((sample) => ink(sample) > 0),
      "the samples are painted",
    );
    assert.equal((await page.pictures("held-out")).length, 10);
    await page.reaches("data", "ready");
  });
  host.heal();
});

test("a stopped run keeps what it learnt, and a second one starts from it", () =>
  visit({ browser, host, name: "stop" }, async (page) => {
    await page.ready();
    await page.get("source-builtin").check();
    await page.fill("builtin-train", 500);
    await page.fill("builtin-test", 100);
    await page.click("train-start");
    await page.runIs("train", "running");
    await page.until("some steps are done", async () => (await page.steps("train")) >= 12);
    await page.click("train-stop");
    await page.runIs("train", "idle");
    const learnt = await page.number("loss-total");
    const first = await page.number("loss-total", "data-first");

    await page.get("start-current").check();
    await page.fill("hyper-max-steps", 4);
    await page.click("train-start");
    await page.until("the second run is over", async () => (await page.steps("train")) === 4);
    await page.runIs("train", "idle");
    const again = await page.number("loss-total", "data-first");
    assert.ok(
      Math.abs(again - learnt) < Math.abs(again - first),
      `${first} → ${learnt}, then ${again}`,
    );
  }));

test("a recorded run is there on arrival, and goes where it is moved to", () =>
  visit({ browser, host, name: "replay", search: "#/train" }, async (page) => {
    await page.ready();
    await page.until("it is replayed", async () => (await page.number("replay-step")) > 100);
    assert.equal((await page.pictures("train-samples")).length, 10);
    const early = await page.pictures("train-samples");
    await page.get("replay-at").press("End");
    await page.until("its end is shown", async () => (await page.number("replay-step")) === 1000);
    assert.ok((await page.number("loss-total")) < 150);
    await page.until("the samples are digits", async () => {
      return !isDeepStrictEqual(await page.pictures("train-samples"), early);
    });
    assert.ok(await page.get("train-preset").isEnabled());
    assert.ok(!(await page.find("main").innerText()).includes("–"), "no dash stands for a figure");

    await page.get("beta-slider").press("Home");
    assert.equal(await page.number("beta-value"), 0);
    assert.equal(await page.get("hyper-beta").inputValue(), "0");
    await page.fill("hyper-beta", "0,1");
    assert.equal(await page.number("beta-value"), 0.1, "the field and the slider are one setting");
    await page.fill("hyper-max-steps", 3);
    await page.click("train-start");
    await page.until("the run is over", async () => (await page.steps("train")) === 3);
    await page.runIs("train", "idle");
    assert.ok(await page.get("replay").isHidden(), "what is measured here takes its place");
  }));

test("training is a copy: thrown away, the model in use is as it was, bit for bit", () =>
  visit({ browser, host, name: "copy" }, async (page) => {
    await page.ready();
    const saved = async () => {
      await page.get("weights-precision").selectOption("f32");
      const download = page.page.waitForEvent("download");
      await page.click("weights-export");
      const path = await (await download).path();
      // It lies over the button otherwise.
      const { notice } = await page.notice("exported");
      await notice.getByTestId("notice-dismiss").click();
      return createHash("sha256").update(readFileSync(path)).digest("hex");
    };
    const before = await saved();
    await page.get("source-builtin").check();
    await page.fill("builtin-train", 200);
    await page.fill("builtin-test", 40);
    await page.get("start-current").check();
    await page.fill("hyper-max-steps", 5);
    await page.click("train-start");
    await page.until("the run is over", async () => (await page.steps("train")) === 5);
    await page.runIs("train", "idle");
    assert.equal(await saved(), before, "while the copy is there");
    await page.until("the model in use is shown beside it", async () => {
      const beside = await page.pictures("train-beside");
      return beside.length === 10 && beside.every((sample) => ink(sample) > 0);
    });
    assert.notDeepEqual(await page.pictures("train-beside"), await page.pictures("train-samples"));
    await page.click("trained-discard");
    await page.until("it is thrown away", () => page.get("trained-made").isHidden());
    assert.equal(await saved(), before);
    assert.ok(await page.get("trained-gone").isVisible(), "what happened is said");
    assert.ok(await page.get("beside-box").isHidden());

    await page.click("train-start");
    await page.until("the copy is there", () => page.get("trained-made").isVisible());
    await page.click("trained-use");
    await page.until("it is in use", async () => {
      return (await page.text("model-name")) === "trained here, 5 steps";
    });
    assert.ok(await page.get("trained-made").isHidden());
    assert.ok(await page.get("trained-used").isVisible(), "what happened is said");
    assert.ok(await page.get("trained-gone").isHidden());
    assert.notEqual(await saved(), before);
  }));

test("while it trains the page draws, encodes and does not freeze", () =>
  visit({ browser, host, name: "responsive" }, async (page) => {
    await page.ready();
    await page.get("source-builtin").check();
    await page.fill("builtin-train", 500);
    await page.fill("builtin-test", 100);
    // Far more than the steps of these few seconds.
    await page.fill("hyper-epochs", 1000);
    await page.click("train-start");
    await page.until("some steps are done", async () => (await page.steps("train")) >= 8);
    const before = await page.steps("train");
    const gaps = page.page.evaluate(frameGaps, 3000);
    await page.strokes(THREE);
    const encodings = await page.encodings();
    await page.until("it is encoded", async () => (await page.encodings()) > encodings, 10_000);
    const worst = Math.max(...(await gaps));
    assert.ok(worst < 500, `the page stood still for ${worst} ms`);
    assert.equal(await page.state("run"), "pretrain");
    assert.ok((await page.steps("train")) > before, "training went on meanwhile");
    await page.accessible("while it trains");
    await page.click("train-stop");
    await page.runIs("train", "idle");
  }));

/** Runs in the page: the times between its frames, in ms. @param {number} duration ms */
async function frameGaps(duration) {
  const gaps = [];
  const end = performance.now() + duration;
  for (let last = performance.now(); last < end; ) {
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    gaps.push(now - last);
    last = now;
  }
  return gaps;
}

test("the same seed trains the same, to the last bit of the last loss", async () => {
  /** @type {number[]} */
  const losses = [];
  for (let run = 0; run < 2; run++) {
    await visit({ browser, host, name: "seed" }, async (page) => {
      await page.ready();
      await page.get("source-builtin").check();
      await page.fill("builtin-train", 500);
      await page.fill("builtin-test", 100);
      await page.fill("hyper-seed", 7);
      await page.fill("hyper-max-steps", 8);
      await page.click("train-start");
      await page.until("the run is over", async () => (await page.steps("train")) === 8);
      await page.runIs("train", "idle");
      losses.push(await page.number("loss-total"));
    });
  }
  assert.equal(losses[0], losses[1]);
});
