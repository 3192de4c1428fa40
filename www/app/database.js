/**
 * The page's IndexedDB, as promises. It is reopened when the browser closed it, and it does not
 * wait for ever: browsers are known to leave an opening or a transaction without an answer.
 */

const NAME = "metavae";
/** Of the two stores below. What an entry looks like has a version of its own. */
const SHAPE = 1;
/** Each under its kind and id. */
const ENTRIES = "entries";
/** What is remembered of the store itself, by name. */
const ABOUT = "about";
const PATIENCE_MS = 20_000;
/** A connection that was closed from outside, and an opening while the browser clears it all. */
const PASSING = ["InvalidStateError", "AbortError"];
const PAUSE_MS = 100;

/** @typedef {{entries: IDBObjectStore, about: IDBObjectStore}} Stores */

export class Database {
  /** @type {() => IDBFactory} */
  #factory;
  /** @type {() => void} */
  #closed;
  /** @type {Promise<IDBDatabase> | null} */
  #connection = null;

  /**
   * @param {() => IDBFactory} factory Even to look at it may throw, where storage is forbidden.
   * @param {() => void} [closed] The browser has closed it: its content may be gone.
   */
  constructor(factory, closed = () => {}) {
    this.#factory = factory;
    this.#closed = closed;
  }

  /**
   * Runs `act` in a transaction: all of it takes place, or nothing. Those of all tabs that write
   * come one after the other; the browser sees to that.
   *
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {(stores: Stores) => Promise<T>} act May await nothing but requests of these stores.
   * @returns {Promise<T>}
   */
  async transact(mode, act) {
    const transaction = await this.#begin(mode);
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error ?? new Error("it was broken off"));
    });
    // Where `act` fails first, that is what is told.
    done.catch(() => {});
    try {
      const answer = act({
        entries: transaction.objectStore(ENTRIES),
        about: transaction.objectStore(ABOUT),
      });
      return await inTime(done.then(() => answer));
    } catch (error) {
      const { error: cause } = transaction;
      try {
        transaction.abort();
      } catch {
        // It has ended by itself.
      }
      throw cause ?? error;
    }
  }

  /** Lets go of it, so that a page in the back-forward cache stands in nobody's way. */
  async close() {
    const connection = this.#connection;
    this.#connection = null;
    (await connection?.catch(() => null))?.close();
  }

  /** @param {IDBTransactionMode} mode */
  async #begin(mode) {
    for (let attempt = 1; ; attempt++) {
      this.#connection ??= this.#open();
      try {
        return (await this.#connection).transaction([ENTRIES, ABOUT], mode);
      } catch (error) {
        this.#connection = null;
        const name = error instanceof DOMException ? error.name : "";
        if (!PASSING.includes(name) || attempt > 1) throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  }

  /** @returns {Promise<IDBDatabase>} */
  #open() {
    const opened = new Promise((resolve, reject) => {
      const request = this.#factory().open(NAME, SHAPE);
      /** @type {IDBTransaction | null} */
      let making = null;
      request.onupgradeneeded = () => {
        making = request.transaction;
        request.result.createObjectStore(ENTRIES, { keyPath: ["kind", "id"] });
        // By another number a store is known that was cleared and made anew.
        request.result.createObjectStore(ABOUT).put(Math.random(), "born");
      };
      request.onsuccess = () => resolve(request.result);
      // Where there was no room for an empty one, only the transaction says so.
      request.onerror = () => reject(making?.error ?? request.error);
    });
    opened.then(
      (database) => {
        const lost = () => {
          database.close();
          this.#connection = null;
          this.#closed();
        };
        database.onclose = lost;
        // Another tab deletes it, or a newer page changes its shape: neither has to wait.
        database.onversionchange = lost;
      },
      () => {},
    );
    return inTime(opened);
  }
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
export const answered = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/**
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
function inTime(promise) {
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`it has not answered for ${PATIENCE_MS / 1000} seconds`)),
      PATIENCE_MS,
    );
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
