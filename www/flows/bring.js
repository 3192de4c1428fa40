/** Brings what a method lacks, when the visitor asks for it, and ticks it then. */

import { EngineError } from "../engine/client.js";
import { canRun, lackOf } from "../state/lacks.js";
import { methodOf } from "../text/methods.js";
import { tell } from "./context.js";

/** @typedef {import("../engine/wire.js").Method} Method */

/**
 * @param {import("./context.js").FlowContext} context
 * @param {object} means
 * @param {(algorithm: import("../engine/wire.js").Algorithm) => Promise<void>} means.ensure
 * @param {() => Promise<void>} means.whole
 * @param {() => Promise<void>} means.loadData
 */
export function bringFlow({ store, ...context }, { ensure, whole, loadData }) {
  /** @param {Method} id */
  const act = async (id) => {
    const { algorithm } = methodOf(id);
    switch (lackOf(methodOf(id), store.get())?.what) {
      case "weights":
        return algorithm && ensure(algorithm);
      case "whole":
        return whole();
      case "data":
        return loadData();
      default:
    }
  };

  /** @param {Method} id */
  return async (id) => {
    try {
      await act(id);
    } catch (error) {
      if (!(error instanceof EngineError)) return tell({ store, ...context }, error);
      return store.dispatch({ type: "scores/problem", method: id, problem: error.message });
    }
    const { scores } = store.get();
    if (id in scores.problems)
      store.dispatch({ type: "scores/problem", method: id, problem: null });
    if (canRun(id, store.get()) && !scores.chosen.includes(id))
      store.dispatch({ type: "scores/chosen", chosen: [...scores.chosen, id] });
  };
}
