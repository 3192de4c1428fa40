/** Tells the page's modules, as Node runs them, that they are of the built page. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { DIST } from "../e2e/server.mjs";

const module = new WebAssembly.Module(readFileSync(join(DIST, "metavae_bg.wasm")));
const [id] = WebAssembly.Module.customSections(module, "metavae.build");
if (!id) throw new Error(`The page in ${DIST} has no build id. Run \`cargo xtask build\`.`);

/** The id of the page in `dist/`. */
export const BUILT = new TextDecoder().decode(id);
Object.assign(globalThis, { METAVAE_BUILD: BUILT });
