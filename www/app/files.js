/**
 * The files that lie beside the page, as flows fetch them: what is slow is said, with a way to stop
 * it; and the visitor's own files, which are weighed before they are read.
 */

import { FetchError, fetchBytes, fetchJson } from "../engine/fetch.js";
import { bytesText } from "../engine/sizes.js";

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
  /** Those that are waited for, though they come slowly. @type {Set<AbortController>} */
  #slow = new Set();

  /**
   * @param {object} place
   * @param {{dispatch: (action: NoticeAction) => void}} place.store
   * @param {typeof fetch} place.fetcher
   * @param {(relative: string) => string} place.url From the address of `www/` to an absolute one.
   * @param {import("../engine/fetch.js").Patience} [place.patience]
   */
  constructor({ store, fetcher, url, patience }) {
    this.#dispatch = (action) => store.dispatch(action);
    this.#fetcher = fetcher;
    this.#patience = patience;
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
