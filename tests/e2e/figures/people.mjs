/** What no rule of axe's looks at: fingers, the keyboard's way, wide letters, narrow screens. */

/** @typedef {import("../visit.mjs").Visit} Visit */

/** WCAG 2.5.5: a link within a sentence may be as high as its line. */
const TIP = 44;

/**
 * Controls that a fingertip cannot be sure of. A label is part of what it names.
 *
 * @param {import("playwright-core").Page} page
 */
export const smallTargets = (page) =>
  page.evaluate((tip) => {
    const all = document.querySelectorAll(
      'a[href], button, input, select, textarea, summary, [tabindex="0"], [role="button"]',
    );
    return [...all].flatMap((each) => {
      if (!each.checkVisibility({ visibilityProperty: true })) return [];
      if (each.matches(".skip, :disabled, [type=file]")) return [];
      if (each.matches("a") && each.closest("p, dd, label, small")) return [];
      const target = each.closest("label") ?? each;
      const { width, height } = target.getBoundingClientRect();
      if (width * height === 0 || Math.min(width, height) >= tip - 0.5) return [];
      const name = each.getAttribute("data-testid") ?? each.outerHTML.slice(0, 90);
      return [`${name}: ${width.toFixed(0)} × ${height.toFixed(0)}`];
    });
  }, TIP);

/**
 * The keyboard's way through what is shown, by Tab from the top to the end: each stop as it is met.
 *
 * @param {import("playwright-core").Page} page
 */
export async function tabStops(page) {
  await page.evaluate(() => {
    // Where the focus leads is judged as it will stay.
    document.documentElement.style.scrollBehavior = "auto";
    Object.assign(window, { stops: new WeakSet() });
    scrollTo({ top: 0, behavior: "instant" });
    const { activeElement } = document;
    if (activeElement instanceof HTMLElement) activeElement.blur();
    // The next Tab begins at the top, wherever something was pressed last.
    const start = document.createElement("span");
    start.tabIndex = -1;
    document.body.prepend(start);
    start.focus();
    start.remove();
  });
  /** @type {{name: string, wrong: string[]}[]} */
  const stops = [];
  for (let presses = 0; presses < 400; presses++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(focused);
    if (stop === null) return stops;
    stops.push(stop);
  }
  throw new Error("400 presses of Tab lead to no end");
}

/** Runs in the page: what has the focus, and what hides it. Null at the page's end. */
function focused() {
  const each = document.activeElement;
  if (!each || each === document.body) return null;
  const name = each.getAttribute("data-testid") ?? each.outerHTML.replace(/\s+/g, " ").slice(0, 90);
  const { stops } = /** @type {{stops: WeakSet<Element>}} */ (/** @type {unknown} */ (window));
  // Once around: a headless browser has no bar of its own to go on to.
  if (stops.has(each)) return null;
  stops.add(each);
  /** @type {string[]} */
  const wrong = [];
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each);
  if ((outlineStyle === "none" || Number.parseFloat(outlineWidth) < 2) && boxShadow === "none")
    wrong.push("nothing shows that it has the focus");
  if (/** @type {HTMLElement} */ (each).tabIndex > 0) wrong.push("a tabindex above 0");
  const box = each.getBoundingClientRect();
  const [top, bottom] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
  if (bottom - top < Math.min(box.height, innerHeight / 4) - 1) wrong.push("it is off the screen");
  const label = each.closest("label");
  const points = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [x, y]));
  const covers = points.flatMap(([x = 0, y = 0]) => {
    const over = document.elementFromPoint(box.left + x * box.width, top + y * (bottom - top));
    const none = !over || each.contains(over) || over.contains(each) || label?.contains(over);
    return none ? [] : [over];
  });
  if (covers.length > points.length / 2)
    wrong.push(`it is under ${covers[0]?.className || covers[0]?.tagName}`);
  return { name, wrong };
}

/** WCAG 1.4.12, in the page: letters, words and lines as wide as a reader may set them. */
export function widenText() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; " +
      "word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }",
  );
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

/** Runs in the page: texts that are cut off, or stick out of what they stand in. */
export function cutTexts() {
  const boxes = document.querySelectorAll(
    "button, a, summary, label, p, h1, h2, h3, legend, th, td, dt, dd, figcaption, select, li",
  );
  return [...boxes].flatMap((each) => {
    if (!each.checkVisibility() || each.closest(".visually-hidden, .skip")) return [];
    if (!each.textContent?.trim()) return [];
    const { overflowX, overflowY, textOverflow } = getComputedStyle(each);
    if (textOverflow === "ellipsis" && each.closest("[title], summary")) return [];
    const wide = each.scrollWidth - each.clientWidth;
    const tall = each.scrollHeight - each.clientHeight;
    const pressed = each.matches("button, a, summary, select");
    const clipped = (/** @type {string} */ overflow) => /hidden|clip/.test(overflow);
    const cut = (wide > 1 && (clipped(overflowX) || pressed)) || (tall > 2 && clipped(overflowY));
    if (!cut || getComputedStyle(each).display === "inline") return [];
    const name = each.getAttribute("data-testid") ?? each.textContent.trim().slice(0, 40);
    return [`${name}: ${wide} px too wide, ${tall} px too high`];
  });
}

/** Runs in the page: what reaches beyond its right edge, but for what scrolls in its own box. */
export function tooWide() {
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
