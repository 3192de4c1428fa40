/**
 * The page's nine fetches over a host that fails, in Node: the flows as the page wires them, the
 * real engine, a real connection; only the deadlines are shorter.
 */

// First: the page's modules ask for it as they start.
import "./build-of-dist.js";

import assert from "node:assert/strict";
import { resolveObjectURL } from "node:buffer";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Files } from "../../www/app/files.js";
import { versioned } from "../../www/engine/build.js";
import { spawn } from "../../www/engine/spawn.js";
import { dataFlow } from "../../www/flows/data.js";
import { metaWeightsFlow } from "../../www/flows/meta-weights.js";
import { trainFlow } from "../../www/flows/train.js";
import { weightsFlow } from "../../www/flows/weights.js";
import { load } from "../../www/worker/load.js";
import { DIST } from "../e2e/server.mjs";
import { realPage } from "../js/real/page.js";

/** @typedef {import("../e2e/server.mjs").Host} Host */
/** @typedef {Awaited<ReturnType<typeof realPage>>} Page */

/** A tenth of the page's own. */
export const SCALE = 10;
export const PATIENCE = { headers: 1500, silence: 2000, slow: 1000, pause: 50, again: 500 };

const NO_FILES = { trainImages: null, trainLabels: null, testImages: null, testLabels: null };
const FORM = { train: 30, test: 10, seed: 1, files: NO_FILES };
const SETTINGS = {
  learningRate: 1e-3,
  batchSize: 8,
  epochs: 1,
  maxSteps: 2,
  beta: 1,
  reduction: /** @type {const} */ ("sum"),
  seed: 1,
};
const ALGORITHM = /** @type {const} */ ("prototypes");

/**
 * One fetch of the page: where from, how it is set off, and what of it can be seen.
 * @typedef {object} Fetched
 * @property {string} name
 * @property {string} path Below the page's address.
 * @property {RegExp} names What a sentence about it names.
 * @property {(page: Page) => Promise<Driven>} drive
 */
/**
 * @typedef {object} Driven
 * @property {() => Promise<unknown>} act Settles when the page does not wait any more.
 * @property {() => Promise<unknown>} again The way on.
 * @property {() => boolean} arrived
 * @property {() => string | null} said
 * @property {() => boolean} slow Whether it is said to be slow.
 * @property {() => void} stop
 */

/** @param {import("node:test").TestContext} test @param {Host} host */
export async function openPage(test, host) {
  const page = await realPage(test);
  page.context.files = new Files({
    store: page.store,
    fetcher: fetch,
    url: (path) => `${host.url}www/${path}`,
    patience: PATIENCE,
  });
  return page;
}

/** @param {Page} page */
const noticed = (page) => page.store.get().notices.filter(({ code }) => code !== "slow");
/** @param {Page} page */
const isSlow = (page) => page.store.get().notices.some(({ code }) => code === "slow");

/** @param {Page} page @returns {Promise<Driven>} */
async function data(page) {
  const flow = dataFlow(page.context);
  flow.choose("shards");
  const over = async () => {
    await page.until(({ data }) => data.status !== "loading" && !data.shards.some(isUnderWay));
    // What is said of it follows.
    await new Promise((resolve) => setTimeout(resolve, 10));
  };
  return {
    act: async () => {
      await flow.load(FORM);
      await over();
    },
    again: async () => {
      if (page.store.get().data.shards.length > 0) await flow.retry();
      else await flow.load(FORM);
      await over();
    },
    arrived: () => page.store.get().data.status === "ready",
    said: () => noticed(page)[0]?.text ?? page.store.get().data.problem,
    slow: () => isSlow(page),
    stop: flow.stop,
  };
}
/** @param {{status: string}} shard */
const isUnderWay = ({ status }) => status === "waiting" || status === "fetching";

/** @param {Page} page @returns {Promise<Driven>} */
async function weights(page) {
  const flow = weightsFlow(page.context);
  return {
    act: flow.download,
    again: flow.download,
    arrived: () => page.store.get().weights.name === "vae-mnist",
    said: () => noticed(page)[0]?.text ?? null,
    slow: () => isSlow(page),
    stop: () => page.context.files.stopSlow(),
  };
}

/** @param {Page} page @returns {Promise<Driven>} */
async function provenance(page) {
  const driven = await weights(page);
  return {
    ...driven,
    act: weightsFlow(page.context).describe,
    arrived: () => page.store.get().weights.provenance !== null,
    said() {
      const { unknown } = page.store.get().weights;
      return unknown && `vae-mnist.json did not arrive: ${unknown}.`;
    },
  };
}

