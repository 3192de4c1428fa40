/** Teach: what the drawing is taken for, at each move of the pen. */

import { latest } from "../app/latest.js";
import { EngineError } from "../engine/client.js";
import { taskOf } from "../state/classes.js";
import { sureFrom, taught } from "../state/teach.js";
import { ask, tell } from "./context.js";
import { SYMBOLS } from "./examples.js";
import { picture } from "./picture.js";

/** @typedef {import("../engine/engine.js").Strokes} Strokes */
/** @typedef {import("../state/teach.js").Teacher} Teacher */

/** What tasks are called here: far from the numbers that the lab gives. */
const FIRST_TASK = 3_000_000_000;
/** The symbols that stand in for classes of one's own, and how they are drawn again. */
const EXAMPLES = [0, 1, 2];
const HANDS = [
  { turn: 0, size: 1 },
  { turn: 0.12, size: 0.92 },
  { turn: -0.1, size: 1.06 },
];
/** What was meta-trained on alphabets knows symbols best. */
const SET = "omniglot-small1";
/** The engine has another task, or none. */
const ANOTHER = ["stale", "state"];

/**
 * @param {import("./context.js").FlowContext} context
 * @param {object} parts
 * @param {ReturnType<typeof import("./meta-weights.js").metaWeightsFlow>} parts.weights
 * @param {ReturnType<typeof import("./classes.js").classesFlow>} parts.classes
 */
export function teachFlow(context, { weights, classes }) {
  const { store } = context;
  /** The classes of the newest task. @type {unknown} */
  let known = null;
  let task = FIRST_TASK;

  /**
   * @param {Teacher} method
   * @param {NonNullable<ReturnType<typeof taskOf>["task"]>} of
   * @param {Uint8Array} images
   */
  const classify = async (method, { names, support }, images) => {
    const asked = () => ask(context, "classified", { type: "classify", method, task, images });
    try {
      return (await asked()).probabilities;
    } catch (error) {
      if (!(error instanceof EngineError) || !ANOTHER.includes(error.code)) throw error;
      const defined = { task, ways: names.length, support, query: null };
      await ask(context, "taskDefined", { type: "defineTask", ...defined });
      await ask(context, "taskLearnt", {
        type: "learnTask",
        method,
        task,
        augmentation: null,
        seed: 1,
      });
      return (await asked()).probabilities;
    }
  };

  const answer = latest(async () => {
    const state = store.get();
    const { strokes, by } = state.teach;
    if (strokes.length === 0 || state.engine.status !== "ready") return;
    const now = taught(state);
    const { task: of, problem } = taskOf(now);
    if (!of) return store.dispatch({ type: "teach/answer", answer: null, problem });
    if (known !== now) {
      known = now;
      task++;
    }
    try {
      const found = await classify(by, of, await picture(context, strokes));
      if (taught(store.get()) !== now) return;
      const order = found.map((_, way) => way).sort((a, b) => found[b] - found[a]);
      store.dispatch({
        type: "teach/answer",
        answer: {
          strokes,
          names: order.map((way) => of.names[way]),
          probabilities: order.map((way) => found[way]),
          sure: found[order[0]] >= sureFrom(by, found.length),
        },
        problem: null,
      });
    } catch (error) {
      tell(context, error);
    }
  });

  /** Classes to try before there are any of one's own, and a drawing of the first. */
  const examples = async () => {
    const made = await Promise.all(
      EXAMPLES.map(async (which) => {
        const { label, strokes } = SYMBOLS[which];
        const drawings = HANDS.map((hand, index) => ({
          id: `example-${which}-${index}`,
          strokes: drawnBy(hand, strokes),
        }));
        const images = await Promise.all(drawings.map((one) => picture(context, one.strokes)));
        return {
          id: `example-${which}`,
          name: label,
          drawings: drawings.map((one, index) => ({ ...one, image: images[index] })),
        };
      }),
    );
    store.dispatch({ type: "teach/examples", examples: made });
  };

  return {
    answer: () => void answer(),
    /** Alive on arrival. */
    async arrive() {
      const { teach, classes, engine } = store.get();
      if (engine.status !== "ready" || classes.length > 0 || teach.examples.length > 0) return;
      try {
        await examples();
        if (store.get().teach.strokes.length > 0) return void answer();
        const strokes = drawnBy({ turn: 0.06, size: 0.95 }, SYMBOLS[EXAMPLES[0]].strokes);
        store.dispatch({ type: "teach/strokes", strokes, example: true });
        void answer();
      } catch (error) {
        tell(context, error);
      }
    },
    /** @param {Strokes} strokes */
    draw(strokes) {
      store.dispatch({ type: "teach/strokes", strokes });
      void answer();
    },
    /**
     * A new class, with what is on the pad as its first drawing.
     *
     * @param {string} name
     * @param {Strokes} strokes
     * @returns {string | null} Its id.
     */
    add(name, strokes) {
      const id = classes.add(name);
      if (id !== null && strokes.length > 0) void classes.draw(id, strokes);
      return id;
    },
    /** Fetches the encoder that was meta-trained, and lets it answer. */
    async better() {
      store.dispatch({ type: "teach/fetching", fetching: true });
      try {
        weights.choose("prototypes", SET);
        await weights.ensure("prototypes");
        store.dispatch({ type: "teach/by", by: "metaPrototypes" });
        // What the engine learnt by it, if anything, was another task's or by other weights.
        known = null;
        void answer();
      } catch (error) {
        tell(context, error);
      } finally {
        store.dispatch({ type: "teach/fetching", fetching: false });
      }
    },
  };
}

/** The same drawing by another hand. @param {typeof HANDS[number]} hand @param {Strokes} strokes */
export function drawnBy({ turn, size }, strokes) {
  const [sin, cos] = [Math.sin(turn) * size, Math.cos(turn) * size];
  return strokes.map((line) =>
    Array.from(line, (_, at) => {
      const [x, y] = [line[at - (at % 2)] - 140, line[at - (at % 2) + 1] - 140];
      return 140 + (at % 2 === 0 ? x * cos - y * sin : x * sin + y * cos);
    }),
  );
}
