/** The README's table of the page's figures, made from docs/results/page.json. */

import { readFileSync } from "node:fs";
import { replaced } from "../../../bench/section.mjs";
import { AIMS } from "./targets.mjs";

export const PAGE = new URL("../../../docs/results/page.json", import.meta.url);

/** @typedef {{targets: Record<string, number | undefined>}} Report */

/** Of the last whole run. @returns {Report} */
export const readReport = () => JSON.parse(readFileSync(PAGE, "utf8"));

/** @param {Report} report */
export function section({ targets }) {
  const number = (/** @type {number} */ value) => value.toLocaleString("en");
  const rows = Object.entries(AIMS).map(([key, aim]) => {
    const target = "most" in aim ? `≤ ${number(aim.most)}` : `≥ ${number(aim.least)}`;
    return `| ${aim.what} | ${number(targets[key] ?? Number.NaN)} | ${target} |`;
  });
  return `| | measured | target |\n|---|---:|---:|\n${rows.join("\n")}`;
}

/** @param {string} readme @param {Report} report */
export const withSection = (readme, report) => replaced(readme, "page", section(report));
