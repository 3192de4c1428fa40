/**
 * Keeps what a tab has in step with what the browser's store has, where other tabs write too.
 *
 * The tab remembers what the store had when it last looked. What it has otherwise is its own doing
 * and is written, entry by entry; what the store has otherwise is another tab's doing and is heard.
 * Both happen in one transaction, and transactions that write exclude each other over all tabs: a
 * change of what was deleted elsewhere does not bring it back, and a deletion reaches only what was
 * seen. So there are neither locks nor marks of deleted entries to look after.
 */

import { answered } from "./database.js";
import { keyOf, nameOf, wrongWith } from "./kept.js";
import { read, write } from "./kept-writes.js";

/** @typedef {import("./kept.js").Entry} Entry */
/** @typedef {import("./kept.js").Odd} Odd */

/** What the tab has: values by name, in their order. @typedef {Map<string, any>} Mine */

/**
 * @typedef {object} Surroundings
 * @property {import("./database.js").Database} database
 * @property {Record<string, import("./kept.js").Kind>} kinds
 * @property {() => Mine} mine
 * @property {(entries: Entry[], gone: string[]) => void} heard What other tabs did. The tab has it
 *   when this returns.
 * @property {(names: string[]) => void} tell Other tabs, what changed.
 * @property {(error: any) => void} settled After each try; null: all is kept.
 * @property {() => void} cleared The store was emptied under the tab, which still has it all.
 * @property {(odd: Odd[]) => void} odd Entries that are not understood and left alone: all so far.
 */

export class Keeper {
  /** @type {Surroundings} */
  #at;
  /** @type {Map<string, Entry>} */
  #known = new Map();
  /** @type {Map<string, Odd>} */
  #odd = new Map();
  /** Those of them that are well-formed, and still of no use. @type {Set<string>} */
  #refused = new Set();
  /** What was kept once, was cleared, and is not kept again unasked. @type {Set<string>} */
  #held = new Set();
  /** @type {number | null} */
  #born = null;
  #order = 0;
  /** Whether something is on its way into the store. */
  #writing = false;
  /** What others have changed; null: anything. @type {Set<string> | null} */
  #unheard = null;
  /** @type {Promise<void> | null} */
  #next = null;
  /** @type {Promise<void>} */
  #last = Promise.resolve();

  /** @param {Surroundings} surroundings */
  constructor(surroundings) {
    this.#at = surroundings;
  }

