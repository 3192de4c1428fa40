/** A page that does not start says why, and what to do. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { openBrowser } from "./browser.mjs";
import { DIST, Host } from "./server.mjs";
import { Visit } from "./visit.mjs";

/** @type {Host} */
let host;
/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  host = await Host.open();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await host?.close();
});

/**
 * @param {(visit: Visit) => Promise<void>} use
 * @param {{as?: () => void, url?: string, locale?: string}} [how] `as`: run before the page.
 */
async function opened(use, { as, url = host.url, locale } = {}) {
  const visitor = await browser.newContext({ locale });
  try {
    const page = await visitor.newPage();
    if (as) await page.addInitScript(as);
    await page.goto(url);
    await use(new Visit(page));
  } finally {
    await visitor.close();
    host.heal();
  }
}

/** @param {RegExp} says */
const problem = (says) => async (/** @type {Visit} */ visit) => {
  const box = visit.get("start-problem");
  await box.waitFor({ timeout: 20_000 });
  assert.match(await box.innerText(), says);
  assert.match(await visit.text("status-device"), /^(not started|stopped)$/);
  assert.equal(await box.locator("button").innerText(), "Reload");
};

/** @type {[string, () => void, RegExp][]} */
const LACKING = [
  [
    "WebAssembly",
    () => Reflect.deleteProperty(globalThis, "WebAssembly"),
    /needs WebAssembly, which this browser lacks or has switched off/,
  ],
  [
    "leave to compile",
    () => {
      WebAssembly.Module = /** @type {any} */ (
        class {
          constructor() {
            throw new Error("blocked by policy");
          }
        }
      );
    },
    /WebAssembly is blocked here, .*\(Error: blocked by policy\)/,
  ],
  ["vectors", () => (WebAssembly.validate = () => false), /no vectors \(SIMD\)/],
  [
    "what the page is made of",
    () => Reflect.deleteProperty(globalThis, "ResizeObserver"),
    /started \(.*ResizeObserver.*\)\. Reload it/,
  ],
];
for (const [what, as, says] of LACKING)
  test(`a browser without ${what} is told`, () => opened(problem(says), { as }));

for (const [how, place] of Object.entries({
  "the browser's": { locale: "zh-TW" },
  "the address's": { query: "?lang=zh", locale: "en-GB" },
}))
  test(`what does not start is said in Chinese where that is ${how} language`, () =>
    opened(
      async (visit) => {
        const box = visit.get("start-problem");
        await box.waitFor();
        assert.match(await box.innerText(), /^本页需要 WebAssembly，而此浏览器不支持/);
        assert.equal(await box.locator("button").innerText(), "重新加载");
        await visit.until("what the page says besides is Chinese too", async () =>
          /^(未启动|已停止)$/.test(await visit.text("status-device")),
        );
      },
      {
        as: () => Reflect.deleteProperty(globalThis, "WebAssembly"),
        url: host.url + ("query" in place ? place.query : ""),
        locale: place.locale,
      },
    ));

test("a page that was opened from the disk says how to open it", () =>
  opened(problem(/opened from the disk.*Serve its folder/), {
    url: pathToFileURL(`${DIST}/index.html`).href,
  }));

test("a program that is no JavaScript is said to be none; a reload brings it", async () => {
  host.fault("www/main.js", { type: "text/plain" });
  await opened(async (visit) => {
    await problem(/main\.js\) could not be loaded: the server calls it “text\/plain”/)(visit);
    host.heal();
    await visit.get("start-problem").locator("button").click();
    await visit.ready();
    assert.equal(await visit.get("start-problem").count(), 0);
  });
});

test("a program that is not understood is said to need a newer browser", () => {
  host.fault("www/main.js", { body: Buffer.from("let = class {") });
  return opened(problem(/does not understand the page's program .*2023 or newer/));
});

test("a browser whose language is no tag starts all the same", () =>
  opened((visit) => visit.ready(), {
    as: () => Object.defineProperty(navigator, "language", { value: "C", configurable: true }),
  }));

test("a browser that forbids storage starts all the same", () =>
  opened((visit) => visit.ready(), {
    as: () => {
      const get = () => {
        throw new DOMException("forbidden", "SecurityError");
      };
      for (const name of ["localStorage", "indexedDB"])
        Object.defineProperty(globalThis, name, { get });
    },
  }));

test("a browser without workers of modules is told", () =>
  opened(
    async (visit) => {
      await visit.page
        .getByText(/does not start workers of modules/)
        .first()
        .waitFor();
    },
    {
      as: () => {
        globalThis.Worker = /** @type {any} */ (
          class {
            terminate() {}
          }
        );
      },
    },
  ));
