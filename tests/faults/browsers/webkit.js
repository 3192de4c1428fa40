/**
 * WebKitGTK, of Safari's family: MiniBrowser on a screen of its own, driven by WebKitWebDriver.
 * It has no WebGPU and no relaxed SIMD.
 */

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { DIST } from "../../e2e/server.mjs";
import { WebDriver } from "./webdriver.js";

/** @typedef {import("./driver.js").Driven} Driven */
/** @typedef {import("./driver.js").Viewport} Viewport */

/** Larger than any window: a window that does not fit is made smaller. */
const SCREEN = "2000x1600x24";
/** A first start on a busy machine. */
const PATIENCE_MS = 20_000;
/** How long what is pointed at may move about while the page is laid out. */
const MOVING_MS = 5_000;
const SCRIPT = "troubles.js";
/**
 * What its driver does not tell: errors in the console, and those that nobody caught. The host puts
 * it before the page's own scripts.
 */
const NOTING = `
  const troubles = (window.troubles = []);
  const { error } = console;
  console.error = (...words) => {
    troubles.push(words.map(String).join(" "));
    error.apply(console, words);
  };
  const note = (event) => troubles.push(String(event.error ?? event.message ?? event.target.src));
  addEventListener("error", note, true);
  addEventListener("unhandledrejection", ({ reason }) => troubles.push(String(reason)));
`;

/**
 * @param {import("./driver.js").Opening & {lang?: string}} how `program` is WebKitWebDriver; `lang`
 *   is the visitor's `LANG`, off which WebKit reads `navigator.language`. It takes “C” for “en-US”,
 *   but the “C” of “C.UTF-8” for a language.
 * @returns {Promise<Driven>}
 */
export async function openWebKit({ program, host, viewport, lang = "C" }) {
  /** @type {(() => unknown)[]} What to undo, the last first. */
  const undo = [];
  const close = async () => {
    for (const act of undo.splice(0).reverse()) await act();
  };
  /** @param {string} name @param {string[]} args @param {Record<string, string>} [more] */
  const start = (name, args, more) => {
    const env = { ...process.env, ...more };
    const child = spawn(name, args, { env, stdio: ["ignore", "ignore", "ignore", "pipe"] });
    undo.push(() => child.kill());
    return child;
  };
  note(host);
  try {
    const screen = await firstLine(start("Xvfb", ["-displayfd", "3", "-screen", "0", SCREEN]), 3);
    const port = await freePort();
    start(program, [`--port=${port}`, "--host=127.0.0.1"], {
      DISPLAY: `:${screen}`,
      LANG: lang,
      LC_ALL: lang,
    });
    await listening(port);
    const session = await WebDriver.open(`http://127.0.0.1:${port}`, {
      "webkitgtk:browserOptions": { args: ["--automation"] },
    });
    undo.push(() => session.close());
    await session.post("timeouts", { script: 600_000 });
    const page = driven(session, close);
    await resize(page, session, viewport);
    return page;
  } catch (error) {
    await close();
    throw error;
  }
}

/** @param {import("../../e2e/server.mjs").Host} host */
function note(host) {
  const page = readFileSync(join(DIST, "index.html"), "utf8");
  const body = page.replace("<head>", `<head><script src="${SCRIPT}"></script>`);
  host.fault("index.html", { body: Buffer.from(body) });
  host.fault(SCRIPT, { body: Buffer.from(NOTING) });
}

/** @returns {Promise<number>} */
function freePort() {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/** Until somebody listens there, which the driver does not say. @param {number} port */
async function listening(port) {
  const end = Date.now() + PATIENCE_MS;
  const tried = () =>
    new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
  while (!(await tried())) {
    if (Date.now() > end) throw new Error("The browser's driver does not listen.");
    await sleep(50);
  }
}

/** @param {import("node:child_process").ChildProcess} child @param {number} fd */
function firstLine(child, fd) {
  const stream = /** @type {import("node:stream").Readable} */ (child.stdio[fd]);
  return new Promise((resolve, reject) => {
    createInterface(stream).once("line", resolve);
    child.once("error", reject).once("exit", () => reject(new Error(`${child.spawnfile} ended`)));
  });
}

/** @param {Driven} page @param {WebDriver} session @param {Viewport} viewport */
async function resize(page, session, { width, height }) {
  await session.post("window/rect", { x: 0, y: 0, width, height });
  const [w, h] = await page.evaluate(() => [innerWidth, innerHeight]);
  // The frame around the page.
  await session.post("window/rect", { width: 2 * width - w, height: 2 * height - h });
}

/** @param {WebDriver} session @param {() => Promise<void>} close @returns {Driven} */
function driven(session, close) {
  /** Of pages that were left. @type {string[]} */
  const before = [];
  const noted = () => page.evaluate(() => /** @type {any} */ (window).troubles ?? []);
  /** @param {string} selector @param {string} command @param {object} [body] */
  const to = async (selector, command, body) => {
    const end = Date.now() + MOVING_MS;
    for (;;) {
      // By itself it looks whether the element is to be seen while the page still scrolls there.
      await page.evaluate((selector) => {
        document.querySelector(selector)?.scrollIntoView({ block: "center", behavior: "instant" });
      }, selector);
      try {
        await session.post(`${await session.element(selector)}/${command}`, body);
        return;
      } catch (error) {
        // Pictures that come in move it away again: whoever sees that points at it once more.
        const missed = String(error).endsWith("element not interactable");
        if (!missed || Date.now() > end) throw error;
        await sleep(100);
      }
    }
  };
  /** @type {Driven} */
  const page = {
    close,
    goto: (url) => session.post("url", { url }),
    async reload() {
      before.push(...(await noted()));
      await session.post("refresh");
    },
    evaluate: (call, ...args) => session.evaluate(call, args),
    click: (selector) => to(selector, "click"),
    async fill(selector, text) {
      await to(selector, "click");
      await page.evaluate((selector) => {
        /** @type {HTMLInputElement | null} */ (document.querySelector(selector))?.select();
      }, selector);
      await session.keys(text);
    },
    async drag([first, ...rest]) {
      const move = (/** @type {import("./driver.js").Point} */ [x, y]) => ({
        type: "pointerMove",
        duration: 0,
        x,
        y,
      });
      await session.mouse([
        move(first),
        { type: "pointerDown", button: 0 },
        ...rest.map(move),
        { type: "pointerUp", button: 0 },
      ]);
    },
    screenshot: async () => Buffer.from(await session.get("screenshot"), "base64"),
    troubles: async () => [...before, ...(await noted())],
  };
  return page;
}
