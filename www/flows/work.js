/** Work that goes over the methods: one at a time, with its progress, and some may fail. */

import { DIED, EngineError } from "../engine/client.js";
import { cancel, tell } from "./context.js";

/** @typedef {import("../engine/wire.js").Method} Method */
/** @typedef {import("../state/scores.js").Work} Work */

/** @param {import("./context.js").FlowContext} context */
export function methodsWork(context) {
  const { store } = context;
  const stopped = () => store.get().scores.stopping;

  /** @param {Partial<Work>} change */
  const progress = (change) => {
    const { work } = store.get().scores;
    if (work) store.dispatch({ type: "scores/work", work: { ...work, ...change } });
  };
  const oneMore = () => progress({ done: (store.get().scores.work?.done ?? 0) + 1 });

  /**
   * Runs one thing at a time, and says what stopped it.
   *
   * @param {Work["kind"]} kind
   * @param {() => Promise<void>} run
   */
  const working = async (kind, run) => {
    if (store.get().scores.work) return;
    store.dispatch({ type: "scores/work", work: { kind, done: 0, total: 0, note: "" } });
    try {
      await run();
    } catch (error) {
      // In the words of the task's own line where it is about the task.
      if (error instanceof EngineError && error.code === "task") {
        store.dispatch({ type: "fewShot/problem", problem: error.message });
      } else tell(context, error);
    } finally {
      store.dispatch({ type: "scores/work", work: null });
    }
  };

  /**
   * Tries a method; where it cannot, the reason is kept beside it and the others go on.
   *
   * @param {Method} method
   * @param {() => Promise<void>} run
   * @returns {Promise<boolean>}
   */
  const tried = async (method, run) => {
    try {
      await run();
      if (method in store.get().scores.problems)
        store.dispatch({ type: "scores/problem", method, problem: null });
      return true;
    } catch (error) {
      if (!(error instanceof EngineError) || error.code === DIED) throw error;
      if (error.code !== "cancelled" || !stopped())
        store.dispatch({ type: "scores/problem", method, problem: error.message });
      return false;
    }
  };

  /** After what is under way, and what takes long not even after it. */
  const stop = async () => {
    store.dispatch({ type: "scores/stopping" });
    await cancel(context);
  };

  return { stopped, progress, oneMore, working, tried, stop };
}
