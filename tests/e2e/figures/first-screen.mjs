/** What stands in a place before anything is pressed or unfolded. Each runs in the page. */

/** @typedef {import("playwright-core").Page} Page */

/**
 * @typedef {object} Arrival
 * @property {number} screens How many screens high.
 * @property {string[]} controls Those of the first screen, by name.
 * @property {string[]} words Those of the first screen.
 * @property {string[]} blank What is empty, wherever in the place it stands.
 */

/** @param {Page} page @returns {Promise<Arrival>} */
export const arrival = async (page) => {
  await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
  return {
    screens: await page.evaluate(() => document.documentElement.scrollHeight / innerHeight),
    controls: await page.evaluate(controls),
    words: await page.evaluate(words),
    blank: await page.evaluate(blank),
  };
};

/** Whatever can be pressed, filled or moved, and is on the first screen in part or whole. */
function controls() {
  const all = document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex="0"]',
  );
  return [...all]
    .filter((each) => {
      if (!each.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
      const box = (each.closest("label") ?? each).getBoundingClientRect();
      const on = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
      return on && box.width > 1 && box.height > 1;
    })
    .map(
      (each) =>
        each.getAttribute("data-testid") ??
        each.getAttribute("aria-label") ??
        each.textContent ??
        "",
    );
}

/** What is read on the first screen: whatever has a letter in it and spaces about it. */
function words() {
  /** @type {string[]} */
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!parent?.checkVisibility({ visibilityProperty: true })) continue;
    if (parent.closest("select, datalist, noscript, script, .visually-hidden, .skip")) continue;
    for (const { 0: word, index } of (node.textContent ?? "").matchAll(/\S*\p{L}\S*/gu)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const box = range.getBoundingClientRect();
      if (box.width > 0 && box.bottom > 0 && box.top < innerHeight) found.push(word);
    }
  }
  return found;
}

/**
 * Canvases of one colour, charts without a point, pictures without anything in them, dashes where a
 * figure goes, empty boxes, a main action that cannot be pressed. What is folded is not looked at.
 */
function blank() {
  const seen = (/** @type {Element} */ each) => {
    const { width, height } = each.getBoundingClientRect();
    return each.checkVisibility({ visibilityProperty: true }) && width > 1 && height > 1;
  };
  const all = (/** @type {string} */ selector) =>
    [...document.querySelectorAll(selector)].filter(seen);
  const canvases = /** @type {HTMLCanvasElement[]} */ (all("canvas")).filter((canvas) => {
    if (canvas.closest(".uplot")) return false;
    if (canvas.width === 0 || canvas.height === 0) return true;
    const data = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data;
    return !data || new Set(new Uint32Array(data.buffer)).size < 2;
  });
  const charts = all(".uplot").filter((chart) => {
    const points = chart.closest("[data-points]")?.getAttribute("data-points");
    return !(Number(points) > 0);
  });
  const pictures = all('[role="img"], .tiles').filter(
    (each) => !(each instanceof HTMLCanvasElement) && each.childElementCount === 0,
  );
  const dashes = all("main *, header *").filter(
    (each) => each.childElementCount === 0 && /^[–—]$/.test(each.textContent?.trim() ?? ""),
  );
  const boxes = all('table, ul, ol, dl, [data-testid*="confusion"]').filter(
    (each) => each.textContent?.trim() === "" && !each.querySelector("canvas, svg, img"),
  );
  const stuck = all(".button.primary:disabled, .button.primary[aria-disabled=true]");
  const kinds = { canvases, charts, pictures, dashes, boxes, stuck };
  return Object.entries(kinds).flatMap(([kind, found]) =>
    found.map((each) => {
      const named = each.closest("[data-testid]")?.getAttribute("data-testid");
      return `${kind}: ${named ?? each.outerHTML.slice(0, 80)}`;
    }),
  );
}
