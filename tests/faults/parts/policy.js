/**
 * `policy`: what the page may do is what its content policy says, in its workers too; a whole visit
 * needs no more; and what strangers write into files, names and addresses stays text.
 */

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openBrowser } from "../../e2e/browser.mjs";
import { DIST, Host } from "../../e2e/server.mjs";
import { THREE } from "../../e2e/strokes.mjs";
import { Visit } from "../../e2e/visit.mjs";
import { hostedShards } from "../../js/real/files.js";

/** @typedef {import("../faults.js").Faults} Faults */

const MARKUP = '<img src=x onerror="window.injected=1"><script>window.injected=1</script>';
const ADDRESSES = ["device", "v", "driven", "name", "weights", "data", "__proto__"].map(
  (name) => `?${name}=${encodeURIComponent(MARKUP)}`,
);
/** Nothing listens there. */
const ELSEWHERE = "http://127.0.0.1:9/";

/** @typedef {{page: Visit, violations: string[], strays: string[], host: Host}} Place */

/** @param {Faults} faults */
export async function run(faults) {
  const browser = await openBrowser();
  const shards = shardsNamed(MARKUP);
  /** @param {string} name @param {string} search @param {(place: Place) => Promise<void>} act */
  const attempt = (name, search, act) =>
    faults.attempt(
      name,
      async () => {
        const host = await Host.open({ shards });
        const visitor = await browser.newContext();
        try {
          const place = await watched(visitor, host);
          await place.page.page.goto(host.url + search);
          await act(place);
          await clean(place);
        } finally {
          await visitor.close();
          await host.close();
        }
      },
      100_000,
    );
  try {
    await attempt("a whole visit breaks no policy", "", wholeVisit);
    await attempt("the worker and its peers fetch from nowhere else", "", workersAreBound);
    await attempt(
      "the page fetches from nowhere else, and takes no inline script",
      "",
      pageIsBound,
    );
    await attempt("labels, names of classes and of files with markup", "", hostileNames);
    await attempt("a data set whose name is markup", "", hostileManifest);
    for (const search of ADDRESSES)
      await attempt(`the address ${search.slice(0, 12)}…`, search, ({ page }) => page.ready());
  } finally {
    await browser.close();
  }
}

/** @param {string} name */
function shardsNamed(name) {
  const folder = mkdtempSync(join(tmpdir(), "metavae-policy-"));
  const hosted = hostedShards(name, { "a.shard": ["train", 30], "t.shard": ["test", 10] });
  writeFileSync(join(folder, "manifest.json"), hosted.manifest);
  for (const [file, bytes] of Object.entries(hosted.files))
    writeFileSync(join(folder, file), bytes);
  return folder;
}

/** @param {import("playwright-core").BrowserContext} visitor @param {Host} host */
async function watched(visitor, host) {
  /** @type {string[]} */
  const violations = [];
  /** @type {string[]} */
  const strays = [];
  await visitor.exposeFunction("tellViolation", (/** @type {string} */ what) => {
    violations.push(what);
  });
  await visitor.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) =>
      /** @type {any} */ (window).tellViolation(`${violatedDirective} ${blockedURI} ${sample}`),
    );
  });
  visitor.on("request", (request) => {
    const { protocol, origin, href } = new URL(request.url());
    if (protocol.startsWith("http") && origin !== host.origin) strays.push(href);
  });
  const page = await visitor.newPage();
  page.on("console", (message) => {
    // What a worker breaks is said here alone.
    if (/Content Security Policy|Trusted/.test(message.text())) violations.push(message.text());
  });
  return { page: new Visit(page), violations, strays, host };
}

/** @param {Place} place */
async function clean({ page, violations, strays }) {
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.deepEqual([violations, strays], [[], []]);
  const injected = await page.page.evaluate(() => ({
    ran: "injected" in window,
    nodes: document.querySelectorAll("img, iframe, object, embed, body script, [onerror]").length,
  }));
  assert.deepEqual(injected, { ran: false, nodes: 0 });
}

