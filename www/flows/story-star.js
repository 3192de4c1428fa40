/** The last step of See's story: a star is learnt, and what learning to learn adds to it. */

import { join } from "../app/pixels.js";
import { DEFAULTS } from "../engine/limits.js";
import { ask } from "./context.js";
import { SYMBOLS } from "./examples.js";
import { picture } from "./picture.js";
import { setDrawing } from "./story-drawing.js";
import { drawnBy } from "./teach.js";

/** @typedef {import("../state/page.js").State} State */

/** For so long it is fine-tuned, in ms. */
const WHILE = 3000;
/** What the task is called: far from the numbers of the lab and of Teach. */
const TASK = 3_500_000_000;
const STAR = SYMBOLS.findIndex(({ label }) => label === "star");
/** How others would draw the same symbol: turned, larger or smaller. */
const HANDS = [
  { turn: 0.3, size: 0.9 },
  { turn: -0.3, size: 0.85 },
  { turn: 0.2, size: 0.7 },
  { turn: -0.2, size: 1.1 },
  { turn: 0.45, size: 0.8 },
  { turn: -0.45, size: 1 },
];

/**
 * @param {import("./context.js").FlowContext} context
 * @param {object} parts
 * @param {() => void} parts.refresh Encodes what is on the pad.
 * @param {ReturnType<typeof import("./tune.js").tuneFlow>} parts.tune
 * @param {() => Promise<void>} parts.whole
 * @param {(algorithm: "prototypes") => Promise<void>} parts.ensure
 * @param {() => import("./story.js").Played | null} parts.step
 */
export function starStory(context, { refresh, tune, whole, ensure, step }) {
  const { store } = context;

  const gathered = (/** @type {Partial<import("../state/story.js").Star>} */ change) => {
    const { star } = store.get().story.gathered;
    store.dispatch({ type: "story/gathered", change: { star: { ...star, ...change } } });
  };

  /** @param {(state: State) => boolean} holds */
  const until = (holds) =>
    new Promise((resolve) => {
      if (holds(store.get())) return resolve(undefined);
      const forget = store.subscribe((state) => {
        if (!holds(state)) return;
        forget();
        resolve(undefined);
      });
    });

  /** What a model makes of the star. @param {import("../engine/wire.js").Slot} slot */
  const looked = async (slot) => {
    const image = await picture(context, SYMBOLS[STAR].strokes);
    const { images, losses } = await ask(context, "reconstructed", {
      type: "reconstruct",
      slot,
      images: image,
    });
    return { image: images, ...losses[0] };
  };

  /** The copy that the visitor has comes back, or there is none again. */
  const copyBack = async () => {
    const { fineTuned, active } = store.get().weights;
    // Nothing is to be seen any more through what is about to go.
    const look = () => store.dispatch({ type: "weights/activated", slot: active });
    if (!fineTuned)
      return () => {
        look();
        void tune.discard();
      };
    const { bytes } = await ask(context, "weightsExported", {
      type: "exportWeights",
      slot: "fineTuned",
      precision: "f32",
    });
    return async () => {
      const name = "adapted";
      look();
      await ask(context, "weightsLoaded", { type: "loadWeights", slot: "fineTuned", name, bytes });
    };
  };

  /** @param {string} busy @param {() => Promise<void>} act */
  const trying = async (busy, act) => {
    if (store.get().story.busy) return;
    store.dispatch({ type: "story/busy", busy });
    try {
      await act();
      store.dispatch({ type: "story/busy", busy: null });
    } catch (error) {
      const reason = (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
      store.dispatch({ type: "story/problem", problem: `That did not work: ${reason}.` });
    }
  };

  return {
    acts: {
      /** @param {import("./story.js").Played} step */
      async turn(step) {
        step.undo(setDrawing(store, SYMBOLS[STAR], refresh));
        const before = await looked(store.get().weights.active);
        if (step.going()) gathered({ before });
      },
    },
    tools: {
      /** Fine-tunes a copy on the star, as Teach does on drawings. */
      tune: () =>
        trying("It learns…", async () => {
          const mine = step();
          mine?.undo(await copyBack());
          const image = await picture(context, SYMBOLS[STAR].strokes);
          await tune.start({ ...DEFAULTS.fineTune, epochs: 1000, maxSteps: null }, [{ image }]);
          await until(({ tune: { run } }) => run.status === "running" || run.status === "idle");
          const begun = performance.now();
          await Promise.race([
            new Promise((resolve) => setTimeout(resolve, WHILE)),
            until(({ tune: { run } }) => run.status === "idle"),
          ]);
          if (store.get().tune.run.status === "running") await tune.stop();
          await until(({ tune: { run } }) => run.status === "idle");
          const ms = performance.now() - begun;
          if (!mine?.going()) return;
          store.dispatch({ type: "weights/activated", slot: "fineTuned" });
          const after = await looked("fineTuned");
          gathered({ after: { ...after, steps: store.get().tune.run.step, ms } });
        }),
      /** Two encoders see each symbol once, and then stars by other hands. */
      known: () =>
        trying("Both look at the symbols…", async () => {
          await whole();
          await ensure("prototypes");
          const drawings = SYMBOLS.map(({ strokes }) => picture(context, strokes));
          const stars = HANDS.map((hand) => picture(context, drawnBy(hand, SYMBOLS[STAR].strokes)));
          const labels = Uint8Array.from(SYMBOLS.keys());
          await ask(context, "taskDefined", {
            type: "defineTask",
            task: TASK,
            ways: SYMBOLS.length,
            support: { images: join(await Promise.all(drawings)), labels },
            query: {
              images: join(await Promise.all(stars)),
              labels: new Uint8Array(HANDS.length).fill(STAR),
            },
          });
          const right = async (/** @type {"fineTuned" | "metaPrototypes"} */ method) => {
            const how = { method, task: TASK };
            await ask(context, "taskLearnt", { type: "learnTask", ...how, seed: 1 });
            const { score } = await ask(context, "taskScored", { type: "scoreTask", ...how });
            return Math.round(score.accuracy * HANDS.length);
          };
          const [tuned, meta] = [await right("fineTuned"), await right("metaPrototypes")];
          gathered({ known: { tuned, meta, of: HANDS.length } });
        }),
    },
  };
}
