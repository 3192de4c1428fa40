/**
 * Starts a module worker that is bound by the page's own content policy. A worker that is fetched
 * takes its policy from its own response, and a static host sends none; one from a `blob:` address
 * takes that of who made it. So it starts from one line that imports its script.
 */

import { versioned } from "./build.js";
import { FetchError, fetchBytes } from "./fetch.js";
import { MOST_FETCHED } from "./sizes.js";

/**
 * @typedef {object} Spawned
 * @property {(message: any, transfer?: Transferable[]) => void} postMessage
 * @property {() => void} terminate
 * @property {((event: any) => void) | null} onmessage
 * @property {((event: any) => void) | null} onerror
 * @property {((data: any) => void) | null} heard Before `onmessage`.
 * @property {((told: import("../worker/messages.js").Told) => void) | null} told Before it runs.
 */

/** `trustedTypes`, where a browser has them: only an address that is made here starts a worker. */
const { trustedTypes } =
  /** @type {{trustedTypes?: {createPolicy(name: string, rules: object): any}}} */ (globalThis);
const policy = trustedTypes?.createPolicy("metavae", {
  createScriptURL: (/** @type {string} */ url) => {
    if ([...lines.values()].includes(url)) return url;
    throw new TypeError(`“${url}” is no worker's address.`);
  },
});

/** The line that starts each script, as an address. @type {Map<string, string>} */
const lines = new Map();

/** @param {string} url */
function lineFor(url) {
  const text = `import ${JSON.stringify(url)};`;
  const line = lines.get(url) ?? URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  lines.set(url, line);
  return policy?.createScriptURL(line) ?? line;
}

/** No trying again helps. */
const OLD = {
  code: "old-browser",
  message:
    "This browser does not start workers of modules, in which the engine runs. Chrome 80, " +
    "Firefox 114 and Safari 15 are the first that do: use one of these, or a newer one.",
  retryable: false,
};

/**
 * The worker of a script. The script is fetched first: a worker that cannot fetch it says neither
 * why nor, where the host is silent, that. The worker then has it from the browser's cache.
 *
 * @param {string} script Its address, without the build's id.
 * @param {typeof fetch} [fetcher]
 * @param {import("./fetch.js").Patience} [patience]
 * @returns {Spawned}
 */
export function spawn(script, fetcher = (input, init) => fetch(input, init), patience) {
  const url = versioned(script);
  /** @type {Worker | null} */
  let worker = null;
  const stopped = new AbortController();
  /** @type {[any, Transferable[] | undefined][]} */
  const early = [];
  /** @type {Spawned} */
  const spawned = {
    onmessage: null,
    onerror: null,
    heard: null,
    told: null,
    postMessage(message, transfer) {
      if (!worker) early.push([message, transfer]);
      else worker.postMessage(message, transfer ?? []);
    },
    terminate() {
      stopped.abort();
      worker?.terminate();
    },
  };
  const fail = (/** @type {unknown} */ error) => {
    if (stopped.signal.aborted) return;
    const message = error instanceof FetchError ? `${error.file}: ${error.reason}` : String(error);
    spawned.onerror?.({ message });
  };
  const start = () => {
    let asked = false;
    const options = {
      get type() {
        asked = true;
        return /** @type {const} */ ("module");
      },
    };
    worker = new Worker(lineFor(url), options);
    if (!asked) {
      worker.terminate();
      spawned.told?.({ report: OLD });
      throw new Error("This browser does not start workers of modules.");
    }
    worker.onmessage = (event) => {
      spawned.heard?.(event.data);
      spawned.onmessage?.(event);
    };
    worker.onerror = (event) => spawned.onerror?.(event);
    for (const [message, transfer] of early.splice(0)) spawned.postMessage(message, transfer);
  };
  const { pathname } = new URL(url);
  const file = pathname.slice(pathname.lastIndexOf("/") + 1);
  const how = { most: MOST_FETCHED.script, script: true, signal: stopped.signal };
  /** @param {import("./fetch.js").Received | null} received */
  const tell = (received) => {
    const fetching = received && { file, ...received, slow: true };
    spawned.told?.({ fetching });
  };
  let slow = false;
  fetchBytes(fetcher, url, {
    ...how,
    file,
    patience,
    slow: () => (slow = true),
    progress: (received) => slow && tell(received),
  })
    .then(() => {
      if (slow) tell(null);
      if (!stopped.signal.aborted) start();
    })
    .catch(fail);
  return spawned;
}
