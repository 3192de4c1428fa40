/** What an arrival at the page costs on this host: its files, asked for here, as they are sent. */

import { SOURCE } from "../app/words/languages.js";
import { artefact } from "../engine/artefacts.js";

/**
 * @param {object} place
 * @param {string} place.page The address of the page.
 * @param {(relative: string) => string} place.url Of what lies in `www/`.
 * @param {string} place.language
 * @returns {Promise<number>} Bytes, compressed as the host compresses them.
 */
export async function measured({ page, url, language }) {
  const html = await (await asked(page)).text();
  const named = [
    ...html.matchAll(/<(?:link|script)[^>]*?(?:href|src)="([^"]+\.(?:js|css)(?:\?[^"]*)?)"/g),
  ];
  const engine = artefact("cpu");
  const addresses = [
    ...named.map(([, name]) => new URL(name, page).href),
    ...[engine, engine.replace(/\.js$/, "_bg.wasm")].map((name) => new URL(name, page).href),
    ...["worker/worker.js", "worker/project.js", "weights/vae-mnist-small.packed"].map(url),
    ...(language === SOURCE.tag ? [] : [url(`text/words/${language}.json`)]),
  ];
  for (const address of addresses) await (await asked(address)).arrayBuffer();
  // The page's entry is there when its body is.
  return [page, ...addresses].reduce((sum, address) => sum + sent(address), 0);
}

/** @param {string} address */
async function asked(address) {
  let response = await fetch(address, { cache: "force-cache" });
  // A refusal may be what the browser has kept.
  if (!response.ok) response = await fetch(address, { cache: "reload" });
  if (!response.ok) throw new Error(`the host answered ${response.status} for ${address}`);
  return response;
}

/** The bytes of a body as it was sent. @param {string} address */
function sent(address) {
  const entry = /** @type {PerformanceResourceTiming | undefined} */ (
    performance.getEntriesByName(address, "resource").at(-1)
  );
  if (!entry) throw new Error(`the browser does not say how large ${address} was`);
  return entry.encodedBodySize;
}