/** @param {Page} page @returns {Promise<Driven>} */
async function meta(page) {
  await page.pretrained();
  const flow = metaWeightsFlow(page.context);
  /** @type {string | null} */
  let said = null;
  const act = async () => {
    try {
      await flow.ensure(ALGORITHM);
      said = null;
    } catch (error) {
      said = error instanceof Error ? error.message : String(error);
    }
  };
  return {
    act,
    again: act,
    arrived: () => page.heard.some(({ type }) => type === "metaWeightsLoaded"),
    said: () => said,
    slow: () => isSlow(page),
    stop: flow.stop,
  };
}

/** The engine's files, from the host, as the worker has them. @param {Host} host */
const engineFrom = (host) => async () => {
  const script = readFileSync(join(DIST, "metavae.js")).toString("base64");
  let slow = false;
  let arrived = false;
  /** @type {string | null} */
  let said = null;
  const act = async () => {
    try {
      await load(`${host.url}metavae.js`, {
        fetcher: fetch,
        // Node imports nothing by http; that it came is the fetch's business.
        importer: () => import(`data:text/javascript;base64,${script}#${Math.random()}`),
        tell: (fetching) => (slow ||= fetching.slow),
        patience: PATIENCE,
      });
      arrived = true;
    } catch (error) {
      said = /** @type {{message: string}} */ (error).message;
    }
  };
  return { act, again: act, arrived: () => arrived, said: () => said, slow: () => slow, stop() {} };
};

/** Who waits for a worker of which script. @type {Map<string, () => void>} */
const started = new Map();

/** Node has no such workers: this one only says what it is to import. */
class Started {
  /** @param {string} line @param {{type: string}} options */
  constructor(line, { type }) {
    assert.equal(type, "module");
    void resolveObjectURL(line)
      ?.text()
      .then((text) => started.get(JSON.parse(/"[^"]+"/.exec(text)?.[0] ?? "null"))?.());
  }
  terminate() {}
}
Object.assign(globalThis, { Worker: Started });

/** The worker's script: what starts one is fetched before. @param {Host} host */
const workerFrom = (host) => async () => {
  let arrived = false;
  let slow = false;
  /** @type {string | null} */
  let said = null;
  const script = `${host.url}www/worker/worker.js`;
  started.set(versioned(script), () => (arrived = true));
  const act = () =>
    /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        const spawned = spawn(script, fetch, PATIENCE);
        spawned.told = (told) => (slow ||= "fetching" in told && told.fetching?.slow === true);
        const done = () => {
          clearInterval(timer);
          resolve();
        };
        const timer = setInterval(() => arrived && done(), 10);
        spawned.onerror = ({ message }) => {
          said = `The engine stopped unexpectedly (${message}).`;
          done();
        };
      })
    );
  return { act, again: act, arrived: () => arrived, said: () => said, slow: () => slow, stop() {} };
};

/** @param {Host} host @param {string} shard @returns {Fetched[]} */
export function fetches(host, shard) {
  const offers = JSON.parse(readFileSync(join(DIST, "www/weights/meta.json"), "utf8"));
  const { file } = offers.find((/** @type {any} */ each) => each.algorithm === ALGORITHM);
  const [engine, worker] = [engineFrom(host), workerFrom(host)];
  return [
    ["the list of shards", "www/data/manifest.json", /manifest\.json|no MNIST shards/, data],
    ["a shard", `www/data/${shard}`, /\.shard/, data],
    ["the weights", "www/weights/vae-mnist.safetensors", /vae-mnist\.safetensors/, weights],
    ["what is known of them", "www/weights/vae-mnist.json", /vae-mnist\.json/, provenance],
    ["the list of meta-trained weights", "www/weights/meta.json", /meta\.json/, meta],
    ["meta-trained weights", `www/weights/${file}`, /\.safetensors/, meta],
    ["the engine's script", "metavae.js", /metavae\.js/, engine],
    ["the engine", "metavae_bg.wasm", /metavae_bg\.wasm/, engine],
    ["the worker's script", "www/worker/worker.js", /worker\.js/, worker],
  ].map(([name, path, names, drive]) => /** @type {Fetched} */ ({ name, path, names, drive }));
}

/** Training that waits for data is stopped. @param {Page} page */
export async function stoppedWhileGetting(page) {
  const flow = dataFlow(page.context);
  flow.choose("shards");
  const train = trainFlow(page.context, {
    loadData: () => flow.load(FORM),
    stopData: flow.stop,
    refreshDrawing() {},
  });
  const run = () => page.store.get().train.run.status;
  const started = train.start("scratch", SETTINGS);
  await page.until(({ train }) => train.run.status === "starting");
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(run(), "starting", "it waits for the host");
  const begun = performance.now();
  await train.stop();
  await started;
  assert.ok(performance.now() - begun < 500, "Stop is answered at once");
  assert.equal(run(), "idle");
}
