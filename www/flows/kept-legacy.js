/** What version 0.1 kept in `localStorage`: two texts, each an array of all there was. */

import { nameOf, VERSION, wrongWith } from "../app/kept.js";
import { KINDS } from "./kept-drawings.js";

/** @typedef {import("../app/kept.js").Entry} Entry */
/** @typedef {import("../app/kept.js").Odd} Odd */
/** @typedef {{entries: Entry[], odd: Odd[]}} Read */

/** @type {Record<string, (list: unknown[]) => Read>} */
const READERS = { "metavae.drawings.v1": readDrawings, "metavae.classes.v1": readClasses };
export const LEGACY = Object.keys(READERS);

/**
 * @param {string} key
 * @param {string} text
 * @returns {Read} What is understood, and what is not, as it is.
 */
export function readLegacy(key, text) {
  /** @type {unknown} */
  let list;
  try {
    list = JSON.parse(text);
  } catch {
    return { entries: [], odd: [{ record: { key, text }, wrong: "is cut off or damaged" }] };
  }
  if (Array.isArray(list)) return READERS[key](list);
  return {
    entries: [],
    odd: [{ record: { key, text }, wrong: "is of another version of this page" }],
  };
}

/** @param {unknown[]} list @returns {Read} */
function readDrawings(list) {
  const { take, read } = reader();
  for (const record of list)
    take("drawing", record, (/** @type {any} */ { id, label, strokes }) => [
      id,
      { label, strokes },
    ]);
  return read;
}

/** @param {unknown[]} list @returns {Read} */
function readClasses(list) {
  const { take, read } = reader();
  for (const record of list) {
    const into = take("class", record, (/** @type {any} */ { id, name }) => [id, { name }]);
    if (into === null) continue;
    const drawings = /** @type {{drawings?: unknown}} */ (record).drawings;
    if (!Array.isArray(drawings)) read.odd.push({ record, wrong: "has no list of drawings" });
    else
      for (const one of drawings)
        take("example", one, (/** @type {any} */ { id, strokes }) => [id, { into, strokes }]);
  }
  return read;
}

function reader() {
  /** @type {Read} */
  const read = { entries: [], odd: [] };
  /** @type {Set<string>} */
  const taken = new Set();
  /**
   * @param {string} kind
   * @param {unknown} record
   * @param {(record: unknown) => [unknown, object]} parts Its id and value.
   * @returns {string | null} Its id.
   */
  const take = (kind, record, parts) => {
    /** @type {Entry | null} */
    let entry = null;
    try {
      const [id, value] = parts(record);
      const order = read.entries.length;
      entry = { kind, id: String(id), version: VERSION, order, revision: 0, value };
      if (typeof id !== "string") entry = null;
    } catch {
      // Not even an object.
    }
    const wrong = entry ? wrongWith(KINDS, entry) : "has no id";
    if (!entry || wrong) {
      read.odd.push({ record, wrong: wrong ?? "is damaged" });
      return null;
    }
    // Two of one id are two. Always by the same names: another tab may be reading them now.
    const { id } = entry;
    for (let copy = 2; taken.has(nameOf(kind, entry.id)); copy++) entry.id = `${id}-${copy}`;
    taken.add(nameOf(kind, entry.id));
    read.entries.push(entry);
    return entry.id;
  };
  return { take, read };
}

/**
 * Tells a text from what an older page wrote in its place since.
 *
 * @param {string} text
 */
export function hash(text) {
  // FNV-1a; there is no `crypto.subtle` without TLS.
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return `${text.length} ${hash >>> 0}`;
}
