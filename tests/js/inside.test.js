/** What unfolds of the machine: its latents in order, its layers, and the lines behind it. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { order, SILENT } from "../../www/state/latents.js";
import { layersOf, TWO_BYTES } from "../../www/text/network.js";
import { excerpt, SOURCES, shipped } from "../../www/text/sources.js";
import { assembledPage } from "./assembled-page.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const text = (/** @type {string} */ file) => readFileSync(ROOT + file, "utf8");

test("latents that tell most stand first, and the silent ones apart", () => {
  const mean = [0, 2, 0.01, -3, 0.5];
  const deviation = [1, 0.5, 0.98, 0.1, 0.9];
  const { kl, speaking, silent } = order({ mean, deviation });
  assert.deepEqual(
    [speaking, silent],
    [
      [3, 1, 4],
      [2, 0],
    ],
  );
  const expected = (4 + 0.25 - 1 - Math.log(0.25)) / 2;
  assert.ok(Math.abs(kl[1] - expected) < 1e-12);
  assert.ok(kl[4] >= SILENT && kl[2] < SILENT && kl[0] === 0);
  assert.deepEqual(order({ mean: [], deviation: [] }).speaking, []);
});

test("the layers have the parameters that the model says, and the weights' file has", () => {
  const total = (/** @type {number} */ latents) =>
    Object.values(layersOf(latents))
      .flat()
      .reduce((sum, { parameters }) => sum + parameters, 0);
  const [, said] = /32 latents ([\d,]+) parameters/.exec(text("src/model/vae.rs")) ?? [];
  assert.equal(total(32), Number(said?.replaceAll(",", "")));
  // A safetensors file begins with the length of its header, and that says every shape.
  const file = readFileSync(`${ROOT}www/weights/vae-mnist.safetensors`);
  const header = file.subarray(8, 8 + Number(file.readBigUInt64LE(0))).toString();
  const { __metadata__: _, ...tensors } = JSON.parse(header);
  const numbers = Object.values(/** @type {Record<string, {shape: number[]}>} */ (tensors)).map(
    ({ shape }) => shape.reduce((product, side) => product * side, 1),
  );
  assert.equal(
    numbers.reduce((sum, each) => sum + each, 0),
    total(32),
  );
});

test("what the two numbers cost to fetch is what they weigh", () => {
  assert.equal(TWO_BYTES, statSync(`${ROOT}www/weights/vae-mnist-z2.packed`).size);
});

test("the lines behind a box are at one place of their file, which comes with the page", () => {
  const page = readFileSync(`${ROOT}index.html`, "utf8");
  const names = new Set();
  for (const [name, { file, needle }] of Object.entries(SOURCES)) {
    assert.equal(text(file).split(needle).length - 1, 1, `“${needle}” in ${file}`);
    assert.ok(
      page.includes(`rel="copy-file" href="${file}" data-target-path="source"`),
      `${file} is copied`,
    );
    const found = excerpt(text(file), needle);
    assert.ok(found, name);
    const { first, lines } = found;
    assert.ok(text(file).split("\n")[first - 1].includes(needle));
    assert.equal(lines.at(-1), "}", name);
    assert.ok(lines.length > 2 && lines.length < 15, `${name} has ${lines.length} lines`);
    names.add(`${shipped(file)} ${file}`);
  }
  const places = [...names].map((name) => String(name).split(" ")[0]);
  assert.equal(new Set(places).size, places.length, "no two files have one name");
  assert.equal(excerpt("fn other() {\n}\n", "fn moments("), null);
});

test("every box has its lines, and every line its box", () => {
  const asked = [...assembledPage().matchAll(/data-source="([a-z]+)"/g)].map(([, name]) => name);
  const places = asked.filter((name) => name !== "blank");
  assert.deepEqual(places.sort(), Object.keys(SOURCES).sort());
  assert.ok(readdirSync(`${ROOT}src/model`).includes("vae.rs"));
});
