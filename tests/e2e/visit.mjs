/** The page as a visitor has it before them: drawing, pressing, reading. */

import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { violations } from "./axe.mjs";
import { inSight } from "./doors.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** A first start compiles megabytes of wasm, on a machine that may be busy with other tests. */
const PATIENCE_MS = 60_000;

export class Visit {
  /** @type {Page} */
  page;

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    page.setDefaultTimeout(PATIENCE_MS);
  }

  /** @param {string} id A `data-testid`. */
  get(id) {
    return inSight(this.page.getByTestId(id));
  }

  /** What has no name of its own for tests. @param {string} selector */
  find(selector) {
    return inSight(this.page.locator(selector));
  }

  /** @param {string} id */
  async click(id) {
    await this.get(id).click();
  }

  /** What it says, in sight or not. @param {string} id */
  async text(id) {
    return ((await this.get(id).textContent()) ?? "").replace(/\s+/g, " ").trim();
  }

  /** The number that an element shows, unrounded. @param {string} id @param {string} [attribute] */
  async number(id, attribute = "data-value") {
    const text = await this.get(id).getAttribute(attribute);
    assert.ok(text !== null && text !== "", `${id} has no ${attribute}`);
    const number = Number(text);
    assert.ok(Number.isFinite(number), `${id} ${attribute} is “${text}”`);
    return number;
  }

  /** A `data-…` of `<html>`. @param {string} name */
  async state(name) {
    return this.page.locator("html").getAttribute(`data-${name}`);
  }

  /**
   * Until a `data-…` of `<html>` is that.
   *
   * @param {string} name
   * @param {string} value
   * @param {number} [patience] ms
   */
  async reaches(name, value, patience = PATIENCE_MS) {
    await this.until(
      `data-${name} is ${value}`,
      async () => (await this.state(name)) === value,
      patience,
    );
  }

  /** The engine runs and its weights are there. */
  async ready() {
    await this.reaches("ready", "true");
    await this.accessible("ready");
  }

  /**
   * Fails where axe finds anything wrong with the page as it is now.
   *
   * @param {string} state For the message.
   */
  async accessible(state) {
    assert.deepEqual(await violations(this.page), [], `what axe finds, ${state}`);
  }

  /**
   * @param {string} what For the message.
   * @param {() => Promise<unknown>} holds
   * @param {number} [patience] ms
   */
  async until(what, holds, patience = PATIENCE_MS) {
    const end = Date.now() + patience;
    while (!(await holds())) {
      assert.ok(Date.now() < end, `waited ${patience / 1000} s in vain until ${what}`);
      await sleep(50);
    }
  }

  /** How often the drawing has been encoded. */
  encodings() {
    return this.number("draw-panel", "data-encoded");
  }

  /**
   * Draws with the mouse, as a hand does, and waits until the model has seen it.
   *
   * @param {number[][][]} strokes Points from (0, 0) to (1, 1).
   */
  async draw(strokes) {
    const before = await this.encodings();
    await this.strokes(strokes);
    await this.until("the drawing is encoded", async () => (await this.encodings()) > before);
    await this.settled();
  }

  /** An empty pad, if it is not empty yet. */
  async clear() {
    if (await this.get("pad-clear").isEnabled()) await this.click("pad-clear");
  }

  /**
   * Draws and keeps the drawing.
   *
   * @param {number[][][]} strokes
   */
  async keep(strokes) {
    const before = await this.number("strip-count");
    await this.clear();
    await this.draw(strokes);
    await this.click("pad-keep");
    await this.until(
      "the drawing is kept",
      async () => (await this.number("strip-count")) === before + 1,
    );
  }

  /** The mouse alone. @param {number[][][]} strokes */
  async strokes(strokes) {
    const pad = this.get("pad");
    await pad.scrollIntoViewIfNeeded();
    const box = await pad.boundingBox();
    assert.ok(box, "the pad is not to be seen");
    const at = (/** @type {number[]} */ [x, y]) =>
      /** @type {[number, number]} */ ([box.x + x * box.width, box.y + y * box.height]);
    for (const [first, ...rest] of strokes) {
      await this.page.mouse.move(...at(first));
      await this.page.mouse.down();
      for (const point of rest) await this.page.mouse.move(...at(point), { steps: 4 });
      await this.page.mouse.up();
    }
  }

  /** Until no more encodings come in: the newest strokes are what is shown. */
  async settled() {
    let seen = -1;
    await this.until("the encodings come to rest", async () => {
      const now = await this.encodings();
      const rest = now === seen;
      seen = now;
      await sleep(300);
      return rest;
    });
  }

  /**
   * The picture on a canvas, from 0 (paper) to 1 (ink) by the theme's own two colours.
   *
   * @param {import("playwright-core").Locator} canvas
   * @returns {Promise<number[]>} 784 numbers.
   */
  async picture(canvas) {
    const colours = await canvas.evaluate((element) => {
      const canvas = /** @type {HTMLCanvasElement} */ (element);
      const context = canvas.getContext("2d");
      return context ? [...context.getImageData(0, 0, canvas.width, canvas.height).data] : [];
    });
    assert.equal(colours.length, 28 * 28 * 4, "the picture is 28 × 28");
    const dark = await this.page
      .locator("html")
      .evaluate((html) => getComputedStyle(html).colorScheme === "dark");
    const red = colours.filter((_, index) => index % 4 === 0);
    const [paper, ink] = dark ? [20, 246] : [250, 27];
    return red.map((value) => (value - paper) / (ink - paper));
  }

  /** The pictures of a row. @param {string} id @returns {Promise<number[][]>} */
  async pictures(id) {
    const canvases = await this.get(id).locator("canvas").all();
    return Promise.all(canvases.map((canvas) => this.picture(canvas)));
  }

  /** The newest notice of a kind of trouble. @param {string} code */
  async notice(code) {
    const notice = this.page.locator(`[data-testid="notice"][data-code="${code}"]`).last();
    await notice.waitFor();
    await this.accessible(`with the notice ${code}`);
    return { notice, text: (await notice.getByTestId("notice-text").innerText()).trim() };
  }

  /**
   * A task, drawn in “Meta-learn”.
   *
   * @param {{ ways?: number, shots?: number, queries?: number }} [shape] What is not given stays as
   *   it is.
   */
  async drawTask(shape = {}) {
    for (const [name, value] of Object.entries(shape)) await this.fill(`task-${name}`, value);
    const panel = this.get("task-panel");
    // One is there on arrival: the stored one.
    const before = await panel.getAttribute("data-task");
    await this.click("task-draw");
    const ready = async () =>
      (await panel.getAttribute("data-status")) === "ready" &&
      (await panel.getAttribute("data-task")) !== before;
    await this.until("a task is drawn", ready);
    await this.accessible("with a task");
  }

  /** Ticks exactly these methods; what one lacks is brought first. @param {string[]} wanted */
  async tick(wanted) {
    for (const row of await this.get("method-choice").all()) {
      const id = (await row.getAttribute("data-method")) ?? "";
      const box = row.getByTestId("method-chosen");
      if (wanted.includes(id) && (await row.getAttribute("data-lacks")) !== null) {
        await row.getByTestId("method-bring").click();
        await this.until(`${id} is ticked`, () => box.isChecked());
      }
      if (await box.isEnabled()) await box.setChecked(wanted.includes(id));
    }
  }

  /** @param {string} id @param {string | number} value */
  async fill(id, value) {
    await this.get(id).fill(String(value));
  }

  /**
   * Until a run's panel says so. What runs goes on while axe looks, so that is not looked at here.
   *
   * @param {"train" | "tune"} panel
   * @param {string} status
   * @param {number} [patience]
   */
  async runIs(panel, status, patience) {
    const holds = async () =>
      (await this.get(`${panel}-panel`).getAttribute("data-status")) === status;
    await this.until(`the ${panel} panel is ${status}`, holds, patience);
    if (status !== "running") await this.accessible(`with the ${panel} panel ${status}`);
  }

  /** Steps of a run so far. @param {"train" | "tune"} panel */
  steps(panel) {
    return this.number(`${panel}-count`);
  }
}

/** How much ink. @param {number[]} picture */
export const ink = (picture) => picture.reduce((sum, value) => sum + value, 0);

/** From −1 to 1: how alike two pictures are. @param {number[]} a @param {number[]} b */
export function likeness(a, b) {
  const [ma, mb] = [ink(a) / a.length, ink(b) / b.length];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, index) => {
    ab += (value - ma) * (b[index] - mb);
    aa += (value - ma) ** 2;
    bb += (b[index] - mb) ** 2;
  });
  return ab / Math.sqrt(aa * bb);
}
