/**
 * The files that lie beside the page, as flows fetch them: what is slow is said, with a way to stop
 * it; modules that come when they are first used; and the visitor's own files, which are weighed
 * before they are read.
 */

import { versioned } from "../engine/build.js";
import { FetchError, fetchBytes, fetchJson } from "../engine/fetch.js";
import { bytesText, MOST_FETCHED } from "../engine/sizes.js";

/** @typedef {import("./notices.js").NoticeAction} NoticeAction */
/** @typedef {import("../engine/fetch.js").Fetch} Fetch */

/** The code of the notice that something comes slowly. */
const SLOW = "slow";

export class Files {
  /** @type {(action: NoticeAction) => void} */
  #dispatch;
  /** @type {typeof fetch} */
  #fetcher;
  /** @type {import("../engine/fetch.js").Patience | undefined} */
  #patience;
  /** @type {(url: string) => Promise<any>} */
  #load;
  /** Those that are waited for, though they come slowly. @type {Set<AbortController>} */
  #slow = new Set();

  /**
   * @param {object} place
   * @param {{dispatch: (action: NoticeAction) => void}} place.store
   * @param {typeof fetch} place.fetcher
   * @param {(relative: string) => string} place.url From the address of `www/` to an absolute one.
   * @param {import("../engine/fetch.js").Patience} [place.patience]
   * @param {(url: string) => Promise<any>} [place.load]
   */
  constructor({ store, fetcher, url, patience, load = (url) => import(url) }) {
    this.#dispatch = (action) => store.dispatch(action);
    this.#fetcher = fetcher;
    this.#patience = patience;
    this.#load = load;
    this.url = url;
  }

  /** @param {string} path @param {Fetch} how */
  bytes(path, how) {
    return this.#watched(how, (how) => fetchBytes(this.#fetcher, this.url(path), how));
  }

  /** @param {string} path @param {Fetch} how */
  json(path, how) {
    return this.#watched(how, (how) => fetchJson(this.#fetcher, this.url(path), how));
  }

  /**
   * A module of `later/`: what the page is without until it is first used. Its file is fetched
   * first, since an import says neither why it failed nor that it waits; the import then has it
   * from the browser's cache.
   *
   * @param {string} name
   * @returns {Promise<any>} What it exports; whoever asks knows its type.
   */
  async module(name) {
    const path = `later/${name}.js`;
    const url = versioned(this.url(path));
    const how = { most: MOST_FETCHED.script, script: true, file: `The part “${name}” of the page` };
    await this.#watched(how, (how) => fetchBytes(this.#fetcher, url, how));
    return this.#load(url);
  }

  /** Ends those that the visitor does not want to wait for. */
  stopSlow() {
    for (const controller of this.#slow) controller.abort();
  }

  /**
   * @template T
   * @param {Fetch} how
   * @param {(how: Fetch) => Promise<T>} act
   */
  async #watched(how, act) {
    const controller = new AbortController();
    const stop = () => controller.abort();
    if (how.signal?.aborted) stop();
    how.signal?.addEventListener("abort", stop);
    const { signal } = controller;
    const slow = (/** @type {import("../engine/fetch.js").Received} */ received) => {
      this.#slow.add(controller);
      how.slow?.(received);
      this.#say(how.file ?? "A file", received);
    };
    try {
      return await act({ ...how, signal, slow, patience: this.#patience });
    } finally {
      how.signal?.removeEventListener("abort", stop);
      this.#slow.delete(controller);
      if (this.#slow.size === 0) this.#dispatch({ type: "notice/cleared", code: SLOW });
    }
  }

  /** @param {string} file @param {import("../engine/fetch.js").Received} received */
  #say(file, { received, total }) {
    const of = total === null ? "" : ` of ${bytesText(total)}`;
    this.#dispatch({
      type: "notice/shown",
      kind: "warning",
      code: SLOW,
      text:
        `The host sends ${file} slowly: ${bytesText(received)}${of} so far. It is waited for; ` +
        "all that needs it not can be used meanwhile.",
      action: { label: "Stop waiting", intent: "stopFetching" },
    });
  }
}

/** Why something did not arrive, as a clause. @param {unknown} error */
export const reasonOf = (error) => {
  if (error instanceof FetchError) return error.reason;
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
};

/**
 * The bytes of a file from the visitor's disk. Its size is known before it is read: what is too
 * large costs nothing.
 *
 * @param {File} file
 * @param {number} most
 * @param {string} what It is to be, in the plural.
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function readFile(file, most, what) {
  const { name, size } = file;
  if (size > most) {
    throw new OwnFileError(
      `${name} has ${bytesText(size)}, and ${what} have at most ${bytesText(most)}. Choose ` +
        "another file.",
    );
  }
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    throw new OwnFileError(
      `${name} could not be read (${reasonOf(error)}). It may have been moved, changed or ` +
        "locked since you chose it: choose it again.",
    );
  }
}

/** A file that was refused before the engine saw it. */
export class OwnFileError extends Error {}
