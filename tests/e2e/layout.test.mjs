/** The page on a phone and on a desk, light and dark. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, visit } from "./browser.mjs";
import { Host } from "./server.mjs";
import { SYMBOLS } from "./strokes.mjs";

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

const ROOMS = ["#/see", "#/train", "#/teach", "#/lab", "#/lab/methods", "#/lab/meta-train"];
const WIDTHS = [
  { name: "phone", viewport: { width: 360, height: 740 } },
  { name: "desk", viewport: { width: 1440, height: 900 } },
];
for (const { name, viewport } of WIDTHS) {
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    test(`${name}, ${colorScheme}: nothing is wider than the screen, and text can be read`, () =>
      visit(
        { browser, host, name: `${name}-${colorScheme}`, context: { viewport, colorScheme } },
        async (page) => {
          await page.ready();
          for (const strokes of SYMBOLS) await page.keep(strokes);
          let texts = 0;
          for (const address of ROOMS) {
            await page.page.goto(`${host.url}${address}`);
            assert.deepEqual(await page.page.evaluate(tooWide), [], `too wide, in ${address}`);
            const { checked, faint } = await page.page.evaluate(contrasts);
            assert.deepEqual(faint, [], `text of less contrast than 4.5 to 1, in ${address}`);
            texts += checked;
          }
          assert.ok(texts > 200, `only ${texts} texts were looked at`);
        },
      ));
  }
}

test("a window that is made narrow: nothing stays wide", () =>
  visit(
    { browser, host, name: "narrowed", context: { viewport: WIDTHS[1].viewport } },
    async (page) => {
      await page.ready();
      const wide = async () => (await page.page.evaluate(tooWide)).length;
      for (const address of ROOMS) {
        await page.page.setViewportSize(WIDTHS[1].viewport);
        await page.page.goto(`${host.url}${address}`);
        await page.page.setViewportSize(WIDTHS[0].viewport);
        await page.until(`everything fits, in ${address}`, async () => (await wide()) === 0);
      }
    },
  ));

/**
 * Runs in the page: what reaches beyond its right edge, but for what scrolls in a box of its own.
 */
function tooWide() {
  const width = document.documentElement.clientWidth;
  const scrolls = (/** @type {Element} */ element) => {
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(box).overflowX)) return true;
    }
    return false;
  };
  const beyond = [...document.body.querySelectorAll("*")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.right > width + 1 && !scrolls(element);
  });
  const names = beyond.map((element) => `${element.tagName} ${element.className}`);
  const extra = document.documentElement.scrollWidth - width;
  return extra > 0 ? [`the page itself, by ${extra} px`, ...names] : names;
}

/** Runs in the page: the texts whose contrast to what is behind them is below WCAG's AA. */
function contrasts() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return { checked: 0, faint: [] };
  /** Paints colours over one another and reads what is seen. @param {string[]} layers */
  const mix = (layers) => {
    context.clearRect(0, 0, 1, 1);
    for (const layer of layers) {
      context.fillStyle = layer;
      context.fillRect(0, 0, 1, 1);
    }
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  /** @param {number[]} rgb */
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let checked = 0;
  /** @type {string[]} */
  const faint = [];
  for (const element of document.body.querySelectorAll(
    "p, h1, h2, h3, dt, dd, b, small, span, button, label, figcaption, li, a",
  )) {
    const text = [...element.childNodes]
      .filter((node) => node.nodeType === Node.TEXT_NODE)
      .map((node) => node.textContent)
      .join("")
      .trim();
    const box = element.getBoundingClientRect();
    if (!text || box.width === 0 || box.height === 0) continue;
    if (element.closest(":disabled, [hidden], [aria-hidden='true'], .pending, .uplot, .skip"))
      continue;
    /** @type {string[]} */
    const layers = [];
    for (let under = /** @type {Element | null} */ (element); under; under = under.parentElement) {
      layers.unshift(getComputedStyle(under).backgroundColor);
    }
    const ground = luminance(mix(layers));
    const ink = luminance(mix([...layers, getComputedStyle(element).color]));
    const contrast = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
    checked++;
    if (contrast < 4.5) faint.push(`${contrast.toFixed(2)} “${text.slice(0, 40)}”`);
  }
  return { checked, faint };
}
