/** On what, with what and by which command it was measured. */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, platform, release, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { openChromium } from "./chromium.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/**
 * @param {string} command As it was typed.
 * @param {import("./chromium.mjs").Gpu} gpu
 * @param {string} url The host's.
 */
export async function environment(command, gpu, url) {
  const browser = await openChromium(gpu);
  try {
    const page = await browser.newPage();
    await page.goto(`${url}bench.html?driven`);
    const seen = await page.evaluate(async () => {
      const { environment } = await import(new URL("www/bench/environment.js", location.href).href);
      return environment();
    });
    return {
      date: new Date().toISOString(),
      command,
      revision: revision(),
      cpu: cpus()[0]?.model ?? "unknown",
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 2 ** 30),
      system: `${platform()} ${release()}`,
      browser: `Chromium ${browser.version()}`,
      gpu: seen.gpu,
      crossOriginIsolated: seen.isolated,
      node: process.versions.node,
      rust: output("rustc", ["--version"]) ?? "unknown",
      burn: burn(),
    };
  } finally {
    await browser.close();
  }
}

/**
 * The commit, with `-dirty` where the tree differs from it. What a run itself writes does not
 * count.
 */
function revision() {
  const commit = output("git", ["rev-parse", "--short=12", "HEAD"]);
  if (!commit) return "not a git checkout";
  const changed = output("git", [
    "status",
    "--porcelain",
    "--",
    ".",
    ":!docs/results/bench.json",
    ":!README.md",
  ]);
  return changed === "" ? commit : `${commit}-dirty`;
}

/** What a program says, `null` where it cannot. @param {string} program @param {string[]} args */
function output(program, args) {
  try {
    return execFileSync(program, args, {
      cwd: ROOT,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return null;
  }
}

/** burn's version in the lock file. */
function burn() {
  const lock = readFileSync(new URL("../Cargo.lock", import.meta.url), "utf8");
  return /name = "burn"\nversion = "([^"]+)"/.exec(lock)?.[1] ?? "unknown";
}
