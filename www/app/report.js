/** What a visitor can send to those who look after the page: no picture, no drawing, no weights. */

import { save } from "./download.js";

/** @typedef {import("../engine/recent.js").Recent} Recent */

/**
 * @param {{text: string, details: string}} notice
 * @param {Recent} recent
 * @param {{device: import("../engine/engine.js").Device | null, memory: number}} engine
 * @param {{userAgent: string, hardwareConcurrency?: number}} browser
 */
export function reportOf({ text, details }, { commands, deaths }, { device, memory }, browser) {
  const list = (/** @type {Recent["commands"]} */ happened) =>
    happened.map(({ at, what }) => `${(at / 1000).toFixed(1)} s  ${what}`);
  return [
    text,
    details,
    "",
    `Engine: ${device ? `${device.kind}, ${device.name}` : "none"}, ${memory} bytes`,
    `Browser: ${browser.userAgent}, ${browser.hardwareConcurrency ?? "?"} cores`,
    "",
    "Engines that stopped:",
    ...list(deaths),
    "",
    "The last commands:",
    ...list(commands),
    "",
  ].join("\n");
}

/**
 * Copies a report; where the browser does not allow that, it is saved as a file.
 *
 * @param {{text: string, details: string}} notice
 * @param {{recent: Recent}} session
 * @param {{device: import("../engine/engine.js").Device | null, memory: number}} engine
 */
export async function copyReport(notice, { recent }, engine) {
  const report = reportOf(notice, recent, engine, navigator);
  try {
    await navigator.clipboard.writeText(report);
  } catch {
    save(new TextEncoder().encode(report), "metavae-report.txt");
  }
}
