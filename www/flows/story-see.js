/** What the steps of See's story set, and what their captions set in motion. */

import { latents } from "../state/draw.js";
import { loudest } from "../state/latents.js";
import { MODELS } from "../state/story-found.js";
import { ask, tell } from "./context.js";
import { PREPARED } from "./copies.js";
import { normal } from "./draw.js";
import { DIGITS } from "./examples.js";
import { setDrawing } from "./story-drawing.js";

/** @typedef {import("./story.js").Played} Played */

/** A latent swings once and a quarter, in ms: it comes to rest within the five seconds of WCAG. */
const SWING = 4000;
const WALK = 3000;
/** A picture a frame of so many ms is what a slow engine decodes, too. */
const FRAME = 60;

/**
 * @param {import("./context.js").FlowContext} context
 * @param {object} parts
 * @param {ReturnType<typeof import("./draw.js").drawFlow>} parts.draw
 * @param {ReturnType<typeof import("./weights.js").weightsFlow>} parts.weights
 * @param {() => boolean} parts.still Whether the visitor wants no motion.
 */
export function seeStory(context, { draw, weights, still }) {
  const { store } = context;
  const gathered = (/** @type {Partial<import("../state/story.js").Gathered>} */ change) =>
    store.dispatch({ type: "story/gathered", change });

  /** From 0 to 1; at once where no motion is wanted. */
  const animate = async (
    /** @type {number} */ ms,
    /** @type {() => boolean} */ going,
    /** @type {(t: number) => void} */ each,
  ) => {
    const begun = performance.now();
    for (let t = still() ? 1 : 0; going(); t = Math.min(1, (performance.now() - begun) / ms)) {
      each(t);
      if (t === 1) return;
      await new Promise((resolve) => setTimeout(resolve, FRAME));
    }
  };

  /** Latents and what is picked of them are as they were. @param {Played} step */
  const latentsBack = (step) => {
    const { latent, at, encoded } = store.get().draw;
    step.undo(() => {
      store.dispatch({ type: "draw/latent", latent });
      if (!at || store.get().draw.encoded !== encoded) return draw.resetLatents();
      store.dispatch({ type: "draw/at", z: at.z, why: at.why });
      draw.pickLatent(latent);
    });
  };

  /** One latent swings, until the visitor takes hold. @param {Played} step @param {number} wide */
  const swing = (step, /** @type {number} */ latent, wide = 2.5) => {
    draw.pickLatent(latent);
    /** @type {number | null} */
    let last = null;
    const mine = () => {
      const z = latents(store.get().draw);
      const free = store.get().draw.latent === latent && (last === null || z?.[latent] === last);
      return step.going() && free;
    };
    void animate(SWING, mine, (t) => {
      last = wide * Math.sin(2.5 * Math.PI * t);
      gathered({ auto: last });
      draw.moveLatent(latent, last);
    });
  };

  /** @type {import("./story.js").Acts} */
  const acts = {
    spread: latentsBack,
    number(step) {
      latentsBack(step);
      swing(step, loudest(store.get().draw.encoded)[0]);
    },
    silence(step) {
      latentsBack(step);
      swing(step, loudest(store.get().draw.encoded).at(-1) ?? 0, 3);
    },
    async map(step) {
      const { count } = store.get().draw;
      latentsBack(step);
      step.undo(setDrawing(store, DIGITS[0], draw.refresh));
      try {
        const slot = store.get().weights.active;
        const codeOf = async (/** @type {typeof DIGITS[number]} */ { strokes }) => {
          const how = { picture: { strokes }, around: 0, spread: 1, seed: 1 };
          return (await ask(context, "encoded", { type: "encode", slot, ...how })).mean;
        };
        const line = { from: await codeOf(DIGITS[0]), to: await codeOf(DIGITS[1]) };
        while (step.going() && store.get().draw.count === count)
          await new Promise((resolve) => setTimeout(resolve, FRAME));
        if (!step.going()) return;
        gathered({ line });
        const mine = () => {
          const { walked } = store.get().story.gathered;
          return step.going() && (walked === null || latents(store.get().draw) === walked);
        };
        await animate(WALK, mine, (t) => {
          const z = between(line, t);
          gathered({ walked: z });
          draw.dragTo(z);
        });
      } catch (error) {
        tell(context, error);
      }
    },
    nothing: latentsBack,
    tug(step) {
      const { encoded } = store.get().draw;
      const losses = encoded?.losses;
      const { active, prepared } = store.get().weights;
      const keys = /** @type {(keyof typeof PREPARED)[]} */ (Object.keys(PREPARED));
      const was = keys.find((key) => active === "prepared" && PREPARED[key] === prepared?.name);
      gathered({ looking: "β = 1" });
      if (encoded && losses)
        gathered({ models: { "β = 1": { image: encoded.reconstruction, ...losses } } });
      step.undo(async () => {
        if (store.get().weights.prepared) await weights.unprepare();
        if (was) await weights.prepare(was);
      });
      if (was) void weights.unprepare();
    },
  };

  return {
    acts,
    tools: {
      dice: draw.sampleAgain,
      pick: draw.pickLatent,
      /** @param {number} value Of the latent that is picked. */
      slide(value) {
        const { latent } = store.get().draw;
        if (latent !== null) draw.moveLatent(latent, value);
      },
      /** @param {number} t How far on the line between the two digits. */
      walk(t) {
        const { line } = store.get().story.gathered;
        if (line) draw.dragTo(between(line, t));
      },
      /** A code from the prior. */
      drop() {
        const { encoded } = store.get().draw;
        if (encoded) draw.dragTo(encoded.mean.map(normal));
      },
      /** @param {keyof typeof MODELS} name The model to look through. */
      async look(name) {
        const file = MODELS[name];
        store.dispatch({ type: "story/busy", busy: file && "The model is on its way…" });
        if (file && !(await weights.prepare(file))) {
          const problem = "This model did not come: a message says why. Go on without it.";
          return store.dispatch({ type: "story/problem", problem });
        }
        if (!file && store.get().weights.prepared) await weights.unprepare();
        gathered({ looking: name });
        store.dispatch({ type: "story/busy", busy: null });
      },
    },
  };
}

/** @param {{from: number[], to: number[]}} line @param {number} t */
const between = ({ from, to }, t) => from.map((start, index) => start + t * (to[index] - start));
