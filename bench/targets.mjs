/** The figures that have a target, flat: a number, or null and a note that says why. */

import { round } from "../www/bench/statistics.js";

/** @typedef {import("../www/bench/types.js").Result} Result */

/**
 * @typedef {object} Measured
 * @property {Result[]} results
 * @property {{gpu: string}} environment
 * @property {import("./chromium.mjs").Gpu} gpu
 * @property {Record<string, {brotli: number}>} artefacts
 * @property {Awaited<ReturnType<typeof import("./product.mjs").firstEncode>>} [first]
 * @property {Awaited<ReturnType<typeof import("./product.mjs").visitorsWork>>} [work]
 */

/** What is aimed at, as it is put beside each figure. At most this much. */
export const AIMS = /** @type {const} */ ({
  cpu_step_vs_torch_1t: 1.6,
  threads_step_vs_torch_2t: 2.0,
  cpu_step_vs_best_peer: 0.025,
  webgpu_step_vs_tfjs_webgl: 1.0,
  webgpu_step_vs_jaxjs_webgpu: 0.5,
  webgpu_host_ms_per_step: 10,
  webgpu_step_ms_hardware: 3,
  webgpu_dispatches_per_step: 120,
  webgpu_first_step_s: 5,
  cpu_artefact_brotli_bytes: 600_000,
  webgpu_artefact_brotli_bytes: 1_600_000,
  first_encode_s: 1.0,
  finetune_10x50_s: 1.5,
  encode_ms: 8,
  memory_growth_bytes_1000_steps: 0,
});

/** @typedef {keyof typeof AIMS} Key */

/**
 * @param {Measured} measured
 * @returns {{targets: Record<Key, number | null>, notes: Partial<Record<Key, string>>}}
 */
export function targets({ results, environment, gpu, artefacts, first, work }) {
  /** @type {Partial<Record<Key, string>>} */
  const notes = {};
  const find = (/** @type {string} */ id) => results.find((result) => result.id === id);
  const median = (/** @type {string} */ id) => find(id)?.msPerStep?.median;
  const missing = (/** @type {string} */ id) => {
    const result = find(id);
    return result ? `${result.name}: ${result.reason ?? "no time"}` : `${id} was not in this run`;
  };

  /** @param {Key} key @param {number | undefined} value @param {string} why */
  const figure = (key, value, why) => {
    if (typeof value === "number" && Number.isFinite(value)) return round(value);
    notes[key] = why;
    return null;
  };
  /** @param {Key} key @param {string} ours @param {string} theirs */
  const ratio = (key, ours, theirs) => {
    const [a, b] = [median(ours), median(theirs)];
    const why = a === undefined ? missing(ours) : missing(theirs);
    return figure(key, a === undefined || b === undefined ? undefined : a / b, why);
  };

  const peers = results.filter(
    ({ library, runs, msPerStep }) => library !== "metavae" && runs !== "native" && msPerStep,
  );
  const [best] = peers.sort((a, b) => (a.msPerStep?.median ?? 0) - (b.msPerStep?.median ?? 0));
  const webgpu = find("ours-webgpu");
  const noProduct = "not measured in this run";
  const all = {
    cpu_step_vs_torch_1t: ratio("cpu_step_vs_torch_1t", "ours-cpu", "torch-1t"),
    threads_step_vs_torch_2t: ratio("threads_step_vs_torch_2t", "ours-threads", "torch-2t"),
    cpu_step_vs_best_peer: best
      ? ratio("cpu_step_vs_best_peer", "ours-cpu", best.id)
      : figure(
          "cpu_step_vs_best_peer",
          undefined,
          "no other library of the browser has a time in this run",
        ),
    webgpu_step_vs_tfjs_webgl: ratio("webgpu_step_vs_tfjs_webgl", "ours-webgpu", "tfjs-webgl"),
    webgpu_step_vs_jaxjs_webgpu: ratio(
      "webgpu_step_vs_jaxjs_webgpu",
      "ours-webgpu",
      "jaxjs-webgpu",
    ),
    webgpu_host_ms_per_step: figure(
      "webgpu_host_ms_per_step",
      webgpu?.gpu?.hostMsPerStep.median,
      missing("ours-webgpu"),
    ),
    webgpu_step_ms_hardware: figure(
      "webgpu_step_ms_hardware",
      gpu === "hardware" ? median("ours-webgpu") : undefined,
      gpu === "hardware"
        ? missing("ours-webgpu")
        : `no GPU in this run: the adapter was ${environment.gpu}`,
    ),
    webgpu_dispatches_per_step: figure(
      "webgpu_dispatches_per_step",
      webgpu?.gpu?.dispatchesPerStep,
      missing("ours-webgpu"),
    ),
    webgpu_first_step_s: figure(
      "webgpu_first_step_s",
      seconds(webgpu?.firstStepMs),
      missing("ours-webgpu"),
    ),
    cpu_artefact_brotli_bytes: figure(
      "cpu_artefact_brotli_bytes",
      (artefacts.fma ?? artefacts.plain)?.brotli,
      "this build has none",
    ),
    webgpu_artefact_brotli_bytes: figure(
      "webgpu_artefact_brotli_bytes",
      artefacts.webgpu?.brotli,
      "this build has none",
    ),
    first_encode_s: figure("first_encode_s", first?.seconds.median, noProduct),
    finetune_10x50_s: figure("finetune_10x50_s", work?.fineTune10x50Seconds.median, noProduct),
    encode_ms: figure("encode_ms", work?.encodeMs.median, noProduct),
    memory_growth_bytes_1000_steps: figure(
      "memory_growth_bytes_1000_steps",
      work?.memory.steps === 1000 ? work.memory.growth : undefined,
      work ? `this run took ${work.memory.steps} steps` : noProduct,
    ),
  };
  if (best && all.cpu_step_vs_best_peer !== null)
    notes.cpu_step_vs_best_peer = `the best is ${best.name}`;
  if (gpu === "hardware" && all.webgpu_step_ms_hardware !== null)
    notes.webgpu_step_ms_hardware = environment.gpu;
  if (gpu === "software" && all.webgpu_host_ms_per_step !== null) {
    const fastest = webgpu?.gpu?.hostMsPerStep.min;
    notes.webgpu_host_ms_per_step =
      `the software adapter computes on the cores that the host needs; ${fastest} in the ` +
      "window least disturbed";
  }
  return { targets: all, notes };
}

/** @param {number | undefined} ms */
const seconds = (ms) => (ms === undefined ? undefined : ms / 1000);
