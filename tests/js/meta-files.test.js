/** The list of meta-trained weights, and what lies beside it. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ALGORITHMS } from "../../www/state/meta-hyper.js";

const FOLDER = new URL("../../www/weights/", import.meta.url);
const json = (/** @type {string} */ file) =>
  JSON.parse(readFileSync(new URL(file, FOLDER), "utf8"));

test("each listed file is there, as its provenance says, made by what the list says", () => {
  /**
   * @type {{algorithm: import("../../www/engine/wire.js").Algorithm, set: string, file: string}[]}
   */
  const listed = json("meta.json");
  for (const { algorithm, set, file } of listed) {
    const made = json(file.replace(".safetensors", ".json"));
    const bytes = readFileSync(new URL(file, FOLDER));
    assert.equal(made.sha256, createHash("sha256").update(bytes).digest("hex"), file);
    assert.equal(made.hyper.algorithm, algorithm, file);
    assert.ok(ALGORITHMS.includes(algorithm), file);
    assert.ok(file.startsWith(`${set}-`), file);
    assert.ok(
      made.from === null || made.from.startsWith("www/weights/"),
      `${file}: made from what the project holds`,
    );
    if (set === "mnist")
      assert.equal(
        made.hyper.mixture.labelled + made.hyper.mixture.halves,
        0,
        `${file}: no label was used`,
      );
  }
  const mnist = listed.filter(({ set }) => set === "mnist").map(({ algorithm }) => algorithm);
  assert.deepEqual(
    [...mnist].sort(),
    [...ALGORITHMS].sort(),
    "every algorithm has weights for MNIST",
  );
});
