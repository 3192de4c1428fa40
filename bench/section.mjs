/** Sections of the README that are made from results, each between two comments that name it. */

import { readFileSync, writeFileSync } from "node:fs";

export const README = new URL("../README.md", import.meta.url);

/** @param {string} readme @param {string} name @param {string} section @returns {string} */
export function replaced(readme, name, section) {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [start, end] = [readme.indexOf(open), readme.indexOf(close)];
  if (start < 0 || end < start) {
    throw new Error(
      `README.md has no ${open} … ${close} to put the table between. Put the two lines where ` +
        "it belongs.",
    );
  }
  return `${readme.slice(0, start + open.length)}\n${section}\n${readme.slice(end)}`;
}

/** @param {(readme: string) => string} change */
export const rewriteReadme = (change) =>
  writeFileSync(README, change(readFileSync(README, "utf8")));
