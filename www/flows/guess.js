/** Guess while drawing: every method that has learnt the task, at each move of the pen. */

import { latest } from "../app/latest.js";
import { DIED, EngineError } from "../engine/client.js";
import { running } from "../state/lacks.js";
import { cancel, tell } from "./context.js";
import { DIGITS } from "./examples.js";
import { picture } from "./picture.js";

/** @typedef {import("../engine/wire.js").Method} Method */

/**
 * @param {import("./context.js").FlowContext} context
 * @param {ReturnType<typeof import("./adapting.js").adapting>} methods
 */
export function guessFlow(context, methods) {
  const { store } = context;

  const answer = latest(async () => {
    const { guess, scores, fewShot } = store.get();
    // While methods are compared they learn one thing after another; asked again when they are
    // done.
    if (guess.strokes.length === 0 || !fewShot.task || scores.work?.kind === "compare") return;
    const newest = () =>
      store.get().guess.strokes === guess.strokes && store.get().fewShot.task === fewShot.task;
    try {
      const image = await picture(context, guess.strokes);
      // Those that need not learn first are quick, and so they are asked first.
      const asked = running(store.get()).filter((method) => !(method in scores.problems));
      for (const learnt of [true, false]) {
        for (const method of asked.filter((each) => methods.ready(each) === learnt)) {
          if (!learnt && !newest()) return;
          await ask(method, image, learnt);
        }
      }
      if (newest()) store.dispatch({ type: "guess/answered", strokes: guess.strokes });
    } catch (error) {
      tell(context, error);
    }
  });

  /** @param {Method} method @param {Uint8Array} image @param {boolean} learnt */
  const ask = async (method, image, learnt) => {
    const { task } = store.get().fewShot;
    if (!learnt) store.dispatch({ type: "guess/learning", method });
    try {
      const probabilities = await methods.answer(method, image);
      if (store.get().fewShot.task === task)
        store.dispatch({ type: "guess/answer", method, probabilities });
    } catch (error) {
      if (!(error instanceof EngineError) || error.code === DIED) throw error;
      store.dispatch({ type: "scores/problem", method, problem: error.message });
    } finally {
      if (!learnt) store.dispatch({ type: "guess/learning", method: null });
    }
  };

  return {
    answer,
    /** The method that learns is not asked again before it is chosen anew. */
    stop: () => cancel(context),
    /** Alive on arrival: a digit of the task, as an example. */
    arrive() {
      const { guess, fewShot, engine, weights } = store.get();
      if (engine.status !== "ready" || weights.status === "fetching" || !fewShot.task) return;
      if (guess.strokes.length > 0) return;
      const { names } = fewShot.task;
      const example = DIGITS.find(({ label }) => names.includes(label));
      if (!example) return;
      store.dispatch({ type: "guess/strokes", strokes: example.strokes, example: true });
      void answer();
    },
    /** @param {import("../engine/engine.js").Strokes} strokes */
    draw(strokes) {
      store.dispatch({ type: "guess/strokes", strokes });
      void answer();
    },
  };
}
