/** Brings an engine's two files, script and wasm, and starts them: or says what is wrong. */

import { buildOf, mismatch, versioned } from "../engine/build.js";
import { FetchError, fetchBytes, PATIENCE } from "../engine/fetch.js";
import { MOST_FETCHED } from "../engine/sizes.js";

/** @typedef {import("../engine/engine.js").EngineModule} EngineModule */
/** @typedef {import("../engine/wire.js").Report} Report */
/** @typedef {import("./messages.js").Fetching} Fetching */

/**
 * @typedef {object} Surroundings
 * @property {typeof fetch} fetcher
 * @property {(url: string) => Promise<unknown>} importer
 * @property {(fetching: Fetching) => void} tell How far the larger file is.
 * @property {import("../engine/fetch.js").Patience} [patience]
 */

/** @type {Surroundings} */
export const HERE = {
  fetcher: (input, init) => fetch(input, init),
  importer: (url) => import(url),
  tell() {},
};

/**
 * @param {string} script The address of the script; the wasm lies beside it.
 * @param {Surroundings} [surroundings]
 * @returns {Promise<{module: EngineModule, memory: WebAssembly.Memory}>} Rejects with a
 *   {@link Report} where a file does not come, is of another build, or does not run here.
 */
export async function load(script, { fetcher, importer, tell, patience = PATIENCE } = HERE) {
  const wasm = script.replace(/\.js$/, "_bg.wasm");
  const stopped = new AbortController();
  const shared = { patience, signal: stopped.signal };
  const file = nameOf(wasm);
  /** @type {Fetching} */
  let last = { file, received: 0, total: null, slow: false };
  const say = (/** @type {Partial<Fetching>} */ news) => {
    last = { ...last, ...news };
    tell(last);
  };
  try {
    const [, bytes] = await Promise.all([
      // Importing says neither why it fails nor when it will not end; it has this from the cache.
      fetchBytes(fetcher, versioned(script), {
        ...shared,
        most: MOST_FETCHED.script,
        script: true,
        slow: () => say({ slow: true }),
      }),
      fetchBytes(fetcher, versioned(wasm), {
        ...shared,
        most: MOST_FETCHED.wasm,
        progress: say,
        slow: () => say({ slow: true }),
      }),
    ]);
    const compiled = await compile(file, bytes);
    check(file, buildOf(compiled));
    const module = await imported(importer, versioned(script), patience);
    check(nameOf(script), module.BUILD);
    const { memory } = await module.default({ module_or_path: compiled });
    return { module, memory };
  } catch (error) {
    throw error instanceof FetchError ? report(error) : error;
  } finally {
    // One that failed takes the other with it.
    stopped.abort();
  }
}

/** The engine's files have their folder in their name: three engines call them the same. */
const nameOf = (/** @type {string} */ url) =>
  /(?:engine-[^/]*\/)?[^/]*$/.exec(new URL(url).pathname)?.[0] ?? url;

/** @param {string} file @param {Uint8Array<ArrayBuffer>} bytes */
async function compile(file, bytes) {
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw {
      code: "wasm",
      message:
        `The engine (${file}) does not compile in this browser: ${reason.replace(/\.$/, "")}. ` +
        "It may have been spoilt on the way, or WebAssembly is blocked here: reload the page, or " +
        "try another browser.",
      retryable: true,
    };
  }
}

/** @param {string} file @param {string | undefined} build */
function check(file, build) {
  const wrong = mismatch(file, build);
  if (wrong) throw wrong;
}

/**
 * @param {Surroundings["importer"]} importer
 * @param {string} url
 * @param {import("../engine/fetch.js").Patience} patience
 */
async function imported(importer, url, patience) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    const seconds = patience.headers / 1000;
    const say = () => reject(new Error(`it did not start within ${seconds} s`));
    timer = setTimeout(say, patience.headers);
  });
  try {
    return /** @type {EngineModule} */ (await Promise.race([importer(url), late]));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw report(new FetchError(nameOf(url), "broken", reason.replace(/\.$/, ""), "Try again."));
  } finally {
    clearTimeout(timer);
  }
}

/** @param {FetchError} error @returns {Report} */
const report = ({ file, reason, remedy, trouble }) => ({
  code: "fetch",
  message: `A part of the engine, ${file}, did not arrive: ${reason}. ${remedy}`,
  retryable: trouble !== "large",
});
