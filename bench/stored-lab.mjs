/**
 * What the lab shows before anything has been measured in the visitor's own tab: one fixed task of
 * the built-in digits, what every method makes of it and of twenty such tasks, a curve, and a run
 * of meta-training. Minutes on two cores, for VAEs from scratch over twenty tasks.
 *
 *     METAVAE_ENGINE=DIR node bench/stored-lab.mjs
 *
 * `cargo xtask test --only js` says where such an engine lies. A test holds the file to the
 * engine's limits and methods, and measures some of its figures again.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { instantiate } from "../tests/js/real/module.js";
import { chanceOf, defaultsOf } from "../www/state/meta-hyper.js";
import { SHOTS } from "../www/state/scores.js";
import { STORED } from "../www/state/stored.js";
import { METHODS, QUICK } from "../www/text/methods.js";

const OUT = new URL("../www/stored/lab.json", import.meta.url);
const weights = (/** @type {string} */ file) =>
  new Uint8Array(readFileSync(new URL(`../www/weights/${file}`, import.meta.url)));

const { Engine } = await instantiate();
const engine = await Engine.open("cpu");
/** The answer of that type to a command. @param {string} type @param {any} command */
const ask = async (type, command) => {
  const events = await engine.handle(command);
  const answer = events.find((event) => event.type === type);
  if (!answer) throw new Error(`The engine did not answer ${command.type} with ${type}.`);
  return /** @type {any} */ (answer);
};
const base64 = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString("base64");
/** Six digits are more than an accuracy of fifty queries has. */
const short = (/** @type {number} */ value) => Number(value.toPrecision(6));

const { data, shape, seed, episodes, on, curved, meta } = STORED;
const loadVae = (/** @type {string} */ file) =>
  ask("weightsLoaded", {
    type: "loadWeights",
    slot: "pretrained",
    name: "vae-mnist",
    bytes: weights(file),
  });
await loadVae("vae-mnist-small.packed");
await ask("dataChanged", { type: "useBuiltIn", ...data });
const choice = { pool: "digits", groups: [], names: STORED.digits };
const { names, support, query } = await ask("taskDrawn", {
  type: "drawTask",
  task: 1,
  choice,
  shape,
  seed,
});

const offers = JSON.parse(
  readFileSync(new URL("../www/weights/meta.json", import.meta.url), "utf8"),
);
/** @param {import("../www/text/methods.js").Method} method */
const prepare = async ({ algorithm, family }) => {
  // As the page does: what trains from the pretrained weights has them whole.
  if (family === "fast") await loadVae("vae-mnist.safetensors");
  if (!algorithm) return;
  const { file } = offers.find(
    (/** @type {any} */ offer) => offer.algorithm === algorithm && offer.set === on,
  );
  await ask("metaWeightsLoaded", {
    type: "loadMetaWeights",
    algorithm,
    name: on,
    bytes: weights(file),
  });
};
/** @param {string} method @param {typeof shape} of */
const overTasks = async (method, of) => {
  /** @type {number[]} */
  const accuracies = [];
  let estimate;
  for (let seed = 1; seed <= episodes; seed++) {
    const episode = { method, choice, shape: of, augmentation: null, seed, earlier: accuracies };
    const scored = await ask("episodeScored", { type: "scoreEpisode", ...episode });
    accuracies.push(scored.score.accuracy);
    estimate = scored.estimate;
  }
  return { accuracies: accuracies.map(short), estimate };
};

/** @type {Record<string, unknown>} */
const methods = {};
/** @type {Record<string, unknown[]>} */
const points = {};
// Those that need the whole weights last: the others are measured with what the page begins with.
const order = [...METHODS].sort(
  (a, b) => Number(a.family === "fast") - Number(b.family === "fast"),
);
for (const method of order) {
  const begun = performance.now();
  const { id } = method;
  await prepare(method);
  const { images } = await ask("taskLearnt", {
    type: "learnTask",
    method: id,
    task: 1,
    augmentation: null,
    seed,
  });
  const { score } = await ask("taskScored", { type: "scoreTask", method: id, task: 1 });
  const asked = { type: "classify", method: id, images: query.images };
  const { probabilities } = await ask("classified", asked);
  const answers = [...query.labels.keys()].map((at) => {
    const one = probabilities.slice(at * shape.ways, (at + 1) * shape.ways);
    return one.indexOf(Math.max(...one));
  });
  /** @type {string[]} */
  const generated = [];
  for (let way = 0; QUICK.includes(id) && way < shape.ways; way++) {
    const made = { type: "generate", method: id, way, count: 4, seed };
    const bytes = (await ask("generated", made)).images;
    if (bytes.length > 0) generated.push(base64(bytes));
  }
  methods[id] = { images, ...score, answers, generated, many: await overTasks(id, shape) };
  if (curved.includes(id)) {
    points[id] = [];
    for (const shots of SHOTS) points[id].push(await overTasks(id, { ...shape, shots }));
  }
  const { mean } = /** @type {any} */ (methods[id]).many.estimate;
  const took = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(`${id}: ${score.accuracy} of this task, ${mean.toFixed(4)} of many, ${took} s`);
}

const { algorithm, ...ours } = meta;
const hyper = { ...defaultsOf(algorithm), ...ours };
const begun = await ask("metaTrainingStarted", {
  type: "metaTrain",
  hyper,
  start: "pretrained",
  choice,
});
/** @type {any[]} */
const losses = [];
while (engine.training())
  for (const event of await engine.step(5))
    if (event.type === "metaStepsDone") losses.push(...event.losses);
const { classes, images } = begun;
const rounded = JSON.stringify(
  {
    madeBy: "node bench/stored-lab.mjs",
    names,
    support: { labels: [...support.labels], images: base64(support.images) },
    query: { labels: [...query.labels], images: base64(query.images) },
    methods: Object.fromEntries(METHODS.map(({ id }) => [id, methods[id]])),
    curve: points,
    meta: { chance: chanceOf(hyper, classes, images), classes, images, losses },
  },
  (_, value) => (typeof value === "number" && !Number.isInteger(value) ? short(value) : value),
);
writeFileSync(OUT, `${rounded}\n`);
console.log(`${OUT.pathname}: ${rounded.length} bytes`);
