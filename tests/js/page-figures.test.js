import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { README } from "../../bench/section.mjs";
import { readReport, section, withSection } from "../e2e/figures/readme.mjs";
import { AIMS, holds, WALKS } from "../e2e/figures/targets.mjs";

/** @typedef {import("../e2e/figures/targets.mjs").Key} Key */
const keys = /** @type {Key[]} */ (Object.keys(AIMS));

test("the README's table of the page's figures is the one of the committed run", () => {
  const readme = readFileSync(README, "utf8");
  assert.ok(withSection(readme, readReport()) === readme, "run `cargo xtask page`");
});

test("the committed run has every figure, and each is within its target", () => {
  const report = readReport();
  assert.deepEqual(Object.keys(report.targets), keys);
  assert.deepEqual(
    keys.filter((key) => !holds(key, report.targets[key] ?? Number.NaN)),
    [],
  );
});

test("the table has a row for each figure, and quotes it", () => {
  const targets = Object.fromEntries(keys.map((key, at) => [key, 1000 + at]));
  const table = section({ targets });
  assert.equal(table.split("\n").length, keys.length + 2);
  for (const [at, key] of keys.entries())
    assert.ok(table.includes(`| ${AIMS[key].what} | ${(1000 + at).toLocaleString("en")} |`), key);
  const readme = `before <!-- page -->\nold\n<!-- /page --> after`;
  assert.equal(
    withSection(readme, { targets }),
    `before <!-- page -->\n${table}\n<!-- /page --> after`,
  );
});

test("every figure is measured by one walk", () => {
  const measured = Object.values(WALKS).flatMap((walk) => walk.keys);
  assert.deepEqual(measured.toSorted(), keys.toSorted());
});
