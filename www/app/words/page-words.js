/**
 * Puts a page into another language where it is shown, and only there: state, engine and views keep
 * to the sources' own, so that a change of language reaches everything at once, what is kept in the
 * state too, and nothing needs to be rendered anew. Whatever a view writes is translated before it
 * is painted: an observer hears of it in the same task. Only the data of text nodes and the values
 * of attributes are changed, and no element is made or moved, so lit-html's templates go on.
 *
 * In the sources' own language nothing is observed.
 */

import { say, sentence, speak } from "./say.js";

/** @typedef {import("./dictionary.js").Dictionary} Dictionary */
/**
 * What the sources say, and what is shown in its place.
 * @typedef {{source: string, shown: string}} Kept
 */

/** Attributes that are read or heard. */
export const SPOKEN = [
  "aria-label",
  "title",
  "placeholder",
  "alt",
  "data-label",
  "aria-valuetext",
  "aria-roledescription",
];
/** Elements within a sentence. */
const INLINE = new Set(["A", "B", "CODE", "EM", "I", "SMALL", "SPAN", "STRONG", "SUB", "SUP"]);
const UNSPOKEN = "script, style, noscript, [translate=no]";

export class PageWords {
  #root;
  /** @type {WeakMap<Text, Kept>} */
  #texts = new WeakMap();
  /** @type {WeakMap<Element, Map<string, Kept>>} */
  #attributes = new WeakMap();
  #observer;

  /** @param {Element} root The document's, so that its title is in it. */
  constructor(root) {
    this.#root = root;
    this.#observer = new MutationObserver((changes) => this.#heard(changes));
  }

  /** @param {Dictionary | null} dictionary Null for the sources' own language. */
  use(dictionary) {
    this.#observer.disconnect();
    speak(dictionary);
    this.#within(this.#root);
    if (dictionary) {
      this.#observer.observe(this.#root, {
        subtree: true,
        childList: true,
        characterData: true,
        attributeFilter: SPOKEN,
      });
    }
  }

  /** @param {MutationRecord[]} changes */
  #heard(changes) {
    for (const { type, target, addedNodes, attributeName } of changes) {
      if (type === "attributes")
        this.#attribute(/** @type {Element} */ (target), attributeName ?? "");
      else if (type === "characterData") this.#changed(target);
      else for (const node of addedNodes) this.#changed(node);
    }
    // What was written just now is known: nothing is to be heard of it.
    this.#observer.takeRecords();
  }

  /** @param {Node} node */
  #changed(node) {
    if (!node.isConnected) return;
    if (node instanceof Element) this.#within(node);
    if (!(node instanceof Text) || this.#texts.get(node)?.shown === node.data) return;
    const { parentElement } = node;
    if (parentElement && !parentElement.closest(UNSPOKEN)) this.#block(sentenceOf(parentElement));
  }

  /** @param {Element} root */
  #within(root) {
    if (root.closest(UNSPOKEN)) return;
    /** @type {Set<Element>} */
    const sentences = new Set();
    for (const element of [root, ...root.querySelectorAll("*")]) {
      if (element.closest(UNSPOKEN)) continue;
      for (const name of SPOKEN) if (element.hasAttribute(name)) this.#attribute(element, name);
      const texts = [...element.childNodes].some(
        (node) => node instanceof Text && node.data.trim(),
      );
      if (texts) sentences.add(sentenceOf(element));
    }
    for (const element of sentences) this.#block(element);
  }

  /** @param {Element} element @param {string} name */
  #attribute(element, name) {
    const now = element.getAttribute(name);
    if (now === null || element.closest(UNSPOKEN)) return;
    const all = this.#attributes.get(element) ?? new Map();
    this.#attributes.set(element, all);
    const kept = all.get(name);
    const source = kept?.shown === now ? kept.source : now;
    const shown = say(source);
    all.set(name, { source, shown });
    if (shown !== now) element.setAttribute(name, shown);
  }

  /** A sentence with the inline elements in it, or piece by piece. @param {Element} element */
  #block(element) {
    const { key, runs } = read(element, (node) => this.#sourceOf(node));
    const said = runs.length > 1 ? (sentence(key)?.split(TAGS) ?? []) : [];
    const fits =
      said.length === runs.length &&
      said.every((text, index) => text === "" || runs[index]?.length);
    runs.forEach((nodes, index) => {
      const text = fits ? said[index] : undefined;
      nodes.forEach((node, place) => {
        const source = this.#sourceOf(node);
        this.#show(node, source, text === undefined ? say(source) : place ? "" : text);
      });
    });
  }

  /** @param {Text} node */
  #sourceOf(node) {
    const kept = this.#texts.get(node);
    return kept?.shown === node.data ? kept.source : node.data;
  }

  /** @param {Text} node @param {string} source @param {string} shown */
  #show(node, source, shown) {
    this.#texts.set(node, { source, shown });
    if (node.data !== shown) node.data = shown;
  }
}

const TAGS = /<\/?[a-z]+\/?>/;

/** Whose sentence an inline element stands in. @param {Element} element @returns {Element} */
function sentenceOf(element) {
  const { parentElement } = element;
  if (!parentElement || !INLINE.has(element.tagName)) return element;
  const beside = [...parentElement.childNodes].some(
    (node) => node instanceof Text && node.data.trim(),
  );
  return beside || INLINE.has(parentElement.tagName) ? sentenceOf(parentElement) : element;
}

/**
 * An element's sentence as a key has it, and its text nodes, those between the same two tags
 * together.
 *
 * @param {Element} element
 * @param {(node: Text) => string} source
 */
function read(element, source) {
  /** @type {Text[][]} */
  const runs = [[]];
  let key = "";
  const tag = (/** @type {string} */ written) => {
    key += written;
    runs.push([]);
  };
  const within = (/** @type {Node} */ parent) => {
    for (const node of parent.childNodes) {
      if (node instanceof Text) {
        key += source(node);
        runs.at(-1)?.push(node);
      } else if (node instanceof Element) {
        const name = node.tagName.toLowerCase();
        if (INLINE.has(node.tagName) && !node.matches(UNSPOKEN)) {
          tag(`<${name}>`);
          within(node);
          tag(`</${name}>`);
        } else tag(`<${name}/>`);
      }
    }
  };
  within(element);
  return { key: key.replace(/\s+/g, " ").trim(), runs };
}