/** @param {Place} place */
async function wholeVisit({ page }) {
  await page.ready();
  await page.keep(THREE);
  await page.click("strip-symbols");
  await page.until("the symbols are there", async () => (await page.number("strip-count")) > 3);
  await page.get("source-builtin").check();
  await page.fill("hyper-max-steps", 3);
  await page.click("train-start");
  await page.until("training is over", async () => (await page.steps("train")) === 3);
  await page.fill("tune-max-steps", 3);
  await page.click("tune-start");
  await page.until("fine-tuning is over", async () => (await page.steps("tune")) === 3);
  await page.click("task-draw");
  await page.until(
    "a task is drawn",
    async () => (await page.get("task-panel").getAttribute("data-status")) === "ready",
  );
  await page.click("compare-start");
  await page.until(
    "the methods are compared",
    async () => (await page.get("methods-panel").getAttribute("data-work")) === "none",
  );
  await page.click("memory-remember-task");
  await page.until("it is remembered", async () => {
    return Number(await page.get("memory-panel").getAttribute("data-traces")) > 0;
  });
  await page.click("theme-toggle");
}

/** @param {Place} place */
async function workersAreBound({ page, violations }) {
  await page.ready();
  await page.get("source-builtin").check();
  await page.fill("hyper-max-steps", 2);
  await page.click("train-start");
  await page.until("training is over", async () => (await page.steps("train")) === 2);
  const workers = page.page.workers();
  assert.ok(workers.length > 0, "there are workers");
  for (const worker of workers) {
    const said = await worker.evaluate(async (url) => {
      /** @type {string[]} */
      const broken = [];
      addEventListener("securitypolicyviolation", (event) =>
        broken.push(/** @type {SecurityPolicyViolationEvent} */ (event).violatedDirective),
      );
      const fetched = await fetch(url, { mode: "no-cors" }).then(
        () => "fetched",
        () => "refused",
      );
      // It is told of in a task of its own.
      await new Promise((resolve) => setTimeout(resolve, 100));
      return [fetched, ...broken];
    }, ELSEWHERE);
    assert.deepEqual(said, ["refused", "connect-src"]);
  }
  // The workers told of it themselves; what the console says of it too is no news.
  await new Promise((resolve) => setTimeout(resolve, 300));
  violations.splice(0);
}

/** @param {Place} place */
async function pageIsBound({ page, violations }) {
  await page.ready();
  const said = await page.page.evaluate(async (url) => {
    const fetched = await fetch(url, { mode: "no-cors" }).then(
      () => "fetched",
      () => "refused",
    );
    const host = document.createElement("div");
    let html = "taken";
    try {
      host.innerHTML = "<b>markup</b>";
    } catch {
      html = "refused";
    }
    host.setAttribute("style", "color: red");
    const styled = host.style.color === "red" ? "taken" : "refused";
    const script = document.createElement("script");
    let inline = "taken";
    try {
      script.textContent = "window.injected = 1";
      document.head.append(script);
      if (!("injected" in window)) inline = "refused";
    } catch {
      inline = "refused";
    }
    script.remove();
    return { fetched, html, styled, inline };
  }, ELSEWHERE);
  const refused = "refused";
  assert.deepEqual(said, { fetched: refused, html: refused, styled: refused, inline: refused });
  await page.until("what was tried is seen", async () => violations.length >= 4);
  // The console says the same again.
  await new Promise((resolve) => setTimeout(resolve, 300));
  violations.splice(0);
}

/** @param {Place} place */
async function hostileNames({ page }) {
  await page.ready();
  await page.clear();
  await page.draw(THREE);
  await page.fill("pad-label", MARKUP);
  await page.click("pad-keep");
  await page.until("it is kept", async () => (await page.number("strip-count")) === 1);
  await page.get("task-source-own").check();
  await page.fill("own-name", MARKUP);
  await page.click("own-add");
  await page.until("the class is there", async () => (await page.get("own-class").count()) === 1);
  await page.find("details.weights summary").click();
  const buffer = readFileSync(join(DIST, "www/weights/vae-mnist.safetensors"));
  const file = (/** @type {Buffer} */ buffer) => ({ name: `${MARKUP}.x`, mimeType: "", buffer });
  await page.get("weights-file").setInputFiles(file(buffer));
  await page.until("they are loaded", async () =>
    (await page.text("status-weights")).includes("<img"),
  );
  await page.get("weights-file").setInputFiles(file(Buffer.alloc(9_000_000)));
  const { text } = await page.notice("file");
  assert.match(text, /<img .+ have at most 8\.4 MB/s, "a file that is too large is named, unread");
  await page.page.reload();
  await page.ready();
}

/** @param {Place} place */
async function hostileManifest({ page }) {
  await page.ready();
  await page.until("it is offered", async () => (await page.text("shards-name")).includes("<img"));
  await page.get("source-shards").check();
  await page.click("data-load");
  await page.reaches("data", "ready");
}
