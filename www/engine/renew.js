/** Brings what the page runs past the browser's cache, where an older copy of a part may lie. */

import { artefact } from "./artefacts.js";
import { versioned } from "./build.js";

/** A visitor who pressed a button waits no longer. */
const WITHIN_MS = 5_000;

/**
 * Settles when all is there anew, or it took too long: a reload then takes it from there.
 *
 * @param {(relative: string) => string} address Of what lies in `www/`.
 */
export async function renew(address) {
  const script = `../${artefact("cpu")}`;
  const files = ["main.js", "worker/worker.js", "worker/peer.js", script];
  const all = [...files, script.replace(/\.js$/, "_bg.wasm")].map((file) =>
    versioned(address(file)),
  );
  const signal = AbortSignal.timeout(WITHIN_MS);
  await Promise.allSettled(
    all.map(async (url) => (await fetch(url, { cache: "reload", signal })).arrayBuffer()),
  );
}
