/**
 * Brings a data set from beside the page into the engine, shard by shard. The engine checks each
 * by its hash; this fetches, tries again, and goes on without those that will not come.
 */

import { EngineError } from "../engine/client.js";

/** @typedef {import("../engine/wire.js").ShardFile} ShardFile */

/**
 * How many shards are on their way at once, after the first, which comes alone and so the sooner.
 */
const LANES = 3;
const TRIES = 2;

/** @typedef {{file: string, reason: string}} Failure */
/** @typedef {"fetching" | "added" | "failed"} ShardStatus */

/**
 * A host's data set, before the engine has seen it. `text` is the manifest's, for the engine.
 * @typedef {import("../state/data.js").Hosted & {text: string}} Manifest
 */

/**
 * Null where this host has no shards. A host that answers every address with its front page has
 * none either.
 *
 * @param {typeof fetch} fetcher
 * @param {string} url
 * @returns {Promise<Manifest | null>}
 */
export async function fetchManifest(fetcher, url) {
  const response = await fetcher(url, { cache: "no-cache" });
  if (!response.ok) return null;
  const text = await response.text();
  try {
    const { name, shards } = JSON.parse(text);
    if (!Array.isArray(shards) || shards.length === 0) return null;
    const sum = (/** @type {"images" | "bytes"} */ of) =>
      shards.reduce((total, shard) => total + (Number(shard?.[of]) || 0), 0);
    return { text, name: String(name), images: sum("images"), bytes: sum("bytes") };
  } catch {
    return null;
  }
}

/**
 * @param {object} loading
 * @param {ShardFile[]} loading.files Those to bring, the first one first.
 * @param {string} loading.base What their names are relative to.
 * @param {typeof fetch} loading.fetcher
 * @param {(file: string, bytes: Uint8Array) => Promise<void>} loading.add
 * @param {(file: string, status: ShardStatus) => void} loading.report
 * @returns {Promise<Failure[]>} Those that did not come. Rejects where going on makes no sense.
 */
export async function loadShards({ files, base, fetcher, add, report }) {
  /** @type {Failure[]} */
  const failures = [];
  const waiting = [...files];

  /** @param {ShardFile} shard */
  const bring = async ({ file }) => {
    report(file, "fetching");
    for (let attempt = 1; ; attempt++) {
      try {
        await add(file, await fetchBytes(fetcher, new URL(file, base).href, attempt > 1));
        report(file, "added");
        return;
      } catch (error) {
        if (isFinal(error)) throw error;
        if (attempt < TRIES) continue;
        failures.push({ file, reason: error instanceof Error ? error.message : String(error) });
        report(file, "failed");
        return;
      }
    }
  };
  const lane = async () => {
    for (let shard = waiting.shift(); shard; shard = waiting.shift()) await bring(shard);
  };

  const first = waiting.shift();
  if (first) await bring(first);
  await Promise.all(Array.from({ length: LANES }, lane));
  return failures;
}

/**
 * @param {typeof fetch} fetcher
 * @param {string} url
 * @param {boolean} afresh Past the browser's cache, which may hold a broken copy.
 */
async function fetchBytes(fetcher, url, afresh) {
  /** @type {Response} */
  let response;
  try {
    response = await fetcher(url, afresh ? { cache: "reload" } : {});
  } catch {
    throw new Error("it could not be fetched");
  }
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Whether the engine refused for a reason that no other shard can mend. @param {unknown} error */
const isFinal = (error) => error instanceof EngineError && error.code !== "data";
