/**
 * When a step of a story was done, and the figures that doing it has shown: the page's own, of the
 * state as it is. Null until then.
 */

import { latentName, latent as number } from "../app/format.js";
import { ownerAt, placeOf } from "../app/plane.js";
import { latents } from "./draw.js";
import { divergences, loudest, SILENT } from "./latents.js";

/** @typedef {import("./page.js").State} State */

/** A pixel that differs by more than a quarter of black and white is seen to differ. */
const CLEARLY = 64;
/** So many throws of the dice are seen to be of one cloud. */
const THROWS = 3;
/** Where no more of the nearest digits are alike, a place is nobody's. */
const NOBODYS = 5;

/** Whether the visitor has drawn since, and the model has seen it. */
const drawn = (/** @type {State["draw"]} */ now, /** @type {State["draw"]} */ then) =>
  now.strokes !== then.strokes && !now.example && now.encoded && now.encoded !== then.encoded
    ? now.encoded
    : null;

/** The most that a pixel differs. @param {Uint8Array} one @param {Uint8Array} other */
const apart = (one, other) =>
  one.reduce((most, value, at) => Math.max(most, Math.abs(value - other[at])), 0);

/** What of the digits is near a code. @param {State} state @param {number[]} z */
const owner = ({ map: { digits, forming } }, z) =>
  digits && !forming && z.length === digits.latents ? ownerAt(digits, placeOf(digits, z)) : null;

const percent = (/** @type {number | null | undefined} */ share) => Math.round(100 * (share ?? 0));

/**
 * What a method made of the task on display.
 *
 * @param {State} state
 * @param {import("../engine/wire.js").Method} method
 */
const outcome = ({ scores }, method) => {
  const found = scores.outcomes[method]?.plain;
  // What is stored was measured beforehand, and not by the step.
  return found && !found.stored ? found : null;
};

/**
 * By step: the state now, and as it was when the step began.
 *
 * @type {Record<string, (now: State, then: State) => object | null>}
 */
