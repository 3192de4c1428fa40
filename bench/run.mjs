/**
 * `cargo xtask bench` calls this, set-up done: it measures everything, prints the table and writes
 * the JSON.
 */

import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { contest } from "../www/bench/contest.js";
import { ENGINES } from "../www/bench/engines.js";
import { readWeights } from "../www/bench/safetensors.js";
import { round } from "../www/bench/statistics.js";
import { rows } from "../www/bench/table.js";
import { makeTask } from "../www/bench/task.js";
import { ChromiumContestant } from "./chromium.mjs";
import { environment } from "./environment.mjs";
import { Host } from "./host.mjs";
import { NativeContestant } from "./native.mjs";
import { artefacts, compile, firstEncode, MNIST, visitorsWork } from "./product.mjs";
import { AIMS, targets } from "./targets.mjs";

/** @typedef {import("../www/bench/types.js").Entry} Entry */

const { values: options } = parseArgs({
  options: {
    site: { type: "string" },
    native: { type: "string" },
    python: { type: "string" },
    out: { type: "string" },
    command: { type: "string", default: "node bench/run.mjs" },
    quick: { type: "boolean", default: false },
    windows: { type: "string" },
    limit: { type: "string" },
    only: { type: "string" },
    gpu: { type: "string", default: "software" },
    mnist: { type: "string" },
  },
});
const { quick } = options;
const site = resolve(options.site ?? fail("--site names the folder of the built page."));
const gpu =
  options.gpu === "software" || options.gpu === "hardware"
    ? options.gpu
    : fail("--gpu is software or hardware.");
const windows = count("--windows", options.windows ?? (quick ? "2" : "5"));
const limitMs = 1000 * count("--limit", options.limit ?? (quick ? "45" : "120"));
const entries = chosen();
const mnist = options.mnist ? serveMnist(options.mnist) : null;

