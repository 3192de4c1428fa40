/**
 * The one way in which anything is fetched, by the page and by its workers: with a deadline for the
 * answer and for every piece of it, a limit of bytes, and a sentence for whatever goes wrong. A
 * host that is slow but steady is waited for, and told of.
 */

import { bytesText } from "./sizes.js";

/**
 * How long what is waited for, in ms.
 * @typedef {object} Patience
 * @property {number} headers Until the host answers.
 * @property {number} silence Between two pieces of the body.
 * @property {number} slow It is slow where what is left takes longer than this, looked at as often.
 * @property {number} pause Before it is tried again.
 * @property {number} again What fails later than this is not tried again by itself.
 */

/** With the second try, everything settles or is said to be slow within half a minute. */
export const PATIENCE = /** @type {Patience} */ ({
  headers: 15_000,
  silence: 20_000,
  slow: 10_000,
  pause: 500,
  again: 5_000,
});
const TRIES = 2;

/**
 * What went wrong. `host`: it answered something else than the file. `silent`: nothing came for too
 * long. `broken`: there is no connection, or not to the end.
 * @typedef {"stopped" | "host" | "silent" | "broken" | "large"} Trouble
 */

/**
 * @typedef {object} Received
 * @property {number} received Bytes, so far.
 * @property {number | null} total Null where the host does not say, or compresses.
 */

/**
 * @typedef {object} Fetch
 * @property {number} most Bytes. More are refused.
 * @property {string} [file] What it is called in sentences; else by its address.
 * @property {boolean} [script] It is to be run, so that its type matters.
 * @property {AbortSignal} [signal]
 * @property {RequestCache} [cache] Of the first try; a second one goes past the browser's cache.
 * @property {(received: Received) => void} [progress]
 * @property {(received: Received) => void} [slow] Once, where it will take long.
 * @property {Patience} [patience]
 */

/** A failure in the words that the visitor reads. */
export class FetchError extends Error {
  /**
   * @param {string} file
   * @param {Trouble} trouble
   * @param {string} reason As a clause.
   * @param {string} remedy As a sentence.
   * @param {number} [status] The host's.
   */
  constructor(file, trouble, reason, remedy, status = 200) {
    super(`${file[0]?.toUpperCase()}${file.slice(1)} did not arrive: ${reason}. ${remedy}`);
    this.name = "FetchError";
    this.file = file;
    this.trouble = trouble;
    this.reason = reason;
    this.remedy = remedy;
    this.status = status;
  }

  /** Whether it may well be there a moment later. */
  get passing() {
    return this.trouble === "broken" || this.status >= 500 || this.status === 429;
  }
}

/**
 * @param {typeof fetch} fetcher
 * @param {string} url
 * @param {Fetch} how
 * @returns {Promise<Uint8Array<ArrayBuffer>>} Rejects with a {@link FetchError}.
 */
export async function fetchBytes(fetcher, url, how) {
  const { patience = PATIENCE, signal } = how;
  const begun = performance.now();
  for (let attempt = 1; ; attempt++) {
    const one = new Attempt(fetcher, url, how, attempt > 1);
    try {
      return await one.bytes();
    } catch (error) {
      const failure = one.failure(error);
      const late = performance.now() - begun > patience.again;
      if (!failure.passing || late || attempt === TRIES) throw failure;
    }
    await new Promise((resolve) => setTimeout(resolve, patience.pause));
    if (signal?.aborted) throw stoppedBefore(how.file ?? fileOf(url));
  }
}

/** The same, for JSON. @param {typeof fetch} fetcher @param {string} url @param {Fetch} how */
export async function fetchJson(fetcher, url, how) {
  const text = new TextDecoder().decode(await fetchBytes(fetcher, url, how));
  try {
    return { text, value: /** @type {unknown} */ (JSON.parse(text)) };
  } catch {
    throw new FetchError(how.file ?? fileOf(url), "host", "what came is not JSON", LACKS);
  }
}

const LACKS = "This host has no such file, or a spoilt one.";

/** @param {string} file */
const stoppedBefore = (file) =>
  new FetchError(file, "stopped", "it was stopped", "Ask for it again when you like.");

class Attempt {
  /** @type {FetchError | null} */
  #failure = null;
  #controller = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #received = 0;
  /** What there was when it was last looked at how fast it comes. */
  #seen = 0;
  /** @type {number | null} */
  #total = null;

  /**
   * @param {typeof fetch} fetcher
   * @param {string} url
   * @param {Fetch} how
   * @param {boolean} afresh Past the browser's cache.
   */
  constructor(fetcher, url, how, afresh) {
    this.fetcher = fetcher;
    this.url = url;
    this.how = how;
    this.cache = /** @type {RequestCache} */ (afresh ? "reload" : (how.cache ?? "default"));
    this.file = how.file ?? fileOf(url);
    this.patience = how.patience ?? PATIENCE;
  }