  /** Brings tab and store in step. To be called after every change of either; never rejects. */
  settle() {
    // Calls that come before it begins are one.
    this.#next ??= this.#last = this.#last.then(async () => {
      this.#next = null;
      try {
        await this.#pass();
        this.#at.settled(null);
      } catch (error) {
        this.#at.settled(error);
      }
    });
    return this.#next;
  }

  /**
   * Another tab has written.
   *
   * @param {string[] | null} names Null: it cannot be said what.
   */
  hear(names) {
    this.#hearLater(names);
    return this.settle();
  }

  /** What was cleared is to be kept after all. */
  keepAgain() {
    this.#held.clear();
    return this.settle();
  }

  /** Whether closing the tab would lose anything. */
  unkept() {
    const mine = this.#at.mine();
    return (
      this.#writing ||
      this.#changes(mine).length > 0 ||
      [...this.#held].some((name) => mine.has(name))
    );
  }

  /**
   * Leaves alone from now on what the store has under this name. The tab is to drop it.
   *
   * @param {string} name
   * @param {string} wrong
   */
  setAside(name, wrong) {
    const [kind, id] = keyOf(name);
    const value = this.#at.mine().get(name);
    this.#refused.add(name);
    this.#odd.set(name, { record: this.#known.get(name) ?? { kind, id, value }, wrong });
    this.#known.delete(name);
    this.#at.odd([...this.#odd.values()]);
  }

  /** @param {string} name @returns {Promise<unknown>} What was noted of the store under it. */
  noted(name) {
    return this.#at.database.transact("readonly", ({ about }) => answered(about.get(name)));
  }

  /** @param {string} name @param {unknown} what */
  note(name, what) {
    return this.#at.database.transact("readwrite", ({ about }) => answered(about.put(what, name)));
  }

  /** @param {Iterable<string> | null} names */
  #hearLater(names) {
    if (!names) this.#unheard = null;
    else for (const name of names) this.#unheard?.add(name);
  }

  async #pass() {
    const unheard = this.#unheard;
    this.#unheard = new Set();
    try {
      await this.#exchange(unheard);
    } catch (error) {
      this.#hearLater(unheard);
      throw error;
    } finally {
      this.#writing = false;
    }
    // What was not written for the sake of what was heard, or came meanwhile.
    if (this.#unheard?.size !== 0 || this.#changes(this.#at.mine()).length > 0) void this.settle();
  }

  /** @param {ReadonlySet<string> | null} unheard */
  async #exchange(unheard) {
    const mine = this.#at.mine();
    const changes = this.#changes(mine);
    if (changes.length === 0 && unheard?.size === 0) return;
    this.#writing = changes.length > 0;
    const { kinds, database } = this.#at;
    const tab = { kinds, known: this.#known, mine, order: this.#order };
    const mode = changes.length > 0 ? "readwrite" : "readonly";
    const found = await database.transact(mode, async ({ entries, about }) => {
      const born = /** @type {number} */ (await answered(about.get("born")));
      // In a store that is not the one of before there is nothing to change.
      const another = this.#born !== null && this.#born !== born;
      const written = another ? new Map() : await write(entries, tab, changes);
      const refused = another ? [] : changes.filter((name) => !written.has(name));
      const all = !unheard || another;
      const names = all ? null : [...unheard, ...refused];
      return { born, another, written, refused, records: await read(entries, names), all };
    });
    if (found.another) {
      for (const name of this.#known.keys()) this.#held.add(name);
      this.#known.clear();
    }
    this.#born = found.born;
    for (const [name, entry] of found.written) {
      this.#order = Math.max(this.#order, entry?.order ?? 0);
      if (entry) this.#known.set(name, entry);
      else this.#known.delete(name);
    }
    for (const name of found.refused) {
      // A class that is not deleted since there is more in it than this tab has seen.
      if (!mine.has(name)) this.#unheard = null;
    }
    this.#take(found.records, new Set(found.refused), found.all);
    if (found.another) this.#at.cleared();
    if (found.written.size > 0) this.#at.tell([...found.written.keys()]);
  }

  /** Names of what the tab has otherwise than the store had it. @param {Mine} mine */
  #changes(mine) {
    const names = [...this.#known.keys()].filter((name) => !mine.has(name));
    for (const [name, value] of mine) {
      if (!this.#held.has(name) && !same(value, this.#known.get(name)?.value)) names.push(name);
    }
    return names;
  }

  /**
   * @param {Map<string, any>} records By name; undefined: gone.
   * @param {ReadonlySet<string>} refused What the tab had otherwise, and may not write.
   * @param {boolean} all Whether these are all that the store has.
   */
  #take(records, refused, all) {
    const mine = this.#at.mine();
    /** What the tab changes at this moment stays, and is written next. @param {string} name */
    const busy = (name) =>
      !refused.has(name) && !same(mine.get(name), this.#known.get(name)?.value);
    /** @type {Entry[]} */
    const entries = [];
    const before = [...this.#odd.keys()].join();
    const names = new Set([...records.keys(), ...(all ? this.#known.keys() : [])]);
    const gone = [...names].filter((name) => {
      const record = records.get(name);
      const wrong = record && wrongWith(this.#at.kinds, record);
      if (wrong) this.#odd.set(name, { record, wrong });
      else if (!this.#refused.has(name)) this.#odd.delete(name);
      if (record && !wrong) return false;
      return this.#known.delete(name) || refused.has(name);
    });
    for (const [name, record] of records) {
      if (!record || this.#odd.has(name)) continue;
      this.#held.delete(name);
      this.#order = Math.max(this.#order, record.order);
      if (this.#known.get(name)?.revision === record.revision && !refused.has(name)) continue;
      if (!busy(name)) entries.push(record);
      this.#known.set(name, record);
    }
    entries.sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
    if (entries.length + gone.length > 0) this.#at.heard(entries, gone);
    this.#compare(entries, all);
    if ([...this.#odd.keys()].join() !== before) this.#at.odd([...this.#odd.values()]);
  }

  /**
   * What the tab could not take is not for it to delete.
   *
   * @param {Entry[]} entries
   * @param {boolean} all Whether there were no others to be heard of.
   */
  #compare(entries, all) {
    const mine = this.#at.mine();
    for (const entry of entries) {
      const name = nameOf(entry.kind, entry.id);
      const value = mine.get(name);
      if (value === undefined) {
        this.#known.delete(name);
        const parent = this.#at.kinds[entry.kind].parent?.(entry.value) ?? "";
        // What it belongs to may be in a message that did not arrive, or is about to be deleted
        // here, which this prevents.
        if (!all || this.#known.has(parent)) this.#unheard = null;
        else this.#odd.set(name, { record: entry, wrong: "belongs to a class that is not there" });
      } else if (!same(value, entry.value) && alike(value, entry.value)) {
        // One and the same from now on, so that no difference is seen.
        entry.value = value;
      }
    }
  }
}

/** Values are never changed in place, so that their parts tell. @param {any} a @param {any} b */
const same = (a, b) =>
  a === b || (!!a && !!b && Object.keys(a).every((part) => a[part] === b[part]));

/** @param {unknown} a @param {unknown} b */
const alike = (a, b) => JSON.stringify(a) === JSON.stringify(b);
