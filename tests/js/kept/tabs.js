/**
 * Tabs of one browser, without the browser: each has the page's state and its keeping of drawings,
 * all over one IndexedDB (in memory), one `localStorage`, and a channel that a test can delay.
 */

import { IDBFactory, IDBKeyRange } from "fake-indexeddb";

import { Database } from "../../../www/app/database.js";
import { keepingFlow } from "../../../www/flows/keeping.js";
import { pageStore } from "../../../www/state/page.js";

globalThis.IDBKeyRange ??= IDBKeyRange;

/** @param {Record<string, string>} [kept] */
export function memory(kept = {}) {
  return {
    kept,
    get length() {
      return Object.keys(kept).length;
    },
    key: (/** @type {number} */ at) => Object.keys(kept)[at] ?? null,
    getItem: (/** @type {string} */ key) => kept[key] ?? null,
    setItem(/** @type {string} */ key, /** @type {string} */ value) {
      kept[key] = value;
    },
    removeItem(/** @type {string} */ key) {
      delete kept[key];
    },
  };
}

export const LINE = [[10, 20, 30, 40]];

export class Browser {
  factory = new IDBFactory();
  storage = memory();
  /** @type {Tab[]} */
  tabs = [];
  opened = 0;

  /** A further tab, which has what is kept. */
  async open() {
    const tab = new Tab(this);
    this.tabs.push(tab);
    await tab.keeping.start();
    return tab;
  }

  /** Until nothing that was said between tabs is on its way. */
  async rest() {
    for (const tab of this.tabs) await tab.listen();
    for (const tab of this.tabs) await tab.listen();
  }

  /** Every record as it is stored. @returns {Promise<any[]>} */
  records() {
    return this.raw("readonly", (entries) => entries.getAll());
  }

  /**
   * Past every tab.
   *
   * @param {IDBTransactionMode} mode
   * @param {(entries: IDBObjectStore) => IDBRequest} act
   */
  async raw(mode, act) {
    // Its shape is the page's to make.
    await new Database(() => this.factory).transact("readonly", async () => {});
    return /** @type {Promise<any>} */ (
      new Promise((resolve, reject) => {
        const opening = this.factory.open("metavae");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const transaction = opening.result.transaction("entries", mode);
          const request = act(transaction.objectStore("entries"));
          transaction.oncomplete = () => {
            opening.result.close();
            resolve(request.result);
          };
          transaction.onabort = () => reject(transaction.error);
        };
      })
    );
  }
}

export class Tab {
  /** What others said and this one has not heard yet. @type {string[][]} */
  unheard = [];
  store = pageStore();
  /** What fails here from now on. @type {Error | null} */
  broken = null;
  gone = false;
  #ids = 0;
  #name;
  /** @param {Browser} browser */
  constructor(browser) {
    this.#name = `t${browser.opened++}`;
    const database = new Database(
      () => {
        if (this.broken) throw this.broken;
        return browser.factory;
      },
      () => void this.keeping.listen(),
    );
    const session = /** @type {any} */ ({
      send: async () => [{ type: "rasterised", image: new Uint8Array(784) }],
    });
    this.keeping = keepingFlow(
      { store: this.store, session, files: /** @type {any} */ (null) },
      {
        database,
        storage: browser.storage,
        tell: (names) => {
          for (const other of browser.tabs) if (other !== this) other.unheard.push([...names]);
        },
      },
    );
    this.database = database;
    this.store.subscribe((state, before) => {
      if (state.strip !== before.strip || state.classes !== before.classes) this.keeping.follow();
    });
  }

  /** Hears what others said, and writes what is its own. */
  async listen() {
    if (this.gone) return;
    for (const names of this.unheard.splice(0)) await this.keeping.hear(names);
    await this.keeping.hear([]);
  }

  newId = () => `${this.#name}-${++this.#ids}`;

  /** @param {string} label */
  keep(label, strokes = LINE) {
    const id = this.newId();
    const image = new Uint8Array(784);
    this.store.dispatch({
      type: "strip/kept",
      drawing: { id, label, strokes, selected: true, image },
    });
    return id;
  }

  /** @param {string} name */
  addClass(name) {
    const id = this.newId();
    this.store.dispatch({ type: "classes/added", id, name });
    return id;
  }

  /** @param {string} into */
  draw(into, strokes = LINE) {
    const id = this.newId();
    const drawing = { id, strokes, image: new Uint8Array(784) };
    this.store.dispatch({ type: "classes/drawn", into, drawing });
    return id;
  }

  labels = () => this.store.get().strip.map(({ label }) => label);
  ids = () => this.store.get().strip.map(({ id }) => id);
  classes = () =>
    this.store.get().classes.map(({ name, drawings }) => `${name} ${drawings.length}`);
  notices = () => this.store.get().notices.map(({ code }) => code);
  text = () =>
    this.store
      .get()
      .notices.map(({ text }) => text)
      .join("\n");
}
