/** What a page shows, read by its `data-…` in whichever browser it stands. */

import { setTimeout as sleep } from "node:timers/promises";

/** The colours of the light theme, in which every browser here starts: their red. */
const PAPER = 250;
const INK = 27;

/** The selector of a `data-testid`. @param {string} id */
export const byId = (id) => `[data-testid="${id}"]`;

export class Reader {
  #rest;

  /**
   * @param {import("./driver.js").Driven} page
   * @param {object} times ms
   * @param {number} times.patience For whatever is waited for.
   * @param {number} times.rest Longer than an encoding takes.
   */
  constructor(page, { patience, rest }) {
    this.page = page;
    this.patience = patience;
    this.#rest = rest;
  }

  /** @param {string} what For the message. @param {() => Promise<boolean>} holds */
  async until(what, holds) {
    const end = Date.now() + this.patience;
    while (!(await holds())) {
      if (Date.now() > end)
        throw new Error(`waited ${this.patience / 1000} s in vain until ${what}`);
      await sleep(100);
    }
  }

  /** @param {string} selector @param {string} name @param {string} value */
  reaches(selector, name, value) {
    return this.until(`${name} of ${selector} is “${value}”`, async () => {
      return (await this.attribute(selector, name)) === value;
    });
  }

  /** Until encodings of the drawing come in no more: the newest strokes are what is shown. */
  async settled() {
    let seen = 0;
    await this.until("the encodings come to rest", async () => {
      const before = seen;
      seen = await this.number(byId("draw-panel"), "data-encoded");
      if (seen === before && seen > 0) return true;
      await sleep(this.#rest);
      return false;
    });
  }

  /** Of the first such element; null where it has none. @param {string} selector @param {string} name */
  async attribute(selector, name) {
    const [value = null] = await this.all(selector, name);
    return value;
  }

  /** The attribute of all such elements. @param {string} selector @param {string} name */
  all(selector, name) {
    return this.page.evaluate(
      (selector, name) =>
        [...document.querySelectorAll(selector)].map((element) => element.getAttribute(name)),
      selector,
      name,
    );
  }

  /** The number that an element shows, unrounded. @param {string} selector */
  async number(selector, name = "data-value") {
    const text = await this.attribute(selector, name);
    if (text === null || text === "" || !Number.isFinite(Number(text)))
      throw new Error(`${name} of ${selector} is “${text}”, which is no number.`);
    return Number(text);
  }

  /**
   * Canvases of 28 × 28, from 0 (paper) to 1 (ink).
   * @param {string} selector
   */
  async pictures(selector) {
    const rows = await this.page.evaluate((selector) => {
      return [...document.querySelectorAll(selector)].map((element) => {
        const canvas = /** @type {HTMLCanvasElement} */ (element);
        const data = canvas.getContext("2d")?.getImageData(0, 0, 28, 28).data ?? [];
        return [...data].filter((_, at) => at % 4 === 0);
      });
    }, selector);
    return rows.map((row) => row.map((red) => (PAPER - red) / (PAPER - INK)));
  }
}
