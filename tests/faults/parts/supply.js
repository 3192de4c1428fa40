/**
 * Where what the project is built from comes from, and that it cannot be exchanged: a finding is a
 * loss, unless `supply.json` has an exception with its reason that is not older than 180 days.
 */

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { findings } from "../supply/exceptions.js";
import { crates, packages } from "../supply/locks.js";
import { actions, installs, publishing } from "../supply/workflows.js";

/** @typedef {import("../faults.js").Faults} Faults */
/** @typedef {import("../supply/exceptions.js").Checked} Checked */

const ROOT = new URL("../../../", import.meta.url);
const WORKFLOWS = ".github/workflows/";
const SETUP = "xtask/src/setup/";

/** @param {string} path */
const read = (path) => readFileSync(new URL(path, ROOT), "utf8");

/** @param {string} folder @param {string} ending */
const filesOf = (folder, ending) =>
  readdirSync(new URL(folder, ROOT))
    .filter((name) => name.endsWith(ending))
    .map((name) => ({ name: folder + name, text: read(folder + name) }));

/**
 * A program of another's that checks, where this machine has it.
 *
 * @param {Faults} faults
 * @param {string} what
 * @param {string[]} command
 * @param {RegExp} absent What it says where it could not check at all.
 * @returns {Checked[]}
 */
function asked(faults, what, [program = "", ...words], absent) {
  const { status, error, stdout, stderr } = spawnSync(program, words, {
    cwd: ROOT,
    encoding: "utf8",
    timeout: 60_000,
  });
  const said = `${stdout ?? ""}${stderr ?? ""}`.trim();
  if (error || (status !== 0 && absent.test(said))) {
    faults.skip(what, error?.message ?? /** @type {string} */ (said.split("\n").at(0)));
    return [];
  }
  return [{ what, finding: status === 0 ? null : said }];
}

/** @param {Faults} faults */
export async function run(faults) {
  const workflows = filesOf(WORKFLOWS, ".yml");
  /** @type {Checked[]} */
  const checked = [
    ...workflows.flatMap(({ name, text }) => [
      ...actions(name, text),
      ...installs(name, text),
      ...publishing(name, text),
    ]),
    ...filesOf(SETUP, ".rs").flatMap(({ name, text }) => installs(name, text)),
    ...["Cargo.lock", "tools/wasm-bindgen/Cargo.lock"].flatMap((at) => crates(at, read(at))),
    ...["package-lock.json", "bench/package-lock.json"].flatMap((at) => packages(at, read(at))),
    ...asked(
      faults,
      "cargo deny: licences, bans, sources",
      ["cargo", "deny", "--offline", "check", "licenses", "bans", "sources"],
      /no such command|not found/,
    ),
    ...asked(
      faults,
      "cargo deny: advisories",
      ["cargo", "deny", "check", "advisories"],
      /no such command|failed to fetch|unable to (fetch|clone)/i,
    ),
    ...asked(
      faults,
      "npm: signatures of the registry",
      ["npm", "audit", "signatures", "--fetch-retries=0", "--fetch-timeout=10000"],
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|network/,
    ),
  ];
  faults.count(checked.length);
  const { exceptions } = JSON.parse(read("tests/faults/supply.json"));
  for (const { what, finding } of findings(checked, exceptions, new Date()))
    faults.lose(what, finding);
}
