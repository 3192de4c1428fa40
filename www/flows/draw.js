/** Drawing: the newest strokes through the model, and the pictures around them. */

import { latest } from "../app/latest.js";
import { imageAt, PIXELS } from "../app/pixels.js";
import { shares } from "../app/prior.js";
import { latents } from "../state/draw.js";
import { activeLatents } from "../state/weights.js";
import { ask, tell } from "./context.js";
import { DIGITS } from "./examples.js";

/** @typedef {import("../engine/engine.js").Strokes} Strokes */

export const AROUND = 12;
export const PRIOR = 12;
/** Pictures along each side of what two latents paint. */
export const GRID = 12;
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
      const slot = weights.active;
      const asked = { type: /** @type {const} */ ("sample"), slot, count: PRIOR };
      const { images } = await ask(context, "decoded", { ...asked, seed: draw.priorSeed });
      const grid =
        activeLatents(weights) === 2
          ? (await ask(context, "decoded", { type: "decode", slot, latents: shares(GRID) })).images
          : null;
      store.dispatch({ type: "draw/prior", images, grid });
    } catch (error) {
      tell(context, error);
    }
  });

  /** @param {number[]} z @param {import("../state/draw.js").Elsewhere["why"]} why */
  const go = (z, why) => {
    store.dispatch({ type: "draw/at", z, why });
    void traverse();
  };

  return {
    /** Everything anew: the model has changed, or which of the two it is. */
    refresh() {
      void encode();
      void prior();
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
      go(z, "sampled");
    },
    /** A code that was taken from the map. @param {number[]} z */
    dragTo: (z) => go(z, "dragged"),
    /** A code on the way between two pictures. @param {number[]} z */
    walkTo: (z) => go(z, "walked"),
    resetLatents() {
      store.dispatch({ type: "draw/unmoved" });
      void traverse();
    },
    priorAgain() {
      store.dispatch({ type: "draw/priorAgain" });
      void prior();
    },
  };
}
