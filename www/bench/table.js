/**
 * The one table of the benchmark, as rows of text: the page, the terminal and the README show the
 * same.
 */

import { count } from "../app/format.js";
import { AGREEMENT } from "./contest.js";

/** @typedef {import("./types.js").Result} Result */

/**
 * @typedef {object} Row
 * @property {string} id
 * @property {string} name With the library's version.
 * @property {string} device
 * @property {string} time Median ms a step, or why there is none.
 * @property {string} spread Fastest and slowest window.
 * @property {string} ratio Against the fastest of ours.
 * @property {string} agreement The gradient's relative distance from the referee's.
 * @property {boolean} measured
 * @property {number | null} ms
 */

export const HEAD = ["engine", "ms a step", "windows", "ratio", "gradient agrees to"];

/**
 * @param {readonly Result[]} results
 * @returns {Row[]} The fastest first, those without a time last.
 */
export function rows(results) {
  const ours = results.filter(({ library, msPerStep }) => library === "metavae" && msPerStep);
  const base = Math.min(...ours.map(({ msPerStep }) => msPerStep?.median ?? Infinity));
  const order = (/** @type {Result} */ { msPerStep }) => msPerStep?.median ?? Infinity;
  return [...results]
    .sort((a, b) => (order(a) === order(b) ? 0 : order(a) - order(b)))
    .map((result) => {
      const { id, name, version, device, msPerStep, reason, agreement } = result;
      return {
        id,
        name:
          version && version !== "this build" ? `${name} (${version.replace(/\+.*/, "")})` : name,
        device: device ?? "",
        time: msPerStep ? ms(msPerStep.median) : (reason ?? "no time"),
        spread: msPerStep ? `${ms(msPerStep.min)} to ${ms(msPerStep.max)}` : "",
        ratio: msPerStep && Number.isFinite(base) ? times(msPerStep.median / base) : "",
        agreement: agreement
          ? agreement.with === name
            ? "the reference"
            : agreed(agreement.gradient)
          : "",
        measured: msPerStep !== undefined,
        ms: msPerStep?.median ?? null,
      };
    });
}

/** @param {readonly Result[]} results */
export function markdown(results) {
  const lines = rows(results).map((row) => {
    const cells = [row.name, row.time, row.spread, row.ratio, row.agreement];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  });
  return [`| ${HEAD.join(" | ")} |`, "|---|---:|---:|---:|---:|", ...lines].join("\n");
}

/** @param {number} value */
export const ms = (value) =>
  value >= 1000 ? count(Math.round(value)) : value >= 100 ? value.toFixed(0) : value.toPrecision(3);

/** @param {number} value */
const times = (value) =>
  `${value >= 100 ? value.toFixed(0) : value.toPrecision(value < 10 ? 2 : 3)}×`;

/** @param {number} distance */
function agreed(distance) {
  if (distance === 0) return "0";
  return distance <= AGREEMENT.gradient
    ? distance.toExponential(0).replace("e-", "e−")
    : `${distance.toPrecision(2)}: no`;
}
