/** Which device the engine runs on: what is asked for, what is there, and what is said about it. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, visit } from "./browser.mjs";
import { Host } from "./server.mjs";
import { THREE } from "./strokes.mjs";
import { likeness } from "./visit.mjs";

/** Compiling the large engine and its first shaders on a busy machine's software GPU. */
const SOFTWARE_GPU_MS = 600_000;

/** @type {Host} */
let host;
/** @type {import("playwright-core").Browser} */
let plain;
/** @type {import("playwright-core").Browser} */
let software;
before(async () => {
  host = await Host.open();
  plain = await openBrowser();
  software = await openBrowser("software");
});
after(async () => {
  await plain?.close();
  await software?.close();
  await host?.close();
});

/** @param {import("./visit.mjs").Visit} page */
const adapter = (page) =>
  page.page.evaluate(async () => {
    const { gpu } = /** @type {{gpu?: GPU}} */ (navigator);
    const found = await gpu?.requestAdapter();
    return found
      ? { vendor: found.info.vendor, profiled: found.features.has("timestamp-query") }
      : null;
  });

test("asked for without a GPU, WebGPU's absence is said and the CPU does the work", () =>
  visit({ browser: plain, host, search: "?device=webgpu", name: "no-gpu" }, async (page) => {
    await page.ready();
    assert.equal(await adapter(page), null, "this browser has no adapter");
    const { notice, text } = await page.notice("no-webgpu");
    assert.equal(await notice.getAttribute("data-kind"), "warning");
    assert.match(text, /WebGPU/);
    assert.match(text, /CPU/);
    assert.equal(await page.state("device"), "cpu");
    await page.draw(THREE);
  }));

test("left to choose, the page prefers the CPU to a software adapter, and says why", async () => {
  host.requests.length = 0;
  await visit({ browser: software, host, name: "auto" }, async (page) => {
    await page.ready();
    assert.ok(await adapter(page), "there is an adapter to decide about");
    await page.until(
      "the reason is said",
      async () => (await page.text("status-device-reason")).length > 0,
    );
    assert.match(await page.text("status-device-reason"), /software|emulat/i);
    assert.equal(await page.state("device"), "cpu");
    await page.draw(THREE);
  });
  assert.deepEqual(
    host.requests.filter((path) => path.startsWith("engine-webgpu/")),
    [],
  );
});

test("?device=cpu is obeyed where there is an adapter", () =>
  visit({ browser: software, host, search: "?device=cpu", name: "cpu" }, async (page) => {
    await page.ready();
    await page.draw(THREE);
    assert.equal(await page.state("device"), "cpu");
  }));

test("a device that does not exist is said", () =>
  visit({ browser: plain, host, search: "?device=abacus", name: "abacus" }, async (page) => {
    await page.ready();
    const { text } = await page.notice("device-wish");
    assert.match(text, /abacus/);
  }));

test("?device=webgpu fetches the large engine, encodes as the CPU does, and trains", async () => {
  /** @type {number[]} */
  let seen = [];
  /** @type {number[]} */
  let onCpu = [];
  await visit(
    { browser: software, host, search: "?device=cpu", name: "webgpu-cpu" },
    async (page) => {
      await page.ready();
      await page.draw(THREE);
      seen = await page.picture(page.get("model-input"));
      onCpu = await page.picture(page.get("model-reconstruction"));
    },
  );
  await visit(
    { browser: software, host, search: "?device=webgpu", name: "webgpu" },
    async (page) => {
      page.page.setDefaultTimeout(SOFTWARE_GPU_MS);
      const found = await adapter(page);
      assert.ok(found, "the software adapter is there");
      assert.ok(found.profiled, "with what burn needs");
      await page.reaches("device", "webgpu", SOFTWARE_GPU_MS);
      await page.ready();
      assert.ok(host.requests.includes("engine-webgpu/metavae_bg.wasm"));
      assert.match(await page.text("status-device"), /GPU/);

      await page.draw(THREE);
      // A software GPU takes seconds for an encoding: wait for that of the last stroke.
      await page.until(
        "the whole drawing is seen",
        async () => {
          return likeness(seen, await page.picture(page.get("model-input"))) > 0.999;
        },
        SOFTWARE_GPU_MS,
      );
      const onGpu = await page.picture(page.get("model-reconstruction"));
      assert.ok(likeness(onCpu, onGpu) > 0.99, `likeness ${likeness(onCpu, onGpu)}`);

      await page.get("source-builtin").check();
      await page.fill("builtin-train", 100);
      await page.fill("builtin-test", 10);
      await page.fill("hyper-batch-size", 16);
      await page.fill("hyper-max-steps", 6);
      await page.click("train-start");
      await page.until(
        "the run is over",
        async () => (await page.steps("train")) === 6,
        SOFTWARE_GPU_MS,
      );
      await page.runIs("train", "idle", SOFTWARE_GPU_MS);
      const [begun, ended] = [
        await page.number("loss-total", "data-first"),
        await page.number("loss-total"),
      ];
      assert.ok(begun > 400 && begun < 700, `the first loss is ${begun} nats`);
      assert.ok(ended < begun, `from ${begun} to ${ended} nats`);
    },
  );
});
