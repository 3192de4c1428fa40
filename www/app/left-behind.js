/**
 * What a tab would lose if it ended now is written down while it would: a browser may end a tab
 * without a word, and the next visit is to say what is gone.
 */

/** @typedef {import("./storage.js").KeepingStorage} KeepingStorage */

const PREFIX = "metavae.tab.";

export class LeftBehind {
  /** @type {KeepingStorage} */
  #storage;
  /** @type {LockManager | undefined} */
  #locks;
  /** @type {string} */
  #name;
  /** @type {string | null} */
  #mark = null;
  /** @type {(() => void) | null} */
  #release = null;

  /**
   * @param {KeepingStorage} storage That all tabs share; without `locks` one of this tab alone.
   * @param {LockManager | undefined} locks By a lock others see that the tab is still there.
   * @param {string} id Of this visit.
   */
  constructor(storage, locks, id) {
    this.#storage = storage;
    this.#locks = locks;
    this.#name = PREFIX + id;
  }

  /** @param {string | null} what Null: nothing would be lost. */
  set(what) {
    if (what === this.#mark) return;
    this.#mark = what;
    try {
      if (what === null) this.#storage.removeItem(this.#name);
      else this.#storage.setItem(this.#name, what);
    } catch {
      // The question before leaving is asked all the same.
    }
    if (what === null) this.rest();
    else this.wake();
  }

  /** A page that holds a lock does not get into the back-forward cache. */
  rest() {
    this.#release?.();
    this.#release = null;
  }

  wake() {
    if (this.#mark === null || this.#release || !this.#locks) return;
    const held = new Promise((resolve) => {
      this.#release = () => resolve(null);
    });
    // What is aborted with the page needs no words.
    this.#locks.request(this.#name, () => held).catch(() => {});
  }

  /**
   * What tabs wrote down that are no more. It is forgotten with that.
   *
   * @returns {Promise<string[]>}
   */
  async found() {
    const living = (await this.#locks?.query())?.held?.map(({ name }) => name) ?? [];
    const names = Array.from({ length: this.#storage.length }, (_, at) => this.#storage.key(at));
    return names.flatMap((name) => {
      if (!name?.startsWith(PREFIX) || name === this.#name || living.includes(name)) return [];
      const what = this.#storage.getItem(name);
      this.#storage.removeItem(name);
      return what === null ? [] : [what];
    });
  }
}
