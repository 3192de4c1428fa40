/** How large what the page fetches may be; and sizes in words. */

import { MOST_BYTES } from "./limits.js";

/** The most bytes of each kind of file that is fetched. */
export const MOST_FETCHED = {
  manifest: MOST_BYTES.manifest,
  shard: MOST_BYTES.shard,
  weights: MOST_BYTES.weights,
  /** JSON beside weights: where they come from, or which there are. */
  notes: 1 << 20,
  /** JavaScript: an engine's has 65 kB. */
  script: 8 << 20,
  /** An engine: the largest has 10.5 MB. */
  wasm: 32 << 20,
};

/** @param {number} bytes */
export function bytesText(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  // What rounds to 1000 kB is a megabyte.
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