const file = readFileSync(join(site, "www/weights/vae-mnist.safetensors"));
const task = makeTask(
  readWeights(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength)),
);
/** What could not be measured, and why. @type {string[]} */
const troubles = [];
const began = performance.now();
const host = await new Host(site).open();
try {
  const here = await environment(options.command, gpu, host.url);
  const results = await contest(entries, invite, task, { windows, limitMs, tell });
  const wasms = artefacts(site);
  const times = quick ? 1 : 5;
  const steps = quick ? 50 : 1000;
  const page = !options.only;
  const first = page
    ? await part("the page, from its start to the first drawn digit", () =>
        firstEncode(host, site, times),
      )
    : undefined;
  const compiling = page
    ? await part("compiling the engines", () => compile(host, wasms, times))
    : undefined;
  const work = page
    ? await part("what visitors do", () => visitorsWork(host, "ours-cpu", { steps, mnist, tell }))
    : undefined;
  const step = results.find(({ id }) => id === "ours-cpu")?.msPerStep?.median;
  const report = {
    environment: { ...here, minutes: round((performance.now() - began) / 60_000) },
    ...targets({ results, environment: here, gpu, artefacts: wasms, first, work }),
    troubles,
    results,
    page: {
      artefacts: wasms,
      compileMs: compiling,
      firstEncode: first,
      ...work,
      epochOfMnistFromStepSeconds:
        step === undefined ? null : round((step * Math.ceil(60_000 / task.batch)) / 1000),
    },
  };
  print(report);
  if (options.out) {
    mkdirSync(dirname(options.out), { recursive: true });
    writeFileSync(options.out, `${JSON.stringify(report, null, 2)}\n`);
    console.log(`\nWritten to ${options.out}.`);
  }
  if (troubles.length > 0)
    throw new Error(`\nNot everything could be measured.\n  ${troubles.join("\n  ")}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await host.close();
}

/**
 * One part of what is measured beside the contest. Its failure does not cost the others.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} measure
 */
async function part(name, measure) {
  tell(name);
  try {
    return await measure();
  } catch (error) {
    troubles.push(`${name}: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

/**
 * PyTorch and the native build first: an agreement is with the first that answers.
 * @returns {Entry[]}
 */
function chosen() {
  /** @type {Entry[]} */
  const natives = [
    ...[1, 2].map((threads) =>
      native(`torch-${threads}t`, `PyTorch, ${threads} thread${threads > 1 ? "s" : ""}`, "torch"),
    ),
    ...(gpu === "hardware" ? [native("torch-cuda", "PyTorch, CUDA, eager", "torch")] : []),
    native("ours-native", "metavae, native CPU", "metavae"),
  ];
  const all = [...natives, ...ENGINES];
  if (!options.only) return all;
  const ids = options.only.split(",");
  const unknown = ids.filter((id) => !all.some((entry) => entry.id === id));
  if (unknown.length > 0)
    fail(
      `--only: there is no ${unknown.join(", ")}. There are ${all.map(({ id }) => id).join(", ")}.`,
    );
  return all.filter(({ id }) => ids.includes(id));
}

/** @param {string} id @param {string} name @param {Entry["library"]} library @returns {Entry} */
function native(id, name, library) {
  return { id, name, runs: "native", library, options: {} };
}

/** @param {Entry} entry */
async function invite(entry) {
  if (entry.runs !== "native") {
    if (entry.extra && !existsSync(join(site, entry.extra.path))) return entry.extra.missing;
    return ChromiumContestant.launch(entry, host.url, gpu);
  }
  if (entry.library === "metavae")
    return options.native
      ? new NativeContestant([options.native, "bench"])
      : "it was not built for this run";
  if (!options.python) return "there is no python3 that can import torch";
  const script = fileURLToPath(new URL("torch_step.py", import.meta.url));
  const how =
    entry.id === "torch-cuda"
      ? ["--device", "cuda"]
      : ["--threads", entry.id === "torch-2t" ? "2" : "1"];
  return new NativeContestant([options.python, script, ...how]);
}

/**
 * Copies MNIST to where the page can fetch it from.
 * @param {string} folder
 * @returns {string} Below the page's own.
 */
function serveMnist(folder) {
  const place = "mnist/";
  mkdirSync(join(site, place), { recursive: true });
  for (const name of Object.values(MNIST).flatMap((files) => Object.values(files))) {
    // The engine takes gzip and raw files under either name.
    const source = [name, name.replace(".gz", "")]
      .map((file) => join(folder, file))
      .find(existsSync);
    copyFileSync(
      source ?? fail(`--mnist: there is no ${name} in ${folder}, gzip or raw.`),
      join(site, place, name),
    );
  }
  return place;
}

/**
 * @param {{results: import("../www/bench/types.js").Result[], targets: Record<string, number |
 *   null>, notes: Record<string, string | undefined>}} report
 */
function print({ results, targets, notes }) {
  console.log();
  for (const row of rows(results)) {
    const figures = row.measured
      ? [
          row.time.padStart(7),
          `(${row.spread})`.padEnd(18),
          row.ratio.padStart(6),
          ` agrees to ${row.agreement}`,
        ]
      : [`  ${row.time}`];
    console.log(`  ${row.name.padEnd(30)} ${figures.join(" ")}`);
  }
  console.log();
  for (const [key, aim] of Object.entries(AIMS)) {
    const value = targets[key];
    const note = notes[key] ? `  (${notes[key]})` : "";
    const verdict = value === null ? " " : value <= aim ? "✓" : "✗";
    console.log(
      `  ${verdict} ${key.padEnd(32)} ${String(value ?? "–").padStart(10)}  ≤ ${aim}${note}`,
    );
  }
}

/** @param {string} text */
function tell(text) {
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(`  ${String(seconds).padStart(4)} s  ${text}`);
}

/** @param {string} name @param {string} text */
function count(name, text) {
  const value = Number(text);
  return Number.isInteger(value) && value > 0
    ? value
    : fail(`${name} takes a whole number above 0, not “${text}”.`);
}

/** @param {string} message @returns {never} */
function fail(message) {
  console.error(message);
  process.exit(2);
}
