/**
 * What the page itself is like: how soon it is useful, what it weighs, how it adapts and encodes.
 */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { ENGINES } from "../www/bench/engines.js";
import { median, round, spread } from "../www/bench/statistics.js";
import { ChromiumContestant, openChromium } from "./chromium.mjs";

/** @typedef {import("./host.mjs").Host} Host */

/** A seven, from (0, 0) to (1, 1) of the pad. */
const SEVEN = [
  [0.3, 0.25],
  [0.5, 0.25],
  [0.7, 0.25],
  [0.64, 0.38],
  [0.58, 0.5],
  [0.52, 0.65],
  [0.46, 0.8],
];

/** As MNIST's own files are called. */
export const MNIST = {
  train: { images: "train-images-idx3-ubyte.gz", labels: "train-labels-idx1-ubyte.gz" },
  test: { images: "t10k-images-idx3-ubyte.gz", labels: "t10k-labels-idx1-ubyte.gz" },
};

/** The wasm files of a built page. @param {string} site */
export function artefacts(site) {
  const folders = { plain: "", fma: "engine-fma/", webgpu: "engine-webgpu/" };
  /** @type {Record<string, {path: string, raw: number, gzip: number, brotli: number}>} */
  const all = {};
  for (const [name, folder] of Object.entries(folders)) {
    const path = `${folder}metavae_bg.wasm`;
    const file = join(site, path);
    if (!existsSync(file)) continue;
    const wasm = readFileSync(file);
    const gzip = gzipSync(wasm, { level: 9 }).length;
    all[name] = { path, raw: wasm.length, gzip, brotli: brotliCompressSync(wasm).length };
  }
  return all;
}

/**
 * From the start of the navigation, in a browser without a cache, until the reconstruction of a
 * digit that was drawn with the mouse is on the screen. The hand is a program's and takes no time
 * of its own: it draws as soon as the page listens.
 *
 * @param {Host} host
 * @param {string} site
 * @param {number} times
 */
export async function firstEncode(host, site, times) {
  const drawn = [];
  const shown = [];
  /** @type {string[]} */
  let paths = [];
  for (let time = 0; time < times; time++) {
    host.sent.clear();
    const browser = await openChromium("none");
    try {
      const page = await (
        await browser.newContext({ viewport: { width: 1280, height: 900 } })
      ).newPage();
      await page.addInitScript(watchEncodings);
      await page.goto(host.url, { waitUntil: "commit" });
      // Set by the first render, when everything on the page listens.
      await page.locator("html[data-theme]").waitFor({ state: "attached" });
      const pad = await page.getByTestId("pad").boundingBox();
      if (!pad) throw new Error("The page has no drawing pad.");
      const at = (/** @type {number[]} */ [x, y]) =>
        /** @type {const} */ ([pad.x + x * pad.width, pad.y + y * pad.height]);
      await page.mouse.move(...at(SEVEN[0]));
      await page.mouse.down();
      for (const point of SEVEN.slice(1)) await page.mouse.move(...at(point));
      await page.mouse.up();
      const seen = await page.evaluate(restedEncodings);
      const last = seen.at(-1);
      if (last?.source !== "drawing")
        throw new Error(`The drawing was not encoded: ${JSON.stringify(seen)}.`);
      drawn.push(last.ms / 1000);
      shown.push(seen[0].ms / 1000);
      paths = [...host.sent.keys()];
    } finally {
      await browser.close();
    }
  }
  const bodies = paths.map((path) => readFileSync(join(site, path)));
  const total = (/** @type {number[]} */ lengths) =>
    lengths.reduce((sum, length) => sum + length, 0);
  return {
    seconds: mapSpread(drawn),
    firstPictureSeconds: mapSpread(shown),
    requests: paths.length,
    bytesRaw: total(bodies.map((body) => body.length)),
    bytesBrotli: total(bodies.map((body) => brotliCompressSync(body).length)),
  };
}

