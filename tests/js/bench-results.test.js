/** The committed results, the README that is made from them, and the figures that have a target. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readReport, withSection } from "../../bench/readme.mjs";
import { README } from "../../bench/section.mjs";
import { AIMS, targets } from "../../bench/targets.mjs";
import { markdown, rows } from "../../www/bench/table.js";

/** @typedef {import("../../www/bench/types.js").Result} Result */

/**
 * @param {string} id
 * @param {Result["library"]} library
 * @param {number} median
 * @param {Partial<Result>} [more]
 * @returns {Result}
 */
const measured = (id, library, median, more) => ({
  id,
  name: id,
  library,
  runs: "cpu",
  status: "measured",
  msPerStep: { median, min: median * 0.9, max: median * 1.2 },
  ...more,
});

test("the README's table is the one of the committed results", () => {
  const readme = readFileSync(README, "utf8");
  assert.equal(withSection(readme, readReport()), readme, "run `cargo xtask bench --table`");
});

test("the committed results have every target, each a number or null with its reason", () => {
  const { targets, notes, environment } = readReport();
  assert.deepEqual(Object.keys(targets), Object.keys(AIMS));
  for (const [key, value] of Object.entries(targets)) {
    if (value === null) assert.ok(notes[key], `${key} is null without a note`);
    else assert.ok(Number.isFinite(value), key);
  }
  for (const key of ["date", "cpu", "cores", "browser", "revision", "command"])
    assert.ok(environment[key], key);
});

test("the fastest is first, ratios are to the fastest of ours, what has no time says why", () => {
  const results = [
    measured("theirs", "tfjs", 300),
    measured("ours", "metavae", 100),
    measured("ours-slower", "metavae", 150),
    {
      ...measured("none", "jaxjs", 0),
      msPerStep: undefined,
      status: /** @type {const} */ ("didNotFinish"),
      reason: "did not finish a step in 9 s",
    },
  ];
  assert.deepEqual(
    rows(results).map(({ id, ratio }) => [id, ratio]),
    [
      ["ours", "1.0×"],
      ["ours-slower", "1.5×"],
      ["theirs", "3.0×"],
      ["none", ""],
    ],
  );
  assert.match(markdown(results), /\| none \| did not finish a step in 9 s \|/);
});

test("targets are ratios of medians, and null says who had no time", () => {
  const gpu = {
    dispatchesPerStep: 400,
    submitsPerStep: 20,
    bytesWrittenPerStep: 1,
    hostMsPerStep: { median: 9, min: 8, max: 10 },
  };
  const { targets: all, notes } = targets({
    results: [
      measured("torch-1t", "torch", 50, { runs: "native" }),
      measured("ours-cpu", "metavae", 100),
      measured("ours-webgpu", "metavae", 5000, { gpu, firstStepMs: 8000 }),
      measured("tfjs-webgl", "tfjs", 4000),
      {
        ...measured("jaxjs-webgpu", "jaxjs", 0),
        msPerStep: undefined,
        reason: "did not finish a step in 9 s",
      },
    ],
    environment: { gpu: "google swiftshader" },
    gpu: "software",
    artefacts: { plain: { brotli: 500_000 } },
  });
  assert.equal(all.cpu_step_vs_torch_1t, 2);
  assert.equal(all.cpu_step_vs_best_peer, 0.025);
  assert.equal(notes.cpu_step_vs_best_peer, "the best is tfjs-webgl");
  assert.equal(all.webgpu_step_vs_tfjs_webgl, 1.25);
  assert.equal(all.webgpu_first_step_s, 8);
  assert.equal(all.webgpu_dispatches_per_step, 400);
  assert.equal(all.webgpu_step_vs_jaxjs_webgpu, null);
  assert.match(notes.webgpu_step_vs_jaxjs_webgpu ?? "", /did not finish/);
  assert.match(notes.webgpu_step_ms_hardware ?? "", /swiftshader/);
  assert.equal(all.finetune_10x50_s, null);
  for (const [key, value] of Object.entries(all))
    if (value === null) assert.ok(notes[/** @type {keyof typeof notes} */ (key)], key);
});