  async bytes() {
    const { signal } = this.how;
    const stop = () => {
      this.#failure ??= stoppedBefore(this.file);
      this.#controller.abort(this.#failure);
      return this.#failure;
    };
    signal?.addEventListener("abort", stop);
    const slow = setInterval(() => this.#isSlow() && tellOnce(), this.patience.slow);
    const tellOnce = () => {
      clearInterval(slow);
      this.how.slow?.({ received: this.#received, total: this.#total });
    };
    try {
      if (signal?.aborted) throw stop();
      return await this.#read(await this.#answer());
    } finally {
      clearTimeout(this.#timer);
      clearInterval(slow);
      signal?.removeEventListener("abort", stop);
      // What is left of it is not wanted.
      this.#controller.abort();
    }
  }

  /** What went wrong, in words. @param {unknown} error */
  failure(error) {
    if (error instanceof FetchError) return error;
    if (this.#failure) return this.#failure;
    const reason =
      this.#received > 0
        ? `the connection broke after ${this.#amount()}`
        : "the host cannot be reached";
    return new FetchError(this.file, "broken", reason, "Check the connection and try again.");
  }

  async #answer() {
    const seconds = this.patience.headers / 1000;
    this.#expect(this.patience.headers, () => `the host did not answer within ${seconds} s`);
    const { signal } = this.#controller;
    const response = await this.fetcher(this.url, { cache: this.cache, signal });
    const type = (response.headers.get("content-type") ?? "").split(";", 1)[0].trim().toLowerCase();
    if (!response.ok) {
      const { status } = response;
      const remedy = status >= 500 || status === 429 ? "Try again in a while." : LACKS;
      throw this.#fail("host", `the server answered ${status}`, remedy, status);
    }
    if (type === "text/html") throw this.#web();
    if (this.how.script && !/^(text|application)\/(x-)?(java|ecma)script$/.test(type)) {
      const reason = `the server calls it “${type}”, and a browser runs only JavaScript`;
      throw this.#fail("host", reason, "The host has to send .js files as text/javascript.");
    }
    return response;
  }

  /** @param {Response} response */
  async #read(response) {
    // Where the host compresses, this is the compressed length, and what arrives is longer.
    const encoded = response.headers.get("content-encoding");
    const length = encoded ? NaN : Number(response.headers.get("content-length") ?? NaN);
    this.#total = Number.isFinite(length) && length > 0 ? length : null;
    this.#weigh(this.#total ?? 0);
    /** @type {Uint8Array[]} */
    const chunks = [];
    const reader = response.body?.getReader();
    const quiet = () =>
      `nothing came for ${this.patience.silence / 1000} s after ${this.#amount()}`;
    for (;;) {
      this.#expect(this.patience.silence, quiet);
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done || !value) break;
      if (this.#received === 0 && isMarkup(value)) throw this.#web();
      chunks.push(value);
      this.#received += value.length;
      this.#weigh(this.#received);
      this.how.progress?.({ received: this.#received, total: this.#total });
    }
    if (this.#failure) throw this.#failure;
    if (this.#total !== null && this.#received < this.#total)
      throw this.#fail("broken", `it was cut off after ${this.#amount()}`, "Try again.");
    const bytes = new Uint8Array(this.#received);
    let at = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  }

  /** The next thing comes within so many ms. @param {number} ms @param {() => string} reason */
  #expect(ms, reason) {
    clearTimeout(this.#timer);
    const late = () => this.#fail("silent", reason(), "The host may be busy: try again.");
    this.#timer = setTimeout(late, ms);
  }

  /** @param {number} bytes */
  #weigh(bytes) {
    const { most } = this.how;
    if (bytes <= most) return;
    const reason = `it has more than the ${bytesText(most)} that it may have`;
    throw this.#fail("large", reason, LACKS);
  }

  #web() {
    return this.#fail("host", "the server sent a web page in its place", LACKS);
  }

  #isSlow() {
    const came = this.#received - this.#seen;
    this.#seen = this.#received;
    return came > 0 && (this.#total === null || this.#total - this.#received > came);
  }

  #amount() {
    const of = this.#total === null ? "" : ` of ${bytesText(this.#total)}`;
    return `${bytesText(this.#received)}${of}`;
  }

  /**
   * The first thing that went wrong ends the attempt.
   *
   * @param {Trouble} trouble
   * @param {string} reason
   * @param {string} remedy
   * @param {number} [status]
   */
  #fail(trouble, reason, remedy, status) {
    this.#failure ??= new FetchError(this.file, trouble, reason, remedy, status);
    this.#controller.abort(this.#failure);
    return this.#failure;
  }
}

/** Nothing that the page fetches begins like a web page does. @param {Uint8Array} bytes */
function isMarkup(bytes) {
  const first = bytes.find((byte) => ![0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf].includes(byte));
  return first === 0x3c;
}

/** @param {string} url */
function fileOf(url) {
  const { pathname } = new URL(url);
  return decodeURI(pathname.slice(pathname.lastIndexOf("/") + 1));
}