export const FOUND = {
  copy({ draw }, then) {
    const encoded = drawn(draw, then.draw);
    if (!encoded) return null;
    const { image, reconstruction, losses } = encoded;
    const differ = image.reduce(
      (sum, value, at) => sum + Number(Math.abs(value - reconstruction[at]) > CLEARLY),
      0,
    );
    return { differ, reconstruction: losses.reconstruction };
  },
  squeeze({ draw }, then) {
    const encoded = drawn(draw, then.draw);
    if (!encoded) return null;
    const { kl, reconstruction } = encoded.losses;
    const before = then.draw.encoded?.losses.reconstruction ?? reconstruction;
    return { bits: Math.round(kl / Math.LN2), reconstruction, before };
  },
  spread({ draw, story }) {
    const costs = story.gathered.throws.map(({ reconstruction }) => reconstruction);
    if (costs.length < THROWS || !draw.encoded) return null;
    const [least, most] = [Math.min(...costs), Math.max(...costs)];
    return { throws: costs.length, least, most, kl: draw.encoded.losses.kl };
  },
  number({ draw, story }) {
    const { turns } = story.gathered;
    const { latent } = draw;
    if (latent === null || latent === loudest(draw.encoded)[0] || turns[latent] === undefined)
      return null;
    const best = Object.keys(turns)
      .map(Number)
      .reduce((a, b) => (turns[b] > turns[a] ? b : a));
    return {
      name: latentName(latent),
      turn: Math.round(turns[latent]),
      best: latentName(best),
      most: Math.round(turns[best]),
    };
  },
  silence({ draw, story }) {
    const { latent, at, encoded } = draw;
    if (latent === null || !at?.image || !encoded || story.gathered.auto === null) return null;
    if (at.why !== "moved" || at.z[latent] === story.gathered.auto) return null;
    const kl = divergences(encoded.mean, encoded.deviation)[latent];
    return {
      name: latentName(latent),
      kl: number(kl),
      change: apart(at.image, encoded.reconstruction),
      silent: kl < SILENT,
    };
  },
  map(state) {
    const { line, walked } = state.story.gathered;
    const z = latents(state.draw);
    if (!line || !z || !state.draw.at?.image || z === walked) return null;
    const near = owner(state, z);
    return near && { ...near, percent: percent(along(line, z)) };
  },
  nothing(state, then) {
    const { at } = state.draw;
    if (at?.why !== "dragged" || !at.image || at.z === then.draw.at?.z) return null;
    const near = owner(state, at.z);
    return near && { ...near, hit: near.votes <= NOBODYS };
  },
  tug({ story }) {
    const looked = Object.entries(story.gathered.models);
    if (looked.length < 2) return null;
    const named = looked.map(([name, { reconstruction, kl }]) => ({ name, reconstruction, kl }));
    named.sort((a, b) => b.kl - a.kl);
    return {
      one: named[0],
      other: named[named.length - 1],
      literal: looked.some(([name]) => name === LITERAL),
    };
  },
  turn({ story }) {
    const { before, after, known } = story.gathered.star;
    if (!before || !(after || known)) return null;
    return {
      before: before.reconstruction + before.kl,
      after: after && after.reconstruction + after.kl,
      steps: after?.steps ?? 0,
      seconds: after ? (after.ms / 1000).toFixed(1) : "",
      known,
    };
  },
  task({ fewShot: { task } }, then) {
    if (!task || task === then.fewShot.task) return null;
    const { names, support, query } = task;
    const [ways, queries] = [names.length, query?.labels.length ?? 0];
    return { ways, support: support.labels.length, queries };
  },
  frozen(state) {
    const [frozen, learnt] = [outcome(state, "frozen"), outcome(state, "metaPrototypes")];
    if (!frozen || !learnt) return null;
    return { frozen: percent(frozen.accuracy), learnt: percent(learnt.accuracy) };
  },
  start({ metaTraining: { run } }, then) {
    const { first, points } = run.curves;
    const last = points.at(-1);
    if (run.curves === then.metaTraining.run.curves || !first || !last) return null;
    const { before, after } = last;
    if (typeof before !== "number" || typeof first.before !== "number") return null;
    return {
      step: run.step,
      before: before.toFixed(2),
      after: after.toFixed(2),
      firstBefore: first.before.toFixed(2),
      firstAfter: first.after.toFixed(2),
    };
  },
  remember({ memory: { traces, recall, names, query } }, then) {
    const before = new Set(then.memory.traces.map(({ id }) => id));
    if (!recall || traces.every(({ id }) => before.has(id)) || query.from !== "query") return null;
    const [name, share] = names
      .map((name, label) => /** @type {const} */ ([name, recall.classes[label] ?? 0]))
      .reduce((most, each) => (each[1] > most[1] ? each : most));
    return { traces: traces.length, name, share: percent(share) };
  },
  hyper(state) {
    const found = outcome(state, "hypernetwork");
    return found && { accuracy: percent(found.accuracy), ms: Math.max(1, Math.round(found.ms)) };
  },
};

/** The models of the tug of war, as they are called. */
export const LITERAL = "the article’s own loss";
/** Files by these names: `weights/vae-mnist-NAME.packed`; null: the model in use. */
export const MODELS = /** @type {const} */ ({
  "β = 0.1": "beta-0.1",
  "β = 1": null,
  "β = 8": "beta-8",
  [LITERAL]: "literal",
});

/**
 * How far along a line a code is, 0 to 1.
 *
 * @param {{from: number[], to: number[]}} line
 * @param {number[]} z
 */
export function along({ from, to }, z) {
  let [dot, square] = [0, 0];
  from.forEach((start, index) => {
    dot += (z[index] - start) * (to[index] - start);
    square += (to[index] - start) ** 2;
  });
  return Math.min(1, Math.max(0, dot / square));
}

/**
 * How far a picture leans to the right, in degrees: the slope of the line through its ink, row by
 * row.
 *
 * @param {Uint8Array} image
 */
export function lean(image) {
  let [ink, x, y] = [0, 0, 0];
  image.forEach((value, at) => {
    ink += value;
    x += value * (at % 28);
    y += value * Math.floor(at / 28);
  });
  let [across, down] = [0, 0];
  image.forEach((value, at) => {
    const row = Math.floor(at / 28) - y / ink;
    across -= value * row * ((at % 28) - x / ink);
    down += value * row * row;
  });
  return down === 0 ? 0 : (Math.atan(across / down) * 180) / Math.PI;
}
