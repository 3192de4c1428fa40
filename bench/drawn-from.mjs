/**
 * Pictures that models make of codes, drawn from the prior and from densities fitted to the codes
 * of a thousand digits, for `cargo xtask judge`: `METAVAE_ENGINE=FOLDER node bench/drawn-from.mjs
 * DIR`, where DIR has weights with a .json beside them, as `cargo xtask pretrain` writes them.
 */

import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { instantiate } from "../tests/js/real/module.js";
import { drawn, fitted } from "../www/app/density.js";

/** @typedef {import("../www/engine/wire.js").Command} Command */

const COUNT = 1000;
const AT_A_TIME = 250;
const SEED = 1;

const [folder, ...wanted] = process.argv.slice(2);
assert.ok(folder, "Name a folder of weights.");
const { Engine } = await instantiate();
const engine = await Engine.open("cpu");

/** @param {Command} command */
const ask = async (command) => /** @type {any} */ ((await engine.handle(command))[0]);

/** Codes of a thousand built-in digits, as the page has them. */
async function codes() {
  const pieces = [];
  for (let from = 0; from < COUNT; from += AT_A_TIME)
    pieces.push(
      await ask({ type: "showCodes", slot: "pretrained", count: AT_A_TIME, from, seed: SEED }),
    );
  const means = Buffer.concat(pieces.map(({ means }) => means));
  return { latents: pieces[0].latents, codes: new Float32Array(new Uint8Array(means).buffer) };
}

/** @param {number[][]} latents */
async function pictures(latents) {
  const images = [];
  for (let from = 0; from < latents.length; from += AT_A_TIME)
    images.push(
      (
        await ask({
          type: "decode",
          slot: "pretrained",
          latents: latents.slice(from, from + AT_A_TIME),
        })
      ).images,
    );
  return Buffer.concat(images);
}

for (const file of readdirSync(folder).filter((name) => name.endsWith(".safetensors"))) {
  const name = basename(file, ".safetensors");
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const { data, hyper } = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
  if (!hyper?.batchSize) continue;
  await ask({
    type: "loadWeights",
    slot: "pretrained",
    name,
    bytes: new Uint8Array(readFileSync(join(folder, file))),
  });
  const { latents, codes: seen } = await codes();
  const prior = [{ share: 1, mean: new Float64Array(latents), root: identity(latents) }];
  for (const temperature of [1, 0.8, 0.6]) await write(prior, { from: "prior", temperature });
  for (const parts of [1, 10, 20]) {
    const begun = performance.now();
    const mixture = fitted(seen, latents, { parts, rounds: 20, seed: SEED });
    console.log(`${name}: ${parts} parts fitted in ${Math.round(performance.now() - begun)} ms`);
    for (const temperature of [1, 0.8])
      await write(mixture, { from: "mixture", parts, temperature });
  }

  /** @param {import("../www/app/density.js").Part[]} mixture @param {any} how */
  async function write(mixture, how) {
    const images = await pictures(
      drawn(mixture, COUNT, { seed: SEED, temperature: how.temperature }),
    );
    const out = join(folder, `${name}-${how.from}-${how.parts ?? 1}-${how.temperature}`);
    writeFileSync(`${out}.pictures`, images);
    writeFileSync(`${out}.json`, JSON.stringify({ data, drawn: { of: name, ...how } }));
  }
}

/** @param {number} n */
function identity(n) {
  const matrix = new Float64Array(n * n);
  for (let axis = 0; axis < n; axis++) matrix[axis * n + axis] = 1;
  return matrix;
}
