/**
 * Miri over the kernels of the CPU, a test of `src/kernels/cpu/tests/` an attempt: it sees a pointer
 * that leaves its allocation and a number that is read before it was written, where results are
 * right all the same. The kernels are compiled without burn, which takes Miri minutes.
 */

import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** @typedef {import("../faults.js").Faults} Faults */

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
/**
 * Of its own, since other flags would have everything compiled anew; and each clone's, since of two
 * that share one cargo-miri was seen to interpret the other's code.
 */
const CLONE = createHash("sha256").update(ROOT).digest("hex").slice(0, 12);
const TARGET = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target", "miri", CLONE);
/** Through rustup: `rust-toolchain.toml` names another Rust. */
const MIRI = ["run", "nightly", "cargo", "miri"];
const INSTALL = "rustup toolchain install nightly --component miri --component rust-src";

/**
 * Every shape of every kernel, and what the parts below them refuse.
 *
 * @param {Faults} faults
 * @param {Record<string, string>} [flags]
 */
async function everything(faults, flags = {}) {
  const tests = ["kernels::cpu::tests::small", "kernels::cpu::tests::misuse"];
  const options = ["--package", "metavae", "--no-default-features", "--lib"];
  const miri = spawn("rustup", [...MIRI, "test", ...options, "--", ...tests], {
    cwd: ROOT,
    env: { ...process.env, CARGO_TARGET_DIR: TARGET, ...flags },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [said, complaints] = ["", ""];
  miri.stdout.setEncoding("utf8").on("data", (text) => (said += text));
  miri.stderr.setEncoding("utf8").on("data", (text) => (complaints += text));
  const status = await new Promise((settle) => miri.on("close", settle));
  let lost = 0;
  for (const [, name = "", outcome] of said.matchAll(
    /^test (\S+)(?: - should panic)? \.\.\. (.*)$/gm,
  )) {
    faults.count(1);
    if (outcome === "ok") continue;
    lost++;
    // Miri ends with the first undefined behaviour, in the middle of a line.
    faults.lose(name, outcome === "FAILED" ? said : complaints);
  }
  if (status !== 0 && lost === 0) faults.lose("Miri", `${complaints}\n${said}`);
}

/** @param {Faults} faults */
export async function run(faults) {
  const probe = spawnSync("rustup", [...MIRI, "--version"], { cwd: ROOT, encoding: "utf8" });
  if (probe.status !== 0) {
    faults.skip("Miri", `this machine has none; \`${INSTALL}\` brings it`);
    return;
  }
  await everything(faults);
  // Miri takes the machine for one without AVX2 unless it is told.
  if (faults.long && process.arch === "x64")
    await everything(faults, {
      CARGO_TARGET_DIR: resolve(TARGET, "avx2"),
      RUSTFLAGS: "-Ctarget-feature=+avx2,+fma",
    });
}
