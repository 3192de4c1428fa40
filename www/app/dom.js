/** Typed access to the page's own markup. */

/**
 * The element with this test id under `root`. Its absence is a bug in the page, so it throws.
 *
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} testId
 * @param {{new (): T, prototype: T}} type
 * @returns {T}
 */
export function find(root, testId, type) {
  const element = root.querySelector(`[data-testid="${testId}"]`);
  if (!(element instanceof type)) {
    throw new Error(`The page has no ${type.name} with data-testid="${testId}".`);
  }
  return element;
}

/**
 * A new element with properties and children.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | boolean | undefined>} [attributes] `true` sets an empty
 *   attribute; `false` and `undefined` set none.
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/**
 * Wraps `draw` so that it runs only when one of its arguments is another than last time. Views get
 * the whole state on every change; this is what keeps them cheap.
 *
 * @template {unknown[]} A
 * @param {(...keys: A) => void} draw
 * @returns {(...keys: A) => void}
 */
export function whenChanged(draw) {
  /** @type {A | undefined} */
  let last;
  return (...keys) => {
    if (last?.every((key, index) => Object.is(key, keys[index]))) return;
    last = keys;
    draw(...keys);
  };
}

/** What each element was told to say. @type {WeakMap<HTMLElement, string>} */
const said = new WeakMap();

/**
 * Sets an element's text, and the number behind it unrounded for whoever reads the page by program.
 *
 * @param {HTMLElement} element
 * @param {string} text
 * @param {number | null} [value]
 */
export function show(element, text, value) {
  // Not what stands there: that may be in another language by now, and to write what is already
  // said would be announced again.
  if ((said.get(element) ?? element.textContent) !== text) {
    element.textContent = text;
    said.set(element, text);
  }
  if (value === undefined) return;
  if (value === null) delete element.dataset.value;
  else element.dataset.value = String(value);
}
