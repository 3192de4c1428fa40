import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { PRESET } from "../../www/app/preset.js";

const report = JSON.parse(
  readFileSync(new URL("../../docs/results/preset.json", import.meta.url), "utf8"),
);
/**
 * What was made of a model's codes, drawn from the prior or a mixture.
 * @type {{pictures: string, drawn: {from: string, parts?: number, temperature: number},
 *   recognised_percent: number}[]}
 */
const pictures = report.tried.filter((/** @type {object} */ row) => "pictures" in row);
/**
 * @type {{weights: string, latents: number, steps: number, hyper: Record<string, any>,
 *   recognised_percent: number}[]}
 */
const tried = report.tried.filter((/** @type {object} */ row) => "weights" in row);

test("the preset is a row of what was tried, and the best of its cost", () => {
  const row = tried.find(({ weights }) => weights === PRESET.row);
  assert.ok(row, `${PRESET.row} was not tried`);
  const { readEvery: _, evaluateEvery: __, ...settings } = row.hyper;
  assert.deepEqual([settings, row.latents], [PRESET.settings, PRESET.latents]);
  const seen = (/** @type {typeof row} */ { steps, hyper }) => steps * hyper.batchSize;
  const cheap = tried.filter((each) => seen(each) <= seen(row));
  assert.ok(cheap.length > 1);
  const best = Math.max(...cheap.map((each) => each.recognised_percent));
  assert.equal(row.recognised_percent, best);
});

test("three of five of the preset's pictures are recognised, and more than of the prior's", () => {
  const of = (/** @type {string} */ from, /** @type {number} */ parts) =>
    pictures.find(
      ({ pictures: name, drawn }) =>
        name === `${PRESET.row}-${from}-${parts}-1` && drawn.temperature === 1,
    )?.recognised_percent ?? Number.NaN;
  const mixture = of("mixture", PRESET.density.parts);
  assert.ok(mixture >= 60, `${mixture} %`);
  assert.ok(mixture > of("prior", 1) + 10);
});

test("the judge says no to what is no digit, and yes to digits", () => {
  for (const [source, judge] of Object.entries(report.judges)) {
    const { on_digits: digits, recognised_percent_of_what_is_none: none } = judge;
    assert.ok(digits.accuracy_percent > 98 && digits.recognised_percent > 95, source);
    for (const [kind, percent] of Object.entries(none))
      assert.ok(percent < 10, `${source}: ${kind}`);
  }
});
