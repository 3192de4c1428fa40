/**
 * A first visit, from the address to few-shot learning and back, written once for every browser.
 * Each step throws where the page does not come to what a visitor waits for, and answers with the
 * figures that the page shows, which are to be the same everywhere.
 */

import assert from "node:assert/strict";
import { THREE } from "../../e2e/strokes.mjs";
import { byId, Reader } from "./reader.js";

/** @typedef {import("./driver.js").Point} Point */

const METHOD = "frozen";
/** Between the points at which a hand's movement is seen, CSS pixels. */
const STRIDE = 6;

export class Visit extends Reader {
  /**
   * The page's own example is encoded by the engine that it came to.
   * @param {string} url @param {"cpu" | "webgpu"} device
   */
  async first(url, device) {
    await this.page.goto(`${url}?device=${device}`);
    await this.reaches("html", "data-ready", "true");
    await this.reaches("html", "data-device", device);
    await this.reaches("html", "data-weights", "ready");
    const busy = await this.all("progress:indeterminate", "data-testid");
    assert.deepEqual(busy, [], "bars that Firefox fills, although nothing runs");
    return this.#example();
  }

  /** Drawn with the mouse, and kept. */
  async drawing() {
    await this.page.click(byId("pad-clear"));
    await this.#draw(THREE);
    await this.reaches(byId("draw-panel"), "data-source", "drawing");
    const seen = await this.#seen();
    await this.page.fill(byId("pad-label"), "three");
    await this.page.click(byId("pad-keep"));
    await this.reaches(byId("strip-count"), "data-value", "1");
    return seen;
  }

  /** On the page's own five symbols, whose strokes are the same everywhere. @param {number} epochs */
  async fineTuning(epochs) {
    await this.#to("teach");
    for (const box of ["teach-kept", "teach-improve", "tune-settings"])
      await this.page.click(`${byId(box)} > summary`);
    await this.page.click(byId("strip-symbols"));
    await this.reaches(byId("strip-count"), "data-value", "6");
    // Not on what was drawn: where a pointer was is not the same everywhere.
    await this.page.click(byId("strip-select"));
    await this.reaches(byId("tune-selected"), "data-value", "5");
    await this.page.fill(byId("tune-epochs"), String(epochs));
    await this.page.click(byId("tune-start"));
    await this.reaches(byId("tune-count"), "data-value", String(epochs));
    await this.reaches(byId("tune-panel"), "data-status", "idle");
    const first = await this.number(byId("tune-loss"), "data-first");
    const last = await this.#atRest(byId("tune-loss"));
    assert.ok(last < 0.95 * first, `fine-tuning went from ${first} to ${last} nats`);
    return { first, last };
  }

  /** Built-in digits, told apart by what the encoder says of them. */
  async task() {
    await this.#to("train");
    await this.page.click(`${byId("train-settings")} > summary`);
    await this.page.fill(byId("builtin-train"), "200");
    await this.page.fill(byId("builtin-test"), "200");
    await this.#to("lab");
    for (const [name, value] of Object.entries({ ways: 5, shots: 5, queries: 10 }))
      await this.page.fill(byId(`task-${name}`), String(value));
    await this.page.click(byId("task-draw"));
    await this.reaches(byId("task-panel"), "data-status", "ready");
    await this.page.click('nav a[href="#/lab/methods"]');
    await this.page.click(`${byId("methods-chooser")} > summary`);
    const chosen = `${byId("method-choice")}[data-chosen="true"]`;
    for (const method of await this.all(chosen, "data-method"))
      if (method !== METHOD)
        await this.page.click(`[data-method="${method}"] ${byId("method-chosen")}`);
    await this.page.click(byId("compare-start"));
    const figure = `[data-method="${METHOD}"] ${byId("method-accuracy")}`;
    await this.until("the method has its accuracy", async () => {
      return (await this.attribute(figure, "data-value")) !== null;
    });
    await this.reaches(byId("methods-panel"), "data-work", "none");
    const accuracy = await this.number(figure);
    assert.ok(accuracy > 0.5, `the accuracy of 5 ways is ${accuracy}`);
    return { accuracy };
  }

