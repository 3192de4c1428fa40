/** Chromium, and what went wrong in it that no test asked about. */

import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { Visit } from "./visit.mjs";

/** @typedef {import("playwright-core").Browser} Browser */
/** @typedef {import("playwright-core").BrowserContextOptions} ContextOptions */
/** @typedef {import("./server.mjs").Host} Host */

const PLACES = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Whatever the page may ask for, only the test's own host can answer. */
const ALONE = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"];
/** As in a container, where Chromium's sandbox cannot be set up and /dev/shm is small. */
const PLAIN = ["--no-sandbox", "--disable-dev-shm-usage"];
const GPU = {
  none: ["--disable-gpu", "--disable-features=WebGPU,WebGPUService"],
  /** WebGPU computed by the CPU: right, and slow. */
  software: [
    "--disable-gpu-sandbox",
    "--enable-unsafe-webgpu",
    "--use-webgpu-adapter=swiftshader",
    "--enable-features=Vulkan",
  ],
};

export const SCREENSHOTS = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));

/**
 * @param {keyof typeof GPU} [gpu]
 * @param {import("playwright-core").LaunchOptions} [options]
 * @returns {Promise<Browser>}
 */
export function openBrowser(gpu = "none", options = {}) {
  const executablePath = PLACES.find((place) => place && existsSync(place));
  if (!executablePath)
    throw new Error("Chromium is missing: name it in the environment, CHROMIUM=…");
  const args = [...ALONE, ...PLAIN, ...GPU[gpu], ...(options.args ?? [])];
  return chromium.launch({ executablePath, ...options, args });
}

/**
 * Opens the page, uses it, and then asks whether anything went wrong beside: an error in the
 * console, an exception nobody caught, a request to another origin. A failed use leaves a
 * screenshot.
 *
 * @param {object} place
 * @param {Browser} place.browser
 * @param {Host} place.host
 * @param {string} [place.search] `?device=…`
 * @param {ContextOptions} [place.context]
 * @param {RegExp[]} [place.expected] Console errors that the test provokes.
 * @param {string} place.name For the screenshot.
 * @param {(visit: Visit) => Promise<void>} use
 */
export async function visit({ browser, host, search = "", context, expected = [], name }, use) {
  const visitor = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...context });
  const page = await visitor.newPage();
  /** @type {string[]} */
  const problems = [];
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    const text = `${message.text()} (${message.location().url})`;
    if (!expected.some((pattern) => pattern.test(text))) problems.push(`console: ${text}`);
  });
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.stack ?? error.message}`));
  visitor.on("request", (request) => {
    const { origin, protocol, href } = new URL(request.url());
    if (!["blob:", "data:"].includes(protocol) && origin !== host.origin)
      problems.push(`elsewhere: ${href}`);
  });
  try {
    await page.goto(host.url + search);
    const visited = new Visit(page);
    await use(visited);
    await visited.accessible("at the end");
    if (host.strays.length > 0) problems.push(`outside the page's path: ${host.strays.join(" ")}`);
    if (problems.length > 0) throw new Error(`Beside what was tested:\n${problems.join("\n")}`);
  } catch (error) {
    mkdirSync(SCREENSHOTS, { recursive: true });
    const path = `${SCREENSHOTS}failed-${name}.png`;
    // A page that has crashed cannot be shown; the error itself matters more.
    await page.screenshot({ path, fullPage: true }).catch(() => {});
    if (error instanceof Error) error.message += `\n(screenshot: ${path})\n${problems.join("\n")}`;
    throw error;
  } finally {
    await visitor.close();
  }
}
