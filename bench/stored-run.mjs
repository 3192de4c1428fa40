/**
 * The run that the page replays before one was started: `METAVAE_ENGINE=FOLDER node
 * bench/stored-run.mjs` trains the preset on the built-in digits and writes www/stored/run.json:
 * losses of each tenth step, and at some steps the ten samples of the page, in 16 greys.
 */

import { writeFileSync } from "node:fs";
import { instantiate } from "../tests/js/real/module.js";
import { PRESET } from "../www/app/preset.js";
import { SAMPLE_SEED, SAMPLES } from "../www/flows/train.js";
import { hyper } from "../www/state/hyper.js";

/** @typedef {import("../www/engine/wire.js").Command} Command */

const MOMENTS = [0, 10, 20, 40, 70, 110, 160, 220, 300, 400, 520, 660, 820, 1000];
const EVERY = 10;
const HELD_OUT = 1000;
const FILE = new URL("../www/stored/run.json", import.meta.url);

const { Engine } = await instantiate();
const engine = await Engine.open("cpu");
/** @param {Command} command */
const ask = async (command) => /** @type {any} */ ((await engine.handle(command))[0]);
/** @param {number} value */
const round = (value) => Number(value.toPrecision(5));
/** @param {any} losses */
const three = ({ total, reconstruction, kl }) => [total, reconstruction, kl].map(round);

/** Two pixels a byte. @param {Uint8Array} images */
const packed = (images) =>
  Buffer.from(
    Array.from({ length: images.length / 2 }, (_, at) => {
      const [a, b] = [images[2 * at], images[2 * at + 1]];
      return (Math.round(a / 17) << 4) | Math.round(b / 17);
    }),
  ).toString("base64");

await ask({ type: "useBuiltIn", train: PRESET.images, test: HELD_OUT, seed: 1 });
/** @type {any} */
const settings = PRESET.settings;
await ask({
  type: "pretrain",
  start: "scratch",
  latents: PRESET.latents,
  hyper: { ...hyper("pretrain", settings, "cpu"), evaluateEvery: 100 },
});
const train = [];
const heldOut = [];
const moments = [];
for (let step = 0; ; step++) {
  if (MOMENTS.includes(step)) {
    const slot = /** @type {const} */ ("trained");
    const { images } = await ask({ type: "sample", slot, count: SAMPLES, seed: SAMPLE_SEED });
    moments.push({ step, images: packed(images) });
  }
  if (!engine.training()) break;
  const events = /** @type {any[]} */ (await engine.handle({ type: "singleStep" }));
  for (const event of events) {
    for (const { step, losses } of event.type === "stepsDone" ? event.losses : [])
      if (step === 1 || step % EVERY === 0) train.push([step, ...three(losses)]);
    if (event.type === "evaluated") heldOut.push([event.step, ...three(event.losses)]);
  }
}
const made = { by: "node bench/stored-run.mjs", on: `built-in digits, ${PRESET.images}` };
const run = { made, settings, latents: PRESET.latents, train, heldOut, moments };
writeFileSync(FILE, `${JSON.stringify(run)}\n`);
console.log(
  `${train.length} losses, ${moments.length} moments, ${JSON.stringify(run).length} bytes`,
);
