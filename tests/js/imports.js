/** Who imports whom in a folder of modules: what runs, as esbuild parses it, and types in JSDoc. */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { buildSync } from "esbuild";

/**
 * @typedef {object} Import
 * @property {string} from The importing file, below the folder, with slashes.
 * @property {string} to
 * @property {boolean} typeOnly Gone when the code runs.
 */

/** @param {string} folder @returns {string[]} Every file in it, below it, with slashes. */
export function filesIn(folder) {
  const all = /** @type {string[]} */ (readdirSync(folder, { recursive: true }));
  return all
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => path.split(sep).join("/"))
    .sort();
}

/**
 * @param {string} folder
 * @param {string[]} modules Below it, `.js` and `.d.ts`.
 * @returns {Import[]}
 */
export function importsIn(folder, modules) {
  const scripts = modules.filter((path) => path.endsWith(".js"));
  const { metafile } = buildSync({
    absWorkingDir: folder,
    entryPoints: scripts,
    // Copied beside the page from npm.
    external: ["../../vendor/*"],
    outdir: "nowhere",
    write: false,
    bundle: true,
    metafile: true,
    format: "esm",
    target: "es2022",
    logLevel: "silent",
  });
  /** @type {Import[]} */
  const found = [];
  for (const from of scripts) {
    const input = metafile.inputs[from];
    if (!input) throw new Error(`esbuild has not read ${from}.`);
    for (const { path, external } of input.imports)
      if (!external) found.push({ from, to: path, typeOnly: false });
  }
  for (const from of modules) {
    for (const to of typesIn(folder, from, modules)) {
      const runs = found.some((each) => each.from === from && each.to === to);
      if (to !== from && !runs) found.push({ from, to, typeOnly: true });
    }
  }
  return found;
}

/** `import("./x.js")` in JSDoc, `from "./x.js"` in a `.d.ts`. */
const IN_JSDOC = /\bimport\("(\.[^"]+)"\)/g;
const IN_TYPES = /\bfrom "(\.[^"]+)"/g;

/** @param {string} folder @param {string} from @param {string[]} modules */
function typesIn(folder, from, modules) {
  const text = readFileSync(join(folder, from), "utf8");
  const pattern = from.endsWith(".d.ts") ? IN_TYPES : IN_JSDOC;
  return new Set(
    [...text.matchAll(pattern)].map(([, path = ""]) => {
      const to = relative(folder, join(folder, dirname(from), path))
        .split(sep)
        .join("/");
      const named = modules.find((each) => each === to || each === to.replace(/\.js$/, ".d.ts"));
      if (!named) throw new Error(`${from} takes a type from ${path}, which is not there.`);
      return named;
    }),
  );
}

/**
 * The shortest way from each file back to itself.
 *
 * @param {Import[]} imports
 * @returns {string[][]} Each circle once, from the file whose name comes first.
 */
export function circlesIn(imports) {
  /** @type {Map<string, string[]>} */
  const next = new Map();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
  /** @type {Map<string, string[]>} */
  const circles = new Map();
  for (const start of [...next.keys()].sort()) {
    /** @type {string[][]} */
    const ways = [[start]];
    const seen = new Set([start]);
    for (let way = ways.shift(); way; way = ways.shift()) {
      const targets = next.get(way[way.length - 1] ?? "") ?? [];
      if (targets.includes(start)) {
        const key = [...way].sort().join();
        if (!circles.has(key)) circles.set(key, way);
        break;
      }
      for (const to of targets) if (!seen.has(to)) ways.push([...way, to]);
      for (const to of targets) seen.add(to);
    }
  }
  return [...circles.values()];
}
