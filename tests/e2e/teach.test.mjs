/** Teach: alive on arrival, and a visitor's own symbols told apart while they draw. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, visit } from "./browser.mjs";
import { addClass, drawOn, method, shifted, workIs } from "./few-shot.mjs";
import { Host } from "./server.mjs";
import { SYMBOLS, ZERO } from "./strokes.mjs";
import { ink, likeness } from "./visit.mjs";

/** @typedef {import("./visit.mjs").Visit} Visit */

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

const DESK = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

/** What the drawing on the pad is taken for. @param {Visit} page */
async function answer(page) {
  const panel = page.get("teach-answer");
  await page.until("it answers", async () => {
    return (await panel.getAttribute("data-answered")) === "true";
  });
  return {
    name: await panel.getAttribute("data-name"),
    sure: (await panel.getAttribute("data-sure")) === "true",
  };
}

/** @param {Visit} page @param {number[][][]} strokes */
async function drawAnew(page, strokes) {
  if (await page.get("own-clear").isEnabled()) await page.click("own-clear");
  await drawOn(page, "own-pad", strokes);
}

/** @param {Visit} page */
async function enter(page) {
  await page.ready();
  await page.find('nav a[href="#/teach"]').click();
  return answer(page);
}

/** @param {Visit} page @param {number} count */
const drawings = (page, count) =>
  page.until(`there are ${count} drawings`, async () => {
    return (await page.get("own-drawing").count()) === count;
  });

/** A class of three drawings, with what must be pressed for it. */
/** @param {Visit} page @param {string} name @param {number[][][]} strokes @param {number} before */
async function teach(page, name, strokes, before) {
  await drawAnew(page, strokes);
  await addClass(page, name);
  await drawings(page, before + 1);
  for (const [at, by] of [0.08, 0.16].entries()) {
    await drawOn(page, "own-pad", shifted(strokes, by));
    await drawings(page, before + 2 + at);
  }
}

/** One line each: a touch is a drawing. */
const LINES = [
  SYMBOLS[2],
  SYMBOLS[3],
  SYMBOLS[4],
  [
    [
      [0.5, 0.15],
      [0.5, 0.85],
    ],
  ],
  [
    [
      [0.15, 0.5],
      [0.85, 0.5],
    ],
  ],
];

test("on a phone, by touch alone: five symbols in fewer than 25 touches and 60 s", () =>
  visit({ browser, host, name: "teach-five", context: PHONE }, async (page) => {
    assert.ok((await enter(page)).sure);
    assert.equal(await page.get("example-class").count(), 3);
    await page.accessible("with examples to tell apart");
    const client = await page.page.context().newCDPSession(page.page);
    let touches = 0;
    const box = async () => {
      const found = await page.get("own-pad").boundingBox();
      assert.ok(found);
      return found;
    };
    /** @param {number[][]} line */
    const stroke = async (line) => {
      touches++;
      const { x, y, width, height } = await box();
      const points = line.flatMap(([px, py], at) => {
        const [qx, qy] = line[at + 1] ?? [px, py];
        return [0, 0.25, 0.5, 0.75].map((t) => ({
          x: x + (px + t * (qx - px)) * width,
          y: y + (py + t * (qy - py)) * height,
        }));
      });
      const send = (/** @type {string} */ type, /** @type {object[]} */ touchPoints) =>
        client.send("Input.dispatchTouchEvent", /** @type {any} */ ({ type, touchPoints }));
      await send("touchStart", points.slice(0, 1));
      for (const point of points.slice(1)) await send("touchMove", [point]);
      await send("touchEnd", []);
    };
    const begun = Date.now();
    for (const [at, [line]] of LINES.entries()) {
      await stroke(line);
      touches++;
      await page.get("own-add").tap();
      await drawings(page, 3 * at + 1);
      for (const [more, by] of [0.06, 0.12].entries()) {
        await stroke(shifted([line], by)[0]);
        // By itself, when the finger has rested.
        await drawings(page, 3 * at + 2 + more);
      }
    }
    const seconds = (Date.now() - begun) / 1000;
    console.log(`five symbols: ${touches} touches, ${seconds} s`);
    assert.ok(touches < 25, `${touches} touches`);
    assert.ok(seconds < 60, `${seconds} s`);
    assert.equal(await page.get("own-class").count(), 5);
    assert.ok(await page.get("own-pad").isVisible(), "nothing was scrolled away");
    const named = async (/** @type {number} */ at) =>
      page.get("own-class").nth(at).getByTestId("own-class-name").inputValue();
    let right = 0;
    for (const [at, [line]] of LINES.entries()) {
      if (await page.get("own-clear").isEnabled()) await page.get("own-clear").tap();
      await stroke(shifted([line], 0.09)[0]);
      if ((await answer(page)).name === (await named(at))) right++;
    }
    assert.equal(right, LINES.length, "each is told");
    const pad = await box();
    const told = await page.get("teach-name").boundingBox();
    assert.ok(told && told.y < pad.y + pad.height, "pad and answer are seen together");
    await page.accessible("with five classes");
  }));

