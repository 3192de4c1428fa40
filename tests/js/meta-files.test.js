/** The list of meta-trained weights, and what lies beside it. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { WHOLE_BYTES } from "../../www/state/lacks.js";
import { ALGORITHMS } from "../../www/state/meta-hyper.js";

const FOLDER = new URL("../../www/weights/", import.meta.url);
const json = (/** @type {string} */ file) =>
  JSON.parse(readFileSync(new URL(file, FOLDER), "utf8"));

test("each listed file is there, as its provenance says, made by what the list says", () => {
  /**
   * @type {{algorithm: import("../../www/engine/wire.js").Algorithm, set: string, file: string,
   *   bytes: number}[]}
   */
  const listed = json("meta.json");
  for (const { algorithm, set, file, bytes: said } of listed) {
    const made = json(file.replace(".safetensors", ".json"));
    const bytes = readFileSync(new URL(file, FOLDER));
    assert.equal(made.sha256, createHash("sha256").update(bytes).digest("hex"), file);
    assert.equal(said, bytes.length, `${file}: as many bytes as the page says beforehand`);
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

test("the whole pretrained weights have as many bytes as the page says beforehand", () => {
  assert.equal(readFileSync(new URL("vae-mnist.safetensors", FOLDER)).length, WHOLE_BYTES);
});
