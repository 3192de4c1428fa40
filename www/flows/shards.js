/**
 * Brings a data set from beside the page into the engine, shard by shard. The engine checks each
 * by its hash; this fetches, tries again, and goes on without those that will not come.
 */

import { reasonOf } from "../app/files.js";
import { DIED, EngineError } from "../engine/client.js";
import { FetchError } from "../engine/fetch.js";
import { MOST_FETCHED } from "../engine/sizes.js";

/** @typedef {import("../engine/wire.js").ShardFile} ShardFile */

/**
 * How many shards are on their way at once, after the first, which comes alone and so the sooner.
 */
const LANES = 3;
const TRIES = 2;
/** What the next shard would meet too, as late. */
const ENDS = ["silent", "stopped"];

/** @typedef {{file: string, reason: string}} Failure */
/** @typedef {"fetching" | "added" | "failed"} ShardStatus */

/**
 * A host's data set, before the engine has seen it. `text` is the manifest's, for the engine.
 * @typedef {import("../state/data.js").Hosted & {text: string}} Manifest
 */

/**
 * Null where this host has no shards. A host that answers every address with its front page has
 * none either; one that does not answer is not known to have none, and this rejects.
 *
 * @param {import("../app/files.js").Files} files
 * @param {string} path
 * @param {AbortSignal} [signal]
 * @returns {Promise<Manifest | null>}
 */
export async function fetchManifest(files, path, signal) {
  try {
    const { text, value } = await files.json(path, {
      most: MOST_FETCHED.manifest,
      file: "the list of the host's data (manifest.json)",
      cache: "no-cache",
      signal,
    });
    const { name, shards } = /** @type {{name?: unknown, shards?: unknown}} */ (value ?? {});
    if (!Array.isArray(shards) || shards.length === 0) return null;
    const sum = (/** @type {"images" | "bytes"} */ of) =>
      shards.reduce((total, shard) => total + (Number(shard?.[of]) || 0), 0);
    return { text, name: String(name), images: sum("images"), bytes: sum("bytes") };
  } catch (error) {
    if (error instanceof FetchError && error.trouble === "host" && error.status < 500) return null;
    throw error;
  }
}

/**
 * @param {object} loading
 * @param {ShardFile[]} loading.files Those to bring, the first one first.
 * @param {(file: string, cache: RequestCache) => Promise<Uint8Array>} loading.fetched
 * @param {(file: string, bytes: Uint8Array) => Promise<void>} loading.add
 * @param {(file: string, status: ShardStatus) => void} loading.report
 * @returns {Promise<Failure[]>} Those that did not come. Rejects where going on makes no sense.
 */
export async function loadShards({ files, fetched, add, report }) {
  /** @type {Failure[]} */
  const failures = [];
  const waiting = [...files];

  /** @param {string} file @param {unknown} error */
  const fail = (file, error) => {
    failures.push({ file, reason: reasonOf(error) });
    report(file, "failed");
  };
  /** A host that has fallen silent would keep each of the others as long. @param {unknown} error */
  const leave = (error) => {
    for (const { file } of waiting.splice(0)) fail(file, error);
  };

  /** @param {ShardFile} shard */
  const bring = async ({ file }) => {
    report(file, "fetching");
    for (let attempt = 1; ; attempt++) {
      try {
        // Again past the browser's cache, which may hold a broken copy.
        await add(file, await fetched(file, attempt > 1 ? "reload" : "default"));
        report(file, "added");
        return;
      } catch (error) {
        if (isFinal(error)) {
          fail(file, error);
          leave(error);
          throw error;
        }
        // A fetch has had its own second try.
        if (attempt < TRIES && !(error instanceof FetchError)) continue;
        fail(file, error);
        if (error instanceof FetchError && ENDS.includes(error.trouble)) leave(error);
        return;
      }
    }
  };
  const lane = async () => {
    for (let shard = waiting.shift(); shard; shard = waiting.shift()) await bring(shard);
  };

  const first = waiting.shift();
  if (first) await bring(first);
  // All of them, before it is said how it went: none may be left on its way.
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
  const refused = lanes.find((each) => each.status === "rejected");
  if (refused) throw refused.reason;
  return failures;
}

/**
 * Whether the engine refused for a reason that no other shard can mend. One that died is replaced,
 * and takes the shard then.
 *
 * @param {unknown} error
 */
const isFinal = (error) =>
  error instanceof EngineError && error.code !== "data" && error.code !== DIED;
