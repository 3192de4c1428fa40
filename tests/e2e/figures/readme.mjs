/** The README's table of the page's figures, where it has one, made from docs/results/page.json. */

import { existsSync, readFileSync } from "node:fs";
import { replaced } from "../../../bench/section.mjs";
import { AIMS } from "./targets.mjs";

export const PAGE = new URL("../../../docs/results/page.json", import.meta.url);

/** @typedef {{targets: Record<string, number | undefined>}} Report */

/** Null before the first whole run. @returns {Report | null} */
export const readReport = () => (existsSync(PAGE) ? JSON.parse(readFileSync(PAGE, "utf8")) : null);

/** @param {Report} report */
export function section({ targets }) {
  const number = (/** @type {number} */ value) => value.toLocaleString("en");
  const rows = Object.entries(AIMS).map(([key, aim]) => {
    const target = "most" in aim ? `≤ ${number(aim.most)}` : `≥ ${number(aim.least)}`;
    return `| ${aim.what} | ${number(targets[key] ?? Number.NaN)} | ${target} |`;
  });
  return `| | measured | target |\n|---|---:|---:|\n${rows.join("\n")}`;
}

/**
 * The same README where it has no place for the table.
 *
 * @param {string} readme
 * @param {Report} report
 */
export const withSection = (readme, report) =>
  readme.includes("<!-- page -->") ? replaced(readme, "page", section(report)) : readme;
