/**
 * The suite of faults: `node tests/faults/run.js [--only PART[,PART…]] [--long] [--out FILE]`.
 * `cargo xtask faults` calls it with what it needs in the environment:
 *
 * - `METAVAE_ENGINE`: the folder of the engine, for Node;
 * - `dist/`: the built page;
 * - `CHROMIUM`, `METAVAE_SHARDS`: as for the end-to-end tests.
 */

import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { PARTS } from "./parts.js";

/** @typedef {import("./parts.js").Part} Part */
/**
 * @typedef {object} Result
 * @property {number} attempts
 * @property {number} losses
 * @property {number} seconds
 * @property {string[]} [skipped] What this machine has not, and why. A part of which nothing else
 *   came was skipped as a whole.
 * @property {Record<string, number>} [figures]
 */

/** One more than the smallest machine that it should run on has cores: much of it is waiting. */
const LANES = 3;

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    long: { type: "boolean", default: false },
    out: { type: "string" },
  },
});
const chosen = values.only ? values.only.split(",").map(named) : PARTS;

/** @param {string} name @returns {Part} */
function named(name) {
  const part = PARTS.find((part) => part.name === name);
  if (part) return part;
  const names = PARTS.map(({ name }) => name).join(", ");
  throw new Error(`There is no part “${name}”. There are: ${names}.`);
}

/**
 * Whether a part could not be tried at all, so that it is neither held nor lost.
 *
 * @param {{attempts: number, losses: string[] | number, skipped?: string[]}} result
 */
function isSkipped({ attempts, losses, skipped = [] }) {
  const lost = typeof losses === "number" ? losses : losses.length;
  return attempts === 0 && lost === 0 && skipped.length > 0;
}

/** @param {Part} part @returns {Promise<{result: Result, lost: string[]}>} */
function run({ name, least, minutes }) {
  const begun = Date.now();
  const script = fileURLToPath(new URL("one.js", import.meta.url));
  // With the collector at hand, for what is measured of memory.
  const words = ["--expose-gc", script, name, ...(values.long ? ["--long"] : [])];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (part) => (text += part));
  const limit = minutes * (values.long ? 10 : 1);
  const timer = setTimeout(() => child.kill("SIGKILL"), limit * 60_000);
  return new Promise((resolve) => {
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      const line = text.split("\n").findLast((line) => line.startsWith("RESULT "));
      const report = line
        ? JSON.parse(line.slice("RESULT ".length))
        : {
            attempts: 0,
            losses: [
              `it ended without a result (${signal ?? `status ${code}`}; at most ${limit} minutes)`,
            ],
          };
      // What a machine has not is skipped and said, and is no loss.
      if (report.attempts + (report.skippedAttempts ?? 0) < least && !isSkipped(report))
        report.losses.push(`${report.attempts} attempts, and not ${least}`);
      if (report.losses.length > 0) process.stderr.write(text);
      const result = {
        attempts: report.attempts,
        losses: report.losses.length,
        seconds: Math.round((Date.now() - begun) / 1000),
        ...(report.skipped?.length ? { skipped: report.skipped } : {}),
        ...(Object.keys(report.figures ?? {}).length ? { figures: report.figures } : {}),
      };
      resolve({ result, lost: report.losses });
    });
  });
}

/** @type {Record<string, Result>} */
const results = {};
// The longest first, so that no lane waits for one at the end.
const waiting = [...chosen].sort((a, b) => b.minutes - a.minutes);
const lane = async () => {
  for (let part = waiting.shift(); part; part = waiting.shift()) {
    const { result, lost } = await run(part);
    results[part.name] = result;
    const { attempts, losses, seconds, skipped = [] } = result;
    const count = isSkipped(result) ? "skipped" : `${attempts} attempts, ${losses} lost`;
    console.log(`${part.name}: ${count} (${seconds} s)`);
    for (const loss of lost) console.log(`  ${loss.split("\n", 1)[0]}`);
    for (const each of skipped) console.log(`  skipped: ${each}`);
  }
};
await Promise.all(Array.from({ length: LANES }, lane));

const ordered = Object.fromEntries(
  chosen.flatMap(({ name }) => (name in results ? [[name, results[name]]] : [])),
);
const tried = Object.entries(ordered).filter(([, result]) => !isSkipped(result));
const targets = Object.fromEntries(
  tried.flatMap(([name, { attempts, losses }]) => [
    [`${name}_attempts`, attempts],
    [`${name}_losses`, losses],
  ]),
);
const report = {
  made_by: `cargo xtask faults${values.long ? " --long" : ""}`,
  targets: { parts: tried.length, ...targets },
  parts: ordered,
};
if (values.out) writeFileSync(values.out, `${JSON.stringify(report, null, 2)}\n`);

const held = tried.filter(([, { losses }]) => losses === 0).length;
const skipped = Object.keys(ordered).length - tried.length;
// As Node's test runner sums up, for `cargo xtask test`.
console.log(`\nℹ pass ${held}\nℹ fail ${tried.length - held}\nℹ skipped ${skipped}`);
process.exitCode = held === tried.length ? 0 : 1;
