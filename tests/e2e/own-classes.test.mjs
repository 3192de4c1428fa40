/** The visitor's own classes, and guesses at a drawing. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, visit } from "./browser.mjs";
import { addClass, figure, guess, method, putInto, shifted, workIs } from "./few-shot.mjs";
import { Host } from "./server.mjs";
import { SYMBOLS } from "./strokes.mjs";

/** @type {Host} */
let plain;
/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  plain = await Host.open();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await plain?.close();
});

test("own classes: drawn, named, moved, kept; two symbols are told apart", () =>
  visit(
    { browser, host: plain, name: "own-classes", expected: [/data\/manifest\.json/] },
    async (page) => {
      await page.ready();
      await page.get("task-source-own").check();
      await page.until("it says what to do", async () =>
        /Add two/.test(await page.get("task-problem").innerText()),
      );
      await addClass(page, "cross");
      await addClass(page, "cross");
      await page.until("a second of that name is refused", async () =>
        /already/.test(await page.text("own-problem")),
      );
      await addClass(page, "wave");
      const [CROSS, , , , WAVE] = SYMBOLS;
      await putInto(page, "cross", CROSS);
      await page.until("the empty one is named", async () =>
        /“wave” has no drawing/.test(await page.get("task-problem").innerText()),
      );
      await putInto(page, "wave", WAVE);
      await page.until(
        "it is a task",
        async () => (await page.get("task-panel").getAttribute("data-status")) === "ready",
      );
      await page.tick(["frozen", "metaPrototypes"]);

      // One drawing each: there is none to be left out.
      await page.click("compare-start");
      await page.until("the reason is given", async () =>
        /one drawing/.test(
          await method(page, "frozen").getByTestId("method-accuracy").first().innerText(),
        ),
      );
      await workIs(page, "none");

      await putInto(page, "cross", shifted(CROSS, 0.15));
      await putInto(page, "cross", shifted(WAVE, 0.15));
      // The wave was put into the wrong class.
      await page.get("own-drawing").nth(2).click();
      await page.accessible("with a drawing picked");
      await page.get("own-move").selectOption({ label: "wave" });
      await page.until(
        "it has moved",
        async () => (await page.get("own-class").nth(1).getByTestId("own-drawing").count()) === 2,
      );
      await page.click("compare-start");
      await page.until("each was left out in turn", async () =>
        /4 drawings, each left out/.test(
          await method(page, "metaPrototypes").getByTestId("method-accuracy").first().innerText(),
        ),
      );
      await workIs(page, "none");
      assert.equal(await figure(page, "metaPrototypes", "method-accuracy"), 1);

      assert.equal(await guess(page, shifted(CROSS, 0.08), "metaPrototypes"), "cross");
      assert.equal(await guess(page, shifted(WAVE, 0.08), "metaPrototypes"), "wave");
      await page.accessible("with guesses");

      await page.get("own-class-name").first().fill("times");
      await page.get("own-class-name").first().blur();
      await page.until("the task calls it so", async () =>
        (await page.get("guess-table").innerText()).includes("times"),
      );

      // Kept on this device, pictures and all.
      await page.until("the name is in the store", () => page.page.evaluate(isKept, "times"));
      await page.page.reload();
      await page.ready();
      await page.get("task-source-own").check();
      await page.until(
        "all are back",
        async () =>
          (await page.get("own-drawing").count()) === 4 &&
          (await page.get("task-panel").getAttribute("data-status")) === "ready",
      );
      assert.equal(await page.get("own-class-name").first().inputValue(), "times");
      await page.tick(["metaPrototypes"]);
      assert.equal(await guess(page, CROSS, "metaPrototypes"), "times");
    },
  ));

/**
 * Runs in the page: whether the browser's store has it by now; a write takes as long as it takes.
 *
 * @param {string} name
 * @returns {Promise<boolean>}
 */
function isKept(name) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("metavae");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const all = opening.result.transaction("entries").objectStore("entries").getAll();
      all.onerror = () => reject(all.error);
      all.onsuccess = () => {
        opening.result.close();
        resolve(JSON.stringify(all.result).includes(`"${name}"`));
      };
    };
  });
}
