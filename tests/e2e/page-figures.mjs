/**
 * Measures the built page and writes docs/results/page.json: `cargo xtask page`, or this file by
 * node where dist/ is built already. `--only KEY,KEY` measures what these need, and writes nothing.
 */

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { README } from "../../bench/section.mjs";
import { openBrowser } from "./browser.mjs";
import { PAGE, withSection } from "./figures/readme.mjs";
import { AIMS, holds, WALKS } from "./figures/targets.mjs";
import { Host } from "./server.mjs";

/** @typedef {import("./figures/targets.mjs").Key} Key */

const all = /** @type {Key[]} */ (Object.keys(AIMS));
const [flag, list, ...rest] = process.argv.slice(2);
const only = flag === undefined ? all : /** @type {Key[]} */ (list?.split(",") ?? []);
const unknown = only.filter((key) => !(key in AIMS));
if ((flag !== undefined && flag !== "--only") || rest.length > 0 || only.length === 0) {
  throw new Error("Options: --only KEY[,KEY…].");
}
if (unknown.length > 0)
  throw new Error(`There is no ${unknown.join(", ")}. There are: ${all.join(", ")}.`);

const host = await Host.open();
const browser = await openBrowser();
/** @type {Partial<Record<Key, number>>} */
const targets = {};
/** @type {Partial<Record<Key, unknown>>} */
const behind = {};
try {
  for (const [what, { keys, measure }] of Object.entries(WALKS)) {
    if (!keys.some((key) => only.includes(key))) continue;
    console.log(`${what}…`);
    const measured = await measure(browser, host);
    Object.assign(targets, measured.figures);
    Object.assign(behind, measured.behind);
  }
  for (const key of only) {
    const figure = targets[key];
    if (figure === undefined || !Number.isFinite(figure))
      throw new Error(`${key} was not measured.`);
    console.log(`${holds(key, figure) ? " " : "×"} ${key.padEnd(32)} ${figure}`);
    if (!holds(key, figure)) console.log(JSON.stringify(behind[key], null, 1));
  }
  if (only === all) {
    const report = {
      command: "cargo xtask page",
      date: new Date().toISOString(),
      revision: revision(),
      browser: `Chromium ${browser.version()}`,
      cpu: cpus()[0]?.model ?? "unknown",
      cores: cpus().length,
      targets: Object.fromEntries(all.map((key) => [key, targets[key]])),
      behind,
    };
    writeFileSync(PAGE, `${JSON.stringify(report, null, 2)}\n`);
    console.log(`Written to ${fileURLToPath(PAGE)}.`);
    const readme = readFileSync(README, "utf8");
    writeFileSync(README, withSection(readme, report));
  }
} finally {
  await browser.close();
  await host.close();
}

/** The commit that was measured, and whether it was changed since. */
function revision() {
  const git = (/** @type {string[]} */ ...words) =>
    execFileSync("git", words, { encoding: "utf8" }).trim();
  try {
    const changed = git("status", "--porcelain", "--untracked-files=no") !== "";
    return git("rev-parse", "HEAD").slice(0, 12) + (changed ? " with changes" : "");
  } catch {
    return "unknown";
  }
}
