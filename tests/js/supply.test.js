import assert from "node:assert/strict";
import { test } from "node:test";

import { findings } from "../faults/supply/exceptions.js";
import { crates, packages } from "../faults/supply/locks.js";
import { actions, installs, publishing } from "../faults/supply/workflows.js";

/** @typedef {import("../faults/supply/exceptions.js").Checked} Checked */

/** @param {Checked[]} checked */
const found = (checked) => checked.map(({ finding }) => finding !== null);

const HASH = "0123456789abcdef0123456789abcdef01234567";

test("an action by its tag is found, one by its hash is not", () => {
  const file = `- uses: a/b@v4\n  - uses: a/b@${HASH} # v4\n  uses: ./own\n  uses: "c/d@main"`;
  assert.deepEqual(found(actions("f.yml", file)), [true, false, false, true]);
});

test("an installation without a lock file is found, on a line and in Rust", () => {
  const line = "- run: cargo install trunk\n# cargo install x\n- run: cargo install a --locked";
  assert.deepEqual(found(installs("f.yml", line)), [true, false]);
  const rust = 'c.args(["install", package]);\nc.args(["install", "--locked"]);\n["install", "-y"]';
  assert.deepEqual(found(installs("f.rs", rust)), [true, false]);
});

test("what publishes takes nothing from a cache", () => {
  const cache = `  - uses: actions/cache@${HASH}\n`;
  assert.deepEqual(found(publishing("f.yml", `  pages: write\n${cache}`)), [true]);
  assert.deepEqual(found(publishing("f.yml", "  pages: write\n")), [false]);
  assert.deepEqual(publishing("f.yml", `  contents: read\n${cache}`), []);
});

test("a package from elsewhere, or without its hash, is found", () => {
  const crate = (/** @type {string} */ source, /** @type {string} */ checksum) =>
    `[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "${source}"\nchecksum = "${checksum}"\n`;
  const index = "registry+https://github.com/rust-lang/crates.io-index";
  const lock = [
    crate(index, "a".repeat(64)),
    crate("git+https://host/a", "a".repeat(64)),
    crate(index, ""),
    '[[package]]\nname = "ours"\nversion = "0.1.0"\n',
  ];
  assert.deepEqual(found(crates("Cargo.lock", lock.join("\n"))), [false, true, true]);
  const npm = {
    packages: {
      "": {},
      a: { resolved: "https://registry.npmjs.org/a.tgz", integrity: "sha512-x" },
      b: { integrity: "sha512-x" },
      c: { resolved: "https://elsewhere/c.tgz", integrity: "sha512-x" },
      d: { resolved: "https://registry.npmjs.org/d.tgz" },
    },
  };
  assert.deepEqual(found(packages("package-lock.json", JSON.stringify(npm))), [
    false,
    false,
    true,
    true,
  ]);
});

test("an exception holds for 180 days, with a reason, and for something", () => {
  const checked = [
    { what: "a", finding: "it is not locked" },
    { what: "b", finding: null },
  ];
  const today = new Date("2026-11-27");
  const left = (/** @type {object[]} */ ...exceptions) =>
    findings(checked, /** @type {any} */ (exceptions), today).map(({ what }) => what);
  assert.deepEqual(left(), ["a"]);
  assert.deepEqual(left({ what: "a", why: "no other way", date: "2026-06-01" }), []);
  assert.deepEqual(left({ what: "a", why: "no other way", date: "2026-05-01" }), [
    "the exception for a",
  ]);
  assert.deepEqual(left({ what: "a", why: " ", date: "2026-11-01" }), ["the exception for a"]);
  assert.deepEqual(left({ what: "a", why: "no other way", date: "soon" }), ["the exception for a"]);
  assert.deepEqual(left({ what: "b", why: "no other way", date: "2026-11-01" }), [
    "a",
    "the exception for b",
  ]);
});
