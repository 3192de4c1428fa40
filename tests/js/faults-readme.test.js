import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { README } from "../../bench/section.mjs";
import { PARTS } from "../faults/parts.js";
import { readReport, withSection } from "../faults/readme.js";

test("the README's table of faults is the one of the committed run, which lost nothing", () => {
  const readme = readFileSync(README, "utf8");
  const report = readReport();
  assert.ok(report, "run `cargo xtask faults`");
  assert.ok(withSection(readme, report) === readme, "run `node tests/faults/readme.js`");
  for (const { name, least } of PARTS) {
    /** @type {import("../faults/run.js").Result | undefined} */
    const part = report.parts[name];
    assert.ok(part, `${name} was not run`);
    assert.ok(part.attempts >= least, `${name}: ${part.attempts} attempts`);
    assert.equal(part.losses, 0, name);
  }
});

test("every part has its file, and every file its row", () => {
  assert.equal(PARTS.length, 20);
  assert.equal(new Set(PARTS.map(({ name }) => name)).size, PARTS.length);
  for (const { name, least, minutes } of PARTS) {
    assert.ok(existsSync(new URL(`../faults/parts/${name}.js`, import.meta.url)), name);
    assert.ok(least > 0 && minutes > 0, name);
  }
});
