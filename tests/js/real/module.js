/** The CPU's engine as the page ships it, instantiated in Node. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** @typedef {import("../../../www/engine/engine.js").EngineModule} EngineModule */

/** @typedef {{script: string, wasm: WebAssembly.Module}} Files */

/** @type {Promise<Files> | undefined} */
let read;
let instances = 0;

/** Its files, read once. Rejects with what to do where there are none. */
export async function engineFiles() {
  const folder = process.env.METAVAE_ENGINE;
  assert.ok(
    folder,
    "METAVAE_ENGINE must name the folder of an engine: `cargo xtask test --only js` builds one, " +
      "says where it lies, and runs these tests over it",
  );
  read ??= WebAssembly.compile(readFileSync(join(folder, "metavae_bg.wasm"))).then((wasm) => ({
    // As a URL of its own: Node would take a file.js without a package.json for CommonJS.
    script: readFileSync(join(folder, "metavae.js")).toString("base64"),
    wasm,
  }));
  return read;
}

/**
 * A wasm instance of its own, as each worker has one.
 *
 * @param {Files} [files] What another thread has compiled already.
 */
export async function instantiate(files) {
  const { script, wasm } = files ?? (await engineFiles());
  const url = `data:text/javascript;base64,${script}#${++instances}`;
  const module = /** @type {EngineModule} */ (await import(url));
  const exports = await module.default({ module_or_path: wasm });
  return { Engine: module.Engine, Peer: module.Peer, memory: exports.memory, exports };
}
