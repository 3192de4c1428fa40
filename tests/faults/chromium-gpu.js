/**
 * A GPU that is really lost, in the built page on Chromium's software adapter: the
 * browser's process for the GPU is killed, or reads in the page's own worker fail.
 */

import assert from "node:assert/strict";

import { openBrowser } from "../e2e/browser.mjs";
import { Host } from "../e2e/server.mjs";
import { THREE } from "../e2e/strokes.mjs";
import { Visit } from "../e2e/visit.mjs";

/** A software GPU compiles its shaders, encodes and steps in seconds, beside a busy neighbour. */
const PATIENCE_MS = 180_000;

/** In each worker, before an engine opens: says if it has a device, and answers reads as told. */
const LISTEN = `(() => {
  const adapters = globalThis.GPUAdapter?.prototype;
  if (!adapters) return;
  const request = adapters.requestDevice;
  const map = GPUBuffer.prototype.mapAsync;
  self.hasDevice = false;
  self.reads = "answered";
  adapters.requestDevice = async function (...words) {
    const device = await request.apply(this, words);
    self.hasDevice = true;
    return device;
  };
  GPUBuffer.prototype.mapAsync = function (...words) {
    if (self.reads === "rejected") return Promise.reject(new DOMException("lost", "OperationError"));
    if (self.reads === "never") return new Promise(() => {});
    return map.apply(this, words);
  };
})()`;
const NO_ADAPTER = "navigator.gpu.requestAdapter = async () => null";

class Lossy {
  /** What is done to workers that start from now on. @type {string[]} */
  early = [LISTEN];
  trained = false;

  /** @param {Visit} page @param {import("playwright-core").Browser} browser */
  constructor(page, browser) {
    this.page = page;
    this.browser = browser;
    page.page.on("worker", (worker) => {
      for (const words of this.early) worker.evaluate(words).catch(() => {});
    });
  }

  /** In the worker that has a GPU. @param {string} words */
  async inWorker(words) {
    for (const worker of this.page.page.workers()) {
      const has = await worker.evaluate("self.hasDevice === true").catch(() => false);
      if (!has) continue;
      await worker.evaluate(words);
      return;
    }
    assert.fail("no worker has a GPU");
  }

  /** Chromium's process for the GPU ends, and every device with it. */
  async crash() {
    const session = await this.browser.newBrowserCDPSession();
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    const gpu = processInfo.find(({ type }) => type === "GPU");
    assert.ok(gpu, "Chromium has a process for the GPU");
    process.kill(gpu.id, "SIGKILL");
  }

  async trains() {
    this.trained = true;
    await this.page.click("source-builtin");
    await this.page.fill("builtin-train", 60);
    await this.page.fill("builtin-test", 20);
    await this.page.fill("hyper-batch-size", 8);
    await this.page.click("train-start");
    await this.page.until("a step is taken", async () => (await this.page.steps("train")) > 0);
  }

  async replaced() {
    const { notice, text } = await this.page.notice("engine-restored");
    await notice.getByTestId("notice-dismiss").click();
    return text;
  }
}

/** @type {Record<string, (lossy: Lossy) => Promise<void>>} */
const LOSSES = {
  "lost while a drawing waits": async (lossy) => {
    await lossy.page.strokes(THREE);
    await lossy.crash();
    await lossy.replaced();
  },
  "lost in a run": async (lossy) => {
    await lossy.trains();
    await lossy.crash();
    assert.match(await lossy.replaced(), /run was cut off/);
  },
  "reads rejected in a run": async (lossy) => {
    await lossy.trains();
    await lossy.inWorker('self.reads = "rejected"');
    assert.match(await lossy.replaced(), /run was cut off/);
  },
  "reads that never answer": async (lossy) => {
    await lossy.inWorker('self.reads = "never"');
    await lossy.page.strokes(THREE);
    const { notice, text } = await lossy.page.notice("engine-silent");
    assert.match(text, /not answered for 6\d seconds/);
    await notice.getByTestId("notice-action").click();
    await lossy.replaced();
  },
  "no adapter is left": async (lossy) => {
    lossy.early.push(NO_ADAPTER);
    await lossy.crash();
    await lossy.replaced();
    assert.equal(await lossy.page.state("device"), "cpu");
  },
  "lost twice": async (lossy) => {
    for (const device of ["webgpu", "cpu"]) {
      await lossy.crash();
      await lossy.replaced();
      assert.equal(await lossy.page.state("device"), device);
    }
  },
};

/** @param {import("./faults.js").Faults} faults */
export async function realLosses(faults) {
  const host = await Host.open();
  try {
    for (const [name, loss] of Object.entries(LOSSES)) {
      await faults.attempt(`in Chromium: ${name}`, () => lost(host, loss), PATIENCE_MS);
    }
  } finally {
    await host.close();
  }
}

/**
 * In a browser of its own: Chromium counts how often its GPU was lost.
 *
 * @param {Host} host
 * @param {(lossy: Lossy) => Promise<void>} loss
 */
async function lost(host, loss) {
  const browser = await openBrowser("software");
  try {
    const page = new Visit(await browser.newPage());
    const lossy = new Lossy(page, browser);
    await page.page.goto(`${host.url}?device=webgpu`);
    await page.reaches("device", "webgpu", PATIENCE_MS);
    await page.ready();
    const [weights, drawn] = [await page.text("status-weights"), await page.encodings()];
    await loss(lossy);
    // It goes on, with what it had; a run that was cut off, with its checkpoint.
    if (!lossy.trained) assert.equal(await page.text("status-weights"), weights);
    await page.clear();
    await page.strokes(THREE);
    await page.until("it encodes again", async () => (await page.encodings()) > drawn, PATIENCE_MS);
  } finally {
    await browser.close();
  }
}
