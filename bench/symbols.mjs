/**
 * How well Teach's two methods tell symbols apart, and symbols of none of the classes from those:
 *
 *     METAVAE_ENGINE=<folder of an engine> node bench/symbols.mjs <folder with Omniglot's zips>
 *
 * `cargo xtask test --only js` says where such an engine lies. Characters are of
 * images_background_small2.zip, which no weights that are used have seen; a task's classes and the
 * others are drawn from all its alphabets, 60 tasks of each size. “Told” is the mean of two shares:
 * of queries that are known as one of the classes, and of other characters that are not, at the
 * probability where that mean is best.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { instantiate } from "../tests/js/real/module.js";

const TASKS = 60;
const SHAPES = [
  [3, 1],
  [3, 3],
  [5, 3],
  [10, 3],
];
const METHODS = /** @type {const} */ (["orientedGradients", "frozen", "metaPrototypes"]);

const [folder] = process.argv.slice(2);
assert.ok(folder, "name the folder with images_background_small2.zip");
const { Engine } = await instantiate();
const engine = await Engine.open("cpu");
/** @param {string} path */
const bytes = (path) => new Uint8Array(readFileSync(path));
/** @param {string} name */
const weights = (name) => bytes(new URL(`../www/weights/${name}`, import.meta.url).pathname);
/**
 * @template {import("../www/engine/wire.js").Event["type"]} T
 * @param {T} type
 * @param {import("../www/engine/wire.js").Command} command
 */
async function ask(type, command) {
  const [event] = await engine.handle(command);
  assert.equal(event.type, type);
  return /** @type {Extract<import("../www/engine/wire.js").Event, {type: T}>} */ (event);
}

const [name, slot] = /** @type {const} */ (["symbols", "pretrained"]);
await ask("weightsLoaded", {
  type: "loadWeights",
  slot,
  name,
  bytes: weights("vae-mnist.safetensors"),
});
await ask("metaWeightsLoaded", {
  type: "loadMetaWeights",
  algorithm: "prototypes",
  name,
  bytes: weights("omniglot-small1-prototypes.safetensors"),
});
const { groups } = await ask("poolChanged", {
  type: "loadOmniglot",
  bytes: bytes(join(folder, "images_background_small2.zip")),
});
/** @type {import("../www/engine/wire.js").Choice} */
const choice = { pool: "omniglot", groups: groups.map(({ name }) => name), names: [] };

/** Each image's greatest probability, and its class. @param {number[]} all @param {number} ways */
const greatest = (all, ways) =>
  Array.from({ length: all.length / ways }, (_, row) => {
    const one = all.slice(row * ways, (row + 1) * ways);
    const most = Math.max(...one);
    return { most, way: one.indexOf(most) };
  });
/** @param {number[]} of @param {(value: number) => boolean} test */
const share = (of, test) => of.filter(test).length / of.length;

console.log("method              ways shots  right   told   from");
for (const method of METHODS) {
  for (const [ways, shots] of SHAPES) {
    /** @type {number[]} */
    const known = [];
    /** @type {number[]} */
    const unknown = [];
    let right = 0;
    for (let seed = 1; seed <= TASKS; seed++) {
      const shape = { ways, shots, queries: 3 };
      const drawn = { type: /** @type {const} */ ("drawTask"), task: seed, choice, shape };
      const other = await ask("taskDrawn", { ...drawn, seed: seed + 1000 });
      const task = await ask("taskDrawn", { ...drawn, seed });
      await ask("taskLearnt", {
        type: "learnTask",
        method,
        task: seed,
        augmentation: null,
        seed: 1,
      });
      const answers = async (/** @type {Uint8Array} */ images) => {
        const { probabilities } = await ask("classified", { type: "classify", method, images });
        return greatest(probabilities, ways);
      };
      for (const [at, { most, way }] of (await answers(task.query.images)).entries()) {
        known.push(most);
        if (way === task.query.labels[at]) right++;
      }
      for (const [at, { most }] of (await answers(other.query.images)).entries())
        if (!task.names.includes(other.names[other.query.labels[at]])) unknown.push(most);
    }
    const best = Array.from({ length: 100 }, (_, at) => at / 100)
      .map((from) => ({
        from,
        told: (share(known, (p) => p >= from) + share(unknown, (p) => p < from)) / 2,
      }))
      .reduce((most, each) => (each.told > most.told ? each : most));
    const figures = [right / known.length, best.told, best.from].map((x) => x.toFixed(2));
    console.log(
      method.padEnd(20) + [ways, shots, ...figures].map((x) => String(x).padStart(5)).join("  "),
    );
  }
}
