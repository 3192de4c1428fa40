/** How a tab's own changes get into the store, within one transaction. */

import { answered } from "./database.js";
import { keyOf, nameOf, VERSION, wrongWith } from "./kept.js";

/** @typedef {import("./kept.js").Entry} Entry */

/**
 * @typedef {object} Tab
 * @property {Record<string, import("./kept.js").Kind>} kinds
 * @property {ReadonlyMap<string, Entry>} known What the store had when the tab last looked.
 * @property {ReadonlyMap<string, any>} mine What the tab has.
 * @property {number} order Of the last entry.
 */

/**
 * Writes entries that are new or changed, and deletes those that the tab no longer has.
 *
 * @param {IDBObjectStore} entries
 * @param {Tab} tab
 * @param {string[]} changes Names.
 * @returns {Promise<Map<string, Entry | null>>} What was written, null where it was deleted. What
 *   is missing here another tab has deleted, made or changed for good.
 */
export async function write(entries, { kinds, known, mine, order }, changes) {
  /** @type {Map<string, Entry | null>} */
  const written = new Map();

  /** @param {string} name */
  const add = async (name) => {
    const [kind, id] = keyOf(name);
    const value = mine.get(name);
    const entry = { kind, id, version: VERSION, order: ++order, revision: 1, value };
    if (await added(entries, entry)) written.set(name, entry);
  };
  /** @param {string} name */
  const change = async (name) => {
    const now = await answered(entries.get(keyOf(name)));
    if (!now || wrongWith(kinds, now)) return;
    const entry = { ...now, revision: now.revision + 1, value: mine.get(name) };
    await answered(entries.put(entry));
    written.set(name, entry);
  };
  /** @param {string} name */
  const remove = async (name) => {
    const { children } = kinds[keyOf(name)[0]];
    if (children && (await unseenIn(name, children))) return;
    await answered(entries.delete(keyOf(name)));
    written.set(name, null);
  };
  /** What another tab has put into that of which this one knows nothing. */
  /** @param {string} parent @param {string} kind */
  const unseenIn = async (parent, kind) => {
    const records = await answered(entries.getAll(IDBKeyRange.bound([kind], [kind, []])));
    const { parent: parentOf = () => "" } = kinds[kind];
    return records.some((record) => {
      if (wrongWith(kinds, record) || parentOf(record.value) !== parent) return false;
      const seen = known.get(nameOf(kind, record.id));
      return !seen || parentOf(seen.value) !== parent;
    });
  };

  await Promise.all(
    changes
      .filter((name) => mine.has(name))
      .map((name) => (known.has(name) ? change(name) : add(name))),
  );
  // A drawing that is new here is worth more than that its class was deleted elsewhere.
  const parents = new Set(
    [...written.values()].flatMap(
      (entry) => (entry && kinds[entry.kind].parent?.(entry.value)) ?? [],
    ),
  );
  for (const name of parents) if (!written.has(name)) await add(name);
  await Promise.all(changes.filter((name) => !mine.has(name)).map(remove));
  return written;
}

/**
 * @param {IDBObjectStore} entries
 * @param {string[] | null} names Null: all.
 * @returns {Promise<Map<string, any>>} Undefined where there is none.
 */
export async function read(entries, names) {
  if (!names) {
    const all = await answered(entries.getAll());
    return new Map(all.map((record) => [nameOf(record.kind, record.id), record]));
  }
  const records = await Promise.all(names.map((name) => answered(entries.get(keyOf(name)))));
  return new Map(names.map((name, at) => [name, records[at]]));
}

/**
 * @param {IDBObjectStore} entries
 * @param {Entry} entry
 * @returns {Promise<boolean>} False where there is one of this id already.
 */
const added = (entries, entry) =>
  new Promise((resolve, reject) => {
    const request = entries.add(entry);
    request.onsuccess = () => resolve(true);
    request.onerror = (event) => {
      if (request.error?.name !== "ConstraintError") return reject(request.error);
      // Unprevented it would end the transaction.
      event.preventDefault();
      event.stopPropagation();
      resolve(false);
    };
  });
