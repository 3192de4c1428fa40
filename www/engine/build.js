/**
 * Which build a file is of. A release build gives one id to all that it ships: the page's modules
 * and its workers' have it from esbuild, an engine's script as an export, its wasm as a section.
 * Addresses carry it, so that a browser's older copy of one file is not taken for the newer. What
 * does not agree all the same, because a host or a proxy mixes them, is found here.
 */

/** Set by the release build; the modules themselves run without one. */
const ID = /** @type {{METAVAE_BUILD?: string}} */ (globalThis).METAVAE_BUILD;

/** What is not built for release has no id: all of it is as it lies on the disk. */
export const DEVELOPMENT = "development";

export const BUILD = ID ?? DEVELOPMENT;

/** The name of a wasm module's section with its build's id. */
const SECTION = "metavae.build";

/** An address with the build's id. @param {string} url */
export const versioned = (url) => (BUILD === DEVELOPMENT ? url : `${url}?v=${BUILD}`);

/** @param {WebAssembly.Module} module */
export function buildOf(module) {
  const [section] = WebAssembly.Module.customSections(module, SECTION);
  return section ? new TextDecoder().decode(section) : DEVELOPMENT;
}

/** The code of an {@link import("./client.js").EngineError} for files that do not go together. */
export const MIXED = "mixed";

/**
 * What is wrong where a file is of another build than this one; null where nothing is.
 *
 * @param {string} file
 * @param {string | undefined} build Its own; one that says nothing is not of a release.
 * @returns {import("./wire.js").Report | null}
 */
export const mismatch = (file, build = DEVELOPMENT) =>
  build === BUILD
    ? null
    : {
        code: MIXED,
        message:
          `Parts of this page are of different versions (${file}): there is an update, and an ` +
          "older copy of a part of it came with it. Reload the page to have all of it anew; what " +
          "you drew is kept.",
        retryable: false,
      };

/**
 * The same of a script and the address that it was asked for by: whoever asked has the id that is
 * in the address, and this file has {@link BUILD}.
 *
 * @param {string} file
 * @param {string} address
 */
export const mismatchOf = (file, address) =>
  mismatch(file, new URL(address).searchParams.get("v") ?? DEVELOPMENT);
