/** The README's section on faults, made from `docs/results/faults.json` and from nothing else. */

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { replaced, rewriteReadme } from "../../bench/section.mjs";
import { PARTS } from "./parts.js";

const RESULTS = new URL("../../docs/results/faults.json", import.meta.url);

/** @typedef {{parts: Record<string, import("./run.js").Result>}} Report */

/** Null before the first whole run. @returns {Report | null} */
export const readReport = () =>
  existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, "utf8")) : null;

/** @param {Report} report */
export function section({ parts }) {
  const rows = PARTS.filter(({ name }) => name in parts).map(({ name, what, kept }) => {
    const { attempts, losses } = parts[name];
    const made = attempts > 0 || losses > 0;
    const counts = made ? [attempts.toLocaleString("en"), losses] : ["not tried", "–"];
    return `| ${name} | ${what} | ${kept} | ${counts.join(" | ")} |`;
  });
  return `| part | what is tried | nothing lost means | attempts | losses |\n|---|---|---|---:|---:|\n${rows.join("\n")}`;
}

/** @param {string} readme @param {Report} report */
export const withSection = (readme, report) => replaced(readme, "faults", section(report));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const report = readReport();
  if (!report) throw new Error("There is no docs/results/faults.json: run `cargo xtask faults`.");
  rewriteReadme((readme) => withSection(readme, report));
}