test("what is none of the classes is said to be none, and a change can be taken back", () =>
  visit({ browser, host, name: "teach-none", context: DESK }, async (page) => {
    await enter(page);
    await teach(page, "cross", SYMBOLS[0], 0);
    assert.match(await page.text("teach-sure"), /second class|Its answer/, "one class is no fault");
    assert.ok(await page.get("own-problem").isHidden());
    await page.accessible("with one class of one's own");
    await teach(page, "wave", SYMBOLS[4], 3);
    await teach(page, "third", SYMBOLS[2], 6);
    await drawAnew(page, shifted(SYMBOLS[0], 0.12));
    assert.deepEqual(await answer(page), { name: "cross", sure: true });
    await drawAnew(page, ZERO);
    assert.equal((await answer(page)).sure, false);
    assert.equal(await page.text("teach-name"), "none of these");
    await page.accessible("with none of these");

    // Tapped anywhere, a card takes what is on the pad; the pad is free for the next.
    await drawAnew(page, shifted(SYMBOLS[4], 0.1));
    await page
      .get("own-class")
      .nth(1)
      .click({ position: { x: 4, y: 60 } });
    await drawings(page, 10);
    assert.ok(await page.get("own-clear").isDisabled());
    await page.click("teach-undo");
    await drawings(page, 9);
    await page.get("own-delete").first().click();
    await page.until("it is gone", async () => (await page.get("own-class").count()) === 2);
    await page.click("teach-undo");
    await page.until("it is back", async () => (await page.get("own-class").count()) === 3);
    assert.equal(await page.get("own-class-name").first().inputValue(), "cross");
    await page.get("own-drawing").first().click();
    await page.click("own-remove");
    await drawings(page, 8);
    await page.click("teach-undo");
    await drawings(page, 9);

    // Pictures behind a count, by keyboard.
    await page.click("score-start");
    await page.until(
      "three ways are measured",
      async () => (await page.get("score-row").count()) === 3,
    );
    const rows = await page.get("score-row").all();
    for (const row of rows) {
      const share = Number(await row.getAttribute("data-value"));
      assert.ok(share > 0.3 && share <= 1, `${share}`);
    }
    const cell = page.get("confusion-cell").first();
    await cell.focus();
    await page.page.keyboard.press("Enter");
    const pictures = page.get("confusion-pictures");
    assert.equal(await pictures.getAttribute("data-count"), (await cell.innerText()).trim());
    for (const each of await page.pictures("confusion-pictures")) assert.ok(ink(each) > 10);
    await page.accessible("with the pictures of a cell");
  }));

test("it is improved, class by class, and makes up pictures of each", () =>
  visit({ browser, host, name: "teach-improve", context: DESK }, async (page) => {
    await enter(page);
    await page.click("tune-start");
    await page.until("the run is over", async () => page.get("tune-keep").isVisible());
    await page.runIs("tune", "idle");
    await page.until("all are compared", async () => {
      return (await page.get("tune-after-nats").count()) === 3;
    });
    for (const row of await page.get("tune-row").all())
      assert.equal(await row.getAttribute("data-better"), "true");
    // One definition: what stands at the curve's ends is what the sentence says.
    const [first, last] = [
      await page.number("tune-loss", "data-first"),
      await page.number("tune-loss"),
    ];
    const said = (await page.text("tune-verdict")).match(/[\d.]*\d/g)?.map(Number) ?? [];
    assert.ok(Math.abs(said[0] - first) < 0.06 && Math.abs(said[1] - last) < 0.06, `${said}`);
    await page.click("tune-keep");
    assert.ok(await page.get("tune-keep").isHidden(), "it is kept");
    await page.accessible("with a copy kept");

    await page.get("made-again").scrollIntoViewIfNeeded();
    const round = async () => Number(await page.get("made-rows").getAttribute("data-round"));
    await page.until("they are made", async () => (await round()) > 0);
    const made = await page.pictures("made-rows");
    assert.equal(made.length, 24);
    for (const each of made) assert.ok(ink(each) > 10, "none is blank");
    assert.ok(likeness(made[0], made[1]) < 0.999, "two of a class are not one");
    assert.ok(likeness(made[0], made[1]) > likeness(made[0], made[23]), "an A is no star");
    const before = await round();
    await page.click("made-again");
    await page.until("others are made", async () => (await round()) > before);
    assert.notDeepEqual(await page.pictures("made-rows"), made);
    await page.accessible("with what it makes up");
    assert.ok(await page.get("take-weights").isVisible());
    assert.ok(await page.get("take-drawings").isHidden(), "the examples are nobody's");
  }));

test("in the Lab, a cell of a confusion matrix opens its pictures", () =>
  visit(
    { browser, host, name: "confusion-cells", context: PHONE, expected: [/data\/manifest\.json/] },
    async (page) => {
      await page.ready();
      await page.drawTask({ ways: 3, shots: 1, queries: 5 });
      await page.tick(["pixels"]);
      await page.click("compare-start");
      await workIs(page, "none");
      await method(page, "pixels").getByTestId("method-confusion").tap();
      const cells = await page.get("confusion-cell").all();
      let seen = 0;
      for (const cell of cells) {
        await cell.tap();
        const count = Number(await page.get("confusion-pictures").getAttribute("data-count"));
        assert.equal(count, Number(await cell.innerText()), "as many pictures as it counts");
        assert.equal((await page.pictures("confusion-pictures")).length, count);
        seen += count;
      }
      assert.equal(seen, 15, "every query is behind a cell");
      await page.accessible("with the pictures of a cell of the lab");
    },
  ));

test("the meta-trained encoder is fetched when it is asked for, and answers", () =>
  visit({ browser, host, name: "teach-better" }, async (page) => {
    await enter(page);
    const fetched = () => host.requests.filter((path) => /omniglot.*safetensors/.test(path)).length;
    assert.equal(fetched(), 0, "nothing large is fetched unasked");
    assert.match(await page.text("teach-better"), /MB/, "and its size is said before");
    await page.click("teach-better");
    await page.until("it is in use", async () => page.get("teach-better").isHidden());
    assert.equal(fetched(), 1);
    assert.match(await page.text("teach-by"), /meta-trained/);
    assert.ok((await answer(page)).sure);
  }));
