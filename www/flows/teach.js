/** Teach: what the drawing is taken for, at each move of the pen. */

import { latest } from "../app/latest.js";
import { say } from "../app/words/say.js";
import { EngineError } from "../engine/client.js";
import { taskOf } from "../state/classes.js";
import { openClass, sureFrom, taught } from "../state/teach.js";
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

  /** The classes as a task, under a number that changes as they do. */
  const present = () => {
    const now = taught(store.get());
    const { task: of, problem } = taskOf(now);
    if (of && known !== now) {
      known = now;
      task++;
    }
    return { now, of, problem, task };
  };

  /** Gives the engine the task. @param {ReturnType<typeof present>} here */
  const define = async ({ of, task }) => {
    if (!of) return;
    const defined = { task, ways: of.names.length, support: of.support, query: null };
    await ask(context, "taskDefined", { type: "defineTask", ...defined });
  };

  /**
   * @param {Teacher} method
   * @param {ReturnType<typeof present>} here
   * @param {Uint8Array} images
   */
  const classify = async (method, here, images) => {
    const { task } = here;
    const asked = () => ask(context, "classified", { type: "classify", method, task, images });
    try {
      return (await asked()).probabilities;
    } catch (error) {
      if (!(error instanceof EngineError) || !ANOTHER.includes(error.code)) throw error;
      await define(here);
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
    const here = present();
    const { now, of, problem } = here;
    if (!of) return store.dispatch({ type: "teach/answer", answer: null, problem });
    try {
      const found = await classify(by, here, await picture(context, strokes));
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

  /** @param {Strokes} strokes */
  const draw = (strokes) => {
    store.dispatch({ type: "teach/strokes", strokes });
    void answer();
  };
  /** What the visitor has drawn. @returns {Strokes} */
  const drawn = () => {
    const { strokes, example } = store.get().teach;
    return example ? [] : strokes;
  };
  /** So that a class needs no name to be taught. */
  const newName = () => {
    const known = new Set(store.get().classes.map(({ name }) => name));
    for (let number = 1; ; number++) {
      const free = say(`symbol ${number}`);
      if (!known.has(free)) return free;
    }
  };

  return {
    answer: () => void answer(),
    /** Alive on arrival. */
    async arrive() {
      const { teach, classes, engine } = store.get();
      if (engine.status !== "ready") return;
      try {
        if (classes.length === 0 && teach.examples.length === 0) await examples();
        // A pad is never empty when one comes to it.
        const [first] = classes.flatMap(({ drawings }) => drawings);
        const strokes = first?.strokes ?? SYMBOLS[EXAMPLES[0]].strokes;
        if (store.get().teach.strokes.length === 0)
          store.dispatch({
            type: "teach/strokes",
            strokes: drawnBy({ turn: 0.06, size: 0.95 }, strokes),
            example: true,
          });
        void answer();
      } catch (error) {
        tell(context, error);
      }
    },
    draw,
    /**
     * A new class, with what is on the pad as its first drawing; the next ones go in too.
     *
     * @param {string} name Where it is empty, the class of a drawing is called by a number.
     * @returns {boolean} Whether there is such a class now.
     */
    add(name) {
      const strokes = drawn();
      const id = classes.add(name.trim() || (strokes.length > 0 ? newName() : ""));
      if (id === null) return false;
      draw([]);
      if (strokes.length === 0) return true;
      void classes.draw(id, strokes);
      store.dispatch({ type: "teach/open", id });
      return true;
    },
    /**
     * Puts what is on the pad into a class; of the examples, which are the visitor's own from then
     * on.
     *
     * @param {string} into
     */
    async put(into) {
      const strokes = drawn();
      if (strokes.length === 0) return;
      const { teach, classes: own } = store.get();
      const id = own.length === 0 ? classes.adopt(teach.examples).get(into) : into;
      if (id === undefined || !(await classes.draw(id, strokes))) return;
      if (openClass(store.get())?.id !== id) store.dispatch({ type: "teach/open", id: null });
      // Unless the next drawing was begun meanwhile.
      if (drawn() === strokes) draw([]);
    },
    /** No more drawings go in by themselves. */
    enough: () => store.dispatch({ type: "teach/open", id: null }),
    adopt: () => void classes.adopt(store.get().teach.examples),
    present,
    define,
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
