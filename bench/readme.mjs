/** The README's section on speed, made from `docs/results/bench.json` and from nothing else. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { markdown } from "../www/bench/table.js";
import { replaced, rewriteReadme } from "./section.mjs";
import { AIMS } from "./targets.mjs";

export const RESULTS = new URL("../docs/results/bench.json", import.meta.url);

/**
 * What each target's figure is called.
 * @type {Record<keyof typeof AIMS, [name: string, unit: "ratio" | "ms" | "s" | "bytes" | "count"]>}
 */
const NAMES = {
  cpu_step_vs_torch_1t: ["CPU step, one thread, against PyTorch on one", "ratio"],
  threads_step_vs_torch_2t: ["CPU step, threads, against PyTorch on two", "ratio"],
  cpu_step_vs_best_peer: ["CPU step against the best other library in the browser", "ratio"],
  webgpu_step_vs_tfjs_webgl: ["WebGPU step against TF.js on WebGL, software GPU", "ratio"],
  webgpu_step_vs_jaxjs_webgpu: ["WebGPU step against jax-js on WebGPU, software GPU", "ratio"],
  webgpu_host_ms_per_step: ["WebGPU: the worker's own time a step", "ms"],
  webgpu_step_ms_hardware: ["WebGPU step on a real GPU", "ms"],
  webgpu_dispatches_per_step: ["WebGPU: dispatches a step", "count"],
  webgpu_first_step_s: ["WebGPU: first step, shaders compiled, software GPU", "s"],
  cpu_artefact_brotli_bytes: ["CPU engine, brotli", "bytes"],
  webgpu_artefact_brotli_bytes: ["CPU + WebGPU engine, brotli", "bytes"],
  first_encode_s: ["page start to the first drawn digit's reconstruction, cold cache", "s"],
  finetune_10x50_s: ["fine-tuning: 10 drawings, 50 steps, CPU", "s"],
  encode_ms: ["encode and reconstruct one drawing, CPU", "ms"],
  memory_growth_bytes_1000_steps: ["memory growth over 1,000 steps", "bytes"],
};

/**
 * @typedef {{environment: Record<string, any>, results: import("../www/bench/types.js").Result[],
 *   targets: Record<string, number | null>, notes: Record<string, string>}} Report
 */

/** @param {Report} report */
export function section({ environment, results, targets, notes }) {
  const { cpu, cores, browser, date, revision, command } = environment;
  const facts = Object.entries(AIMS).map(([key, aim]) => {
    const [name, unit] = NAMES[/** @type {keyof typeof AIMS} */ (key)];
    const value = targets[key];
    const shown =
      value === null ? `– (${notes[key]})` : `${number(value, unit)}${value <= aim ? " ✓" : ""}`;
    return `| ${name} | ${shown} | ≤ ${number(aim, unit)} |`;
  });
  return [
    `\`${command}\` at ${revision} on ${date.slice(0, 10)}: ${cpu}, ${cores} cores, ` +
      `${browser}, the GPU in software (${environment.gpu}). One training step, batch 128; ` +
      `median of ${windows(results)} windows taken in turns; every engine brought the same ` +
      "loss and gradient first.",
    "",
    markdown(results),
    "",
    "The ratio is to the fastest of ours. What a software GPU says about real ones is " +
      "nothing; `bench.html` in the built page runs the same comparison on yours.",
    "",
    "| | measured | target |",
    "|---|---:|---:|",
    ...facts,
  ].join("\n");
}

/** @param {import("../www/bench/types.js").Result[]} results */
const windows = (results) =>
  Math.max(0, ...results.map(({ windowsMsPerStep }) => windowsMsPerStep?.length ?? 0));

/** @param {number} value @param {"ratio" | "ms" | "s" | "bytes" | "count"} unit */
function number(value, unit) {
  if (unit === "bytes") return value >= 1e5 ? `${(value / 1e6).toFixed(2)} MB` : `${value} B`;
  const digits =
    Number(value.toPrecision(2)) >= 100 ? Math.round(value) : Number(value.toPrecision(2));
  return unit === "ms" || unit === "s" ? `${digits} ${unit}` : String(digits);
}

/** The README with its section replaced. @param {string} readme @param {Report} report */
export const withSection = (readme, report) => replaced(readme, "bench", section(report));

export function readReport() {
  return /** @type {Report} */ (JSON.parse(readFileSync(RESULTS, "utf8")));
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  rewriteReadme((readme) => withSection(readme, readReport()));