  /** From random weights, on the built-in digits. @param {number} steps @param {number} batch */
  async pretraining(steps, batch) {
    await this.#to("train");
    await this.page.fill(byId("hyper-batch-size"), String(batch));
    await this.page.fill(byId("hyper-max-steps"), String(steps));
    await this.page.click(byId("train-start"));
    await this.reaches(byId("train-count"), "data-value", String(steps));
    await this.reaches(byId("train-panel"), "data-status", "idle");
    const [first, last] = [
      await this.number(byId("loss-total"), "data-first"),
      await this.number(byId("loss-total")),
    ];
    assert.ok(last < 0.6 * first, `pretraining went from ${first} to ${last} nats`);
    return { first, last, heldOut: await this.number(byId("held-total")) };
  }

  /** After a reload the drawings are there, and the weights that the page comes with. */
  async again() {
    const label = `${byId("strip-item")} ${byId("strip-label")}`;
    const pictures = `${byId("strip-item")} canvas`;
    const kept = await this.pictures(pictures);
    assert.equal(kept.length, 6);
    await this.page.reload();
    await this.reaches("html", "data-ready", "true");
    await this.until("the kept drawings are painted as before", async () => {
      const now = await this.pictures(pictures);
      return JSON.stringify(now) === JSON.stringify(kept);
    });
    assert.equal(await this.page.evaluate(textIn, label), "three");
    await this.reaches("html", "data-weights", "ready");
    assert.equal(await this.attribute("html", "data-room"), "train", "the room is the same one");
    await this.#to("see");
    return this.#example();
  }

  /**
   * The page's next example. The engine may be busy with the map for a while, longer than the page
   * is still otherwise: so it is waited for by name.
   */
  async #example() {
    const panel = byId("draw-panel");
    // The one that the page begins with.
    await this.settled();
    const before = await this.number(panel, "data-encoded");
    await this.page.click(byId("pad-example"));
    await this.reaches(panel, "data-source", "example");
    await this.until("the example is encoded", async () => {
      return (await this.number(panel, "data-encoded")) > before;
    });
    return this.#seen();
  }

  /** A figure that is measured after what it is of has ended. @param {string} selector */
  async #atRest(selector) {
    let seen = Number.NaN;
    let since = 0;
    await this.until(`${selector} rests`, async () => {
      const now = await this.number(selector);
      if (now !== seen) since = Date.now();
      seen = now;
      return Date.now() - since > 1500;
    });
    return seen;
  }

  /** Into a room. @param {string} room */
  async #to(room) {
    await this.page.click(`nav a[href="#/${room}"]`);
    await this.reaches("html", "data-room", room);
  }

  /** What the page says of the drawing on the pad. */
  async #seen() {
    await this.settled();
    const [picture] = await this.pictures(byId("model-reconstruction"));
    const nats = await this.number(byId("nats-total"));
    assert.ok(nats > 20 && nats < 250, `the drawing has ${nats} nats`);
    return { nats, kl: await this.number(byId("nats-kl")), picture };
  }

  /** As a hand draws. @param {number[][][]} strokes From (0, 0) to (1, 1). */
  async #draw(strokes) {
    const { left, top, side } = await this.page.evaluate(boxOf, byId("pad"));
    for (const stroke of strokes) {
      const points = handsWay(stroke.map(([x, y]) => [x * side, y * side]));
      // Whole pixels, which is all that some drivers take.
      await this.page.drag(points.map(([x, y]) => [Math.round(left + x), Math.round(top + y)]));
    }
  }
}

/** In the page. @param {string} selector */
const textIn = (selector) =>
  /** @type {HTMLInputElement | null} */ (document.querySelector(selector))?.value ?? null;

/** In the page. @param {string} selector */
function boxOf(selector) {
  const element = /** @type {Element} */ (document.querySelector(selector));
  element.scrollIntoView({ block: "center", behavior: "instant" });
  const { left, top, width } = element.getBoundingClientRect();
  return { left, top, side: width };
}

/** A line with points so near each other as a movement's are. @param {Point[]} line */
function handsWay([first, ...rest]) {
  const points = [first];
  for (const [x, y] of rest) {
    const [a, b] = points[points.length - 1];
    const parts = Math.max(1, Math.ceil(Math.hypot(x - a, y - b) / STRIDE));
    for (let n = 1; n <= parts; n++)
      points.push([a + ((x - a) * n) / parts, b + ((y - b) * n) / parts]);
  }
  return points;
}
