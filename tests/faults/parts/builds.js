/**
 * `builds`: one file of another build among the page's. It is found, said, and left by "Reload"; no
 * request is left without an answer.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { EngineClient } from "../../../www/engine/client.js";
import { openBrowser } from "../../e2e/browser.mjs";
import { DIST, Host } from "../../e2e/server.mjs";
import { Visit } from "../../e2e/visit.mjs";
import { FakeWorker } from "../../js/fake-worker.js";
import { realPage } from "../../js/real/page.js";
import { BUILT } from "../build-of-dist.js";

/** @typedef {import("../faults.js").Faults} Faults */

const OTHER = "0123456789abcdef";
/** Ten times what the slowest took on two busy cores. */
const PATIENCE_MS = 120_000;
/** How long a question to the browser may be without an answer before it is put again. */
const ANSWER_MS = 1_000;
const FILES = {
  page: "www/main.js",
  worker: "www/worker/worker.js",
  peer: "www/worker/peer.js",
  glue: "engine-fma/metavae.js",
  wasm: "engine-fma/metavae_bg.wasm",
};

/** @param {Faults} faults */
export async function run(faults) {
  const browser = await openBrowser();
  try {
    for (const [name, path] of Object.entries(FILES))
      await faults.attempt(
        `the ${name} of another build`,
        () => mixed(browser, name, path),
        PATIENCE_MS,
      );
  } finally {
    await browser.close();
  }
  await faults.attempt("an event that the page does not know", unknownEvent);
  await faults.attempt("a command that the engine does not know", unknownCommand);
}

/** As another build would have it. @param {string} path */
function ofAnother(path) {
  const text = readFileSync(join(DIST, path)).toString("latin1");
  assert.ok(text.includes(BUILT), `${path} has its build's id`);
  return Buffer.from(text.replaceAll(BUILT, OTHER), "latin1");
}

/**
 * @param {import("playwright-core").Browser} browser
 * @param {string} name
 * @param {string} path
 */
async function mixed(browser, name, path) {
  const host = await Host.open();
  const visitor = await browser.newContext();
  const page = new Visit(await visitor.newPage());
  // Weights that a run made and nobody saved: the page asks before it is left.
  page.page.on("dialog", (dialog) => void dialog.accept());
  try {
    host.fault(path, { body: ofAnother(path) });
    await page.page.goto(host.url);
    if (name === "peer") {
      await page.ready();
      await page.get("source-builtin").check();
      await page.fill("hyper-max-steps", 2);
      await page.click("train-start");
    }
    const notice = page.page.locator("[data-code=mixed]").first();
    await notice.waitFor({ timeout: 30_000 });
    assert.match(await notice.innerText(), /different versions \(.+\).+Reload the page/);
    if (name === "peer")
      await page.until("the run goes on alone", async () => (await page.steps("train")) === 2);
    else if (name !== "page")
      assert.match(await page.text("status-device"), /stopped/, "nothing is waited for");
    host.heal();
    await notice.getByTestId("notice-action").click();
    // Asked again and again: one question of Playwright's may be lost with the page that it is put to,
    // or stay without an answer.
    const there = () => Promise.race([notice.count().catch(() => 1), sleep(ANSWER_MS, 1)]);
    await page.until("it is gone", async () => (await there()) === 0);
    await page.reaches("ready", "true");
    assert.equal(await page.page.locator("[data-code=mixed]").count(), 0);
  } finally {
    await visitor.close();
    await host.close();
  }
}

/** What a test has of Node's. */
function bare() {
  /** @type {(() => void)[]} */
  const ends = [];
  const test = { after: (/** @type {() => void} */ end) => void ends.push(end) };
  return {
    test: /** @type {import("node:test").TestContext} */ (/** @type {unknown} */ (test)),
    end: () => ends.forEach((end) => end()),
  };
}

async function unknownEvent() {
  const worker = new FakeWorker();
  const client = new EngineClient(worker, {
    events() {
      throw new Error("There is no event “teleported”.");
    },
    memory() {},
    checkpoint() {},
    died() {},
    silent() {},
    heard() {},
  });
  const asked = client.command({ type: "discardModel", slot: "fineTuned" });
  const hear = (/** @type {object} */ data) =>
    worker.onmessage?.({ data: /** @type {any} */ (data) });
  hear({ ready: true });
  const events = [{ type: "teleported" }];
  assert.throws(() => hear({ id: 1, events, memory: 0 }), /teleported/, "it is not kept quiet");
  assert.deepEqual(await asked, events);
  assert.ok(client.idle, "nothing is owed");
}

async function unknownCommand() {
  const { test, end } = bare();
  try {
    const { engine } = await realPage(test);
    const fly = /** @type {any} */ ({ type: "fly" });
    await assert.rejects(engine.session.send(fly), /fly/);
    const [built] = await engine.session.send({ type: "useBuiltIn", train: 10, test: 10, seed: 1 });
    assert.equal(built.type, "dataChanged", "it goes on");
  } finally {
    end();
  }
}
