/** Drawing: the newest strokes through the model, and the pictures around them. */

import { latest } from "../app/latest.js";
import { imageAt, PIXELS } from "../app/pixels.js";
import { latents } from "../state/draw.js";
import { activeLatents } from "../state/weights.js";
import { ask, tell } from "./context.js";
import { DIGITS } from "./examples.js";

/** @typedef {import("../engine/engine.js").Strokes} Strokes */

export const AROUND = 12;
export const PRIOR = 12;
export const STEPS_BETWEEN = 12;
/** Where a traversal shows its latent. */
export const STOPS = [-3, -2.25, -1.5, -0.75, 0, 0.75, 1.5, 2.25, 3];

/** A standard normal number (Box and Muller 1958). */
export const normal = () =>
  Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());

/** @param {import("./context.js").FlowContext} context */
export function drawFlow(context) {
  const { store } = context;
  let example = 0;

  const encode = latest(async () => {
    const { draw, weights } = store.get();
    if (draw.strokes.length === 0 || weights.name === null) return;
    try {
      const encoded = await ask(context, "encoded", {
        type: "encode",
        slot: weights.active,
        picture: { strokes: draw.strokes },
        around: AROUND,
        spread: draw.spread,
        seed: draw.aroundSeed,
      });
      // The pad may have been cleared meanwhile.
      if (store.get().draw.strokes.length === 0) return;
      store.dispatch({ type: "draw/encoded", encoded });
      if (store.get().draw.latent !== null) void traverse();
    } catch (error) {
      tell(context, error);
    }
  });

  const traverse = latest(async () => {
    const { draw, weights } = store.get();
    const z = latents(draw);
    const { latent, encoded } = draw;
    if (z === null || encoded === null || (latent === null && draw.at === null)) return;
    // The model has other latents since, and the picture is on its way through it.
    if (z.length !== activeLatents(weights)) return;
    try {
      const rows =
        latent === null
          ? []
          : STOPS.map((stop) => z.map((value, at) => (at === latent ? stop : value)));
      const { images, reconstruction } = await ask(context, "decoded", {
        type: "decode",
        slot: weights.active,
        latents: [z, ...rows],
        against: encoded.image,
      });
      if (store.get().draw.encoded !== encoded) return;
      store.dispatch({
        type: "draw/traversed",
        z,
        image: imageAt(images, 0),
        reconstruction: reconstruction[0],
        row: latent === null ? null : images.subarray(PIXELS),
      });
    } catch (error) {
      tell(context, error);
    }
  });

  const prior = latest(async () => {
    const { draw, weights } = store.get();
    if (weights.name === null) return;
    try {
      const { images } = await ask(context, "decoded", {
        type: "sample",
        slot: weights.active,
        count: PRIOR,
        seed: draw.priorSeed,
      });
      store.dispatch({ type: "draw/prior", images });
    } catch (error) {
      tell(context, error);
    }
  });

  const between = latest(async () => {
    const { draw, strip, weights } = store.get();
    const ends = [draw.between.from, draw.between.to].map(
      (id) => strip.find((each) => each.id === id)?.image,
    );
    const [from, to] = ends;
    if (!from || !to || weights.name === null) return;
    try {
      const slot = weights.active;
      const means = [];
      for (const pixels of [from, to]) {
        const request = { picture: { pixels }, around: 0, spread: 1, seed: 1 };
        means.push((await ask(context, "encoded", { type: "encode", slot, ...request })).mean);
      }
      const line = { from: means[0], to: means[1], count: STEPS_BETWEEN };
      const { images } = await ask(context, "decoded", { type: "interpolate", slot, ...line });
      store.dispatch({ type: "draw/between", images });
    } catch (error) {
      tell(context, error);
    }
  });

  /** @param {string | null} from @param {string | null} to */
  const interpolate = (from, to) => {
    store.dispatch({ type: "draw/ends", from, to });
    void between();
  };

  return {
    /** Everything anew: the model has changed, or which of the two it is. */
    refresh() {
      void encode();
      void prior();
      void between();
    },
    /** @param {Strokes} strokes */
    draw(strokes) {
      if (strokes.length === 0) return store.dispatch({ type: "draw/blank" });
      store.dispatch({ type: "draw/strokes", strokes, example: false });
      void encode();
    },
    example() {
      const { label, strokes } = DIGITS[example++ % DIGITS.length];
      store.dispatch({ type: "draw/strokes", strokes, example: true });
      store.dispatch({ type: "draw/label", label });
      void encode();
    },
    /** @param {string} label */
    label: (label) => store.dispatch({ type: "draw/label", label }),
    /** @param {number} spread */
    spread(spread) {
      store.dispatch({ type: "draw/spread", spread });
      void encode();
    },
    aroundAgain() {
      store.dispatch({ type: "draw/aroundAgain" });
      void encode();
    },
    /** @param {number | null} latent */
    pickLatent(latent) {
      store.dispatch({ type: "draw/latent", latent });
      void traverse();
    },
    /** @param {number} latent @param {number} value */
    moveLatent(latent, value) {
      store.dispatch({ type: "draw/moved", latent, value });
      void traverse();
    },
    /** Another sample of the same q(z|x): z = μ + σ·ε, with a new ε. */
    sampleAgain() {
      const { encoded } = store.get().draw;
      if (!encoded) return;
      const z = encoded.mean.map((mean, index) => mean + encoded.deviation[index] * normal());
      store.dispatch({ type: "draw/at", z, why: "sampled" });
      void traverse();
    },
    /** A code that was taken from the map. @param {number[]} z */
    dragTo(z) {
      store.dispatch({ type: "draw/at", z, why: "dragged" });
      void traverse();
    },
    resetLatents() {
      store.dispatch({ type: "draw/unmoved" });
      void traverse();
    },
    priorAgain() {
      store.dispatch({ type: "draw/priorAgain" });
      void prior();
    },
    interpolate,
    /** Until the visitor chooses two drawings, the line is between the first two. */
    interpolateFirst() {
      const { draw, strip } = store.get();
      const [first, second] = strip.filter(({ image }) => image);
      if (second && draw.between.from === null && draw.between.to === null)
        interpolate(first.id, second.id);
    },
  };
}