/** In the page, before it: notes when each encoding was on the screen. */
function watchEncodings() {
  /** @type {{ms: number, source: string | undefined}[]} */
  const seen = [];
  /** @type {any} */ (globalThis).encodings = seen;
  addEventListener("DOMContentLoaded", () => {
    const panel = document.querySelector('[data-testid="draw-panel"]');
    if (!(panel instanceof HTMLElement)) return;
    const note = () => {
      const { source } = panel.dataset;
      // After the next frame, that is: painted.
      requestAnimationFrame(() => requestAnimationFrame((ms) => seen.push({ ms, source })));
    };
    new MutationObserver(note).observe(panel, {
      attributes: true,
      attributeFilter: ["data-encoded"],
    });
  });
}

/** In the page: its encodings, once a drawing's is among them and no more come. */
async function restedEncodings() {
  const seen = /** @type {{ms: number, source: string}[]} */ (
    /** @type {any} */ (globalThis).encodings
  );
  for (let rest = 0, count = 0, waited = 0; rest < 20 && waited < 600; waited++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    rest = seen.length === count && seen.some(({ source }) => source === "drawing") ? rest + 1 : 0;
    count = seen.length;
  }
  return seen;
}

/**
 * Compiling each wasm from bytes that are there already: what a visit without a code cache pays.
 *
 * @param {Host} host
 * @param {Record<string, {path: string}>} wasms
 * @param {number} times
 */
export async function compile(host, wasms, times) {
  const browser = await openChromium("none");
  try {
    const page = await browser.newPage();
    await page.goto(`${host.url}bench.html?driven`);
    /** @type {Record<string, import("../www/bench/statistics.js").Spread>} */
    const all = {};
    for (const [name, { path }] of Object.entries(wasms)) {
      all[name] = mapSpread(
        await page.evaluate(
          async ([path, times]) => {
            const bytes = await (await fetch(path)).arrayBuffer();
            const took = [];
            for (let time = 0; time < times; time++) {
              const began = performance.now();
              await WebAssembly.compile(bytes);
              took.push(performance.now() - began);
            }
            return took;
          },
          /** @type {const} */ ([path, times]),
        ),
      );
    }
    return all;
  } finally {
    await browser.close();
  }
}

/**
 * Our CPU engine at what visitors do with it, through the page's own commands.
 *
 * @param {Host} host
 * @param {import("../www/bench/types.js").Entry["id"]} id Which engine.
 * @param {object} options
 * @param {number} options.steps How many steps memory is watched over.
 * @param {string | null} options.mnist Where the host serves MNIST.
 * @param {(text: string) => void} options.tell
 */
export async function visitorsWork(host, id, { steps, mnist, tell }) {
  const entry = ENGINES.find((engine) => engine.id === id);
  if (!entry) throw new Error(`There is no engine ${id}.`);
  const engine = await ChromiumContestant.launch(entry, host.url, "software");
  try {
    await engine.open();
    tell("encoding a drawing");
    await engine.ask("encode", 20);
    const encodeMs = mapSpread(await engine.ask("encode", 60));
    tell("fine-tuning on ten drawings");
    const fineTune = [];
    for (let time = 0; time < 3; time++) fineTune.push(await engine.ask("fineTune"));
    tell(`memory over ${steps} steps`);
    await engine.ask("run", 50);
    const before = await engine.ask("memory");
    await engine.ask("run", steps);
    const after = await engine.ask("memory");
    if (mnist) tell("one epoch of MNIST");
    const epoch = mnist ? await engine.ask("epoch", mnist, MNIST) : null;
    return {
      encodeMs,
      fineTune10x50Seconds: mapSpread(fineTune),
      memory: { steps, bytesBefore: before, bytesAfter: after, growth: after - before },
      epoch,
    };
  } finally {
    await engine.close();
  }
}

/** @param {number[]} values */
function mapSpread(values) {
  const { min, max } = spread(values);
  return { median: round(median(values)), min: round(min), max: round(max) };
}
