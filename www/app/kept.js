/**
 * What everything is kept in: an entry with its kind, id and version; and a file of entries, as it
 * is downloaded.
 */

/**
 * @typedef {object} Entry
 * @property {string} kind
 * @property {string} id Unlike all others of its kind.
 * @property {number} version Of the kind's values.
 * @property {number} order Entries of a kind are shown in this order, those of one order by id.
 * @property {number} revision Counts its changes.
 * @property {any} value
 */

/**
 * @typedef {object} Kind
 * @property {(value: any) => string | null} wrong What is wrong with a value, as the rest of a
 *   sentence about it; null where nothing is. Throws for a value that is nothing of the kind.
 * @property {(value: any) => string} [parent] The name of the entry that it belongs to.
 * @property {string} [children] The kind of those that belong to it.
 */

/** What could not be understood, as it is. @typedef {{record: unknown, wrong: string}} Odd */

/** On which tabs tell each other what they have changed. */
export const CHANNEL = "metavae";
/** Of all kinds so far. */
export const VERSION = 1;

/** @param {string} kind @param {string} id */
export const nameOf = (kind, id) => `${kind} ${id}`;

/** @param {string} name @returns {[string, string]} */
export function keyOf(name) {
  const at = name.indexOf(" ");
  return [name.slice(0, at), name.slice(at + 1)];
}

/**
 * @param {Record<string, Kind>} kinds
 * @param {any} record As the store has it.
 * @returns {string | null} Why it is no entry that this page understands.
 */
export function wrongWith(kinds, record) {
  try {
    const { kind, id, version, order, revision, value } = record;
    if (!Object.hasOwn(kinds, kind) || version !== VERSION)
      return "is of another version of this page";
    if (typeof id !== "string" || ![order, revision].every(Number.isFinite))
      return "has no proper id, order and revision";
    return kinds[kind].wrong(value);
  } catch {
    return "is damaged";
  }
}

/** A file of them. @param {unknown[]} entries */
export const fileOf = (entries) =>
  new TextEncoder().encode(JSON.stringify({ format: "metavae", version: VERSION, entries }));
