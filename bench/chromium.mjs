/**
 * An engine in a Chromium of its own: whatever it allocates, compiles or breaks there is its own.
 */

import { chromium } from "playwright-core";

/** @typedef {import("../www/bench/types.js").Contestant} Contestant */
/** @typedef {import("../www/bench/types.js").Entry} Entry */
/** @typedef {import("playwright-core").Page} Page */

/** As in a container, where Chromium's sandbox cannot be set up and /dev/shm is small. */
const PLAIN = [
  "--no-sandbox",
  "--disable-dev-shm-usage",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];
const FLAGS = {
  none: ["--disable-gpu", "--disable-features=WebGPU,WebGPUService"],
  /** WebGPU and WebGL, computed by the CPU. */
  software: [
    "--disable-gpu-sandbox",
    "--enable-unsafe-webgpu",
    "--use-webgpu-adapter=swiftshader",
    "--enable-unsafe-swiftshader",
    "--enable-features=Vulkan",
  ],
  /** The machine's own GPU, through Vulkan. */
  hardware: [
    "--disable-gpu-sandbox",
    "--enable-unsafe-webgpu",
    "--ignore-gpu-blocklist",
    "--enable-features=Vulkan",
    "--use-angle=vulkan",
  ],
};

/** @typedef {keyof typeof FLAGS} Gpu */

/** @param {Gpu} gpu */
export function openChromium(gpu) {
  const executablePath = process.env.CHROMIUM;
  if (!executablePath)
    throw new Error("Chromium is missing: name it in the environment, CHROMIUM=…");
  return chromium.launch({ executablePath, args: [...PLAIN, ...FLAGS[gpu]] });
}

/** @implements {Contestant} */
export class ChromiumContestant {
  #browser;
  #page;

  /** @param {import("playwright-core").Browser} browser @param {Page} page */
  constructor(browser, page) {
    this.#browser = browser;
    this.#page = page;
  }

  /** @param {Entry} entry @param {string} url The host's. @param {Gpu} gpu */
  static async launch(entry, url, gpu) {
    const browser = await openChromium(entry.runs === "gpu" ? gpu : "none");
    const page = await browser.newPage();
    // Long work is limited by the contest, not by the driver.
    page.setDefaultTimeout(0);
    await page.goto(`${url}bench.html?driven`);
    await page.evaluate(async (entry) => {
      const { Driven } = await import(new URL("www/bench/driven.js", location.href).href);
      /** @type {any} */ (globalThis).driven = new Driven(entry);
    }, entry);
    return new ChromiumContestant(browser, page);
  }

  /** The page makes the task itself, from the same seed and the same file. */
  open() {
    return this.ask("open");
  }
  first() {
    return this.ask("first");
  }
  async agree() {
    const { gradient, ...answer } = await this.ask("agree");
    const bytes = Buffer.from(gradient, "base64");
    return {
      ...answer,
      gradient: new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4),
    };
  }
  /** @param {number} steps */
  settle(steps) {
    return this.ask("settle", steps);
  }
  /** @param {number} steps */
  window(steps) {
    return this.ask("window", steps);
  }

  /** @param {string} what @param {unknown[]} args @returns {Promise<any>} */
  async ask(what, ...args) {
    const answer = await this.#page.evaluate(
      ([what, args]) => /** @type {any} */ (globalThis).driven.ask(what, ...args),
      /** @type {const} */ ([what, args]),
    );
    if ("error" in answer) throw new Error(answer.error);
    return answer.answer;
  }

  close() {
    return this.#browser.close();
  }
}
