/** What would be lost if the visitor left now: asked about before, and said after. */

import { tell } from "./context.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {"run" | "weights"} Loss */

/**
 * @param {Pick<State, "train" | "tune" | "metaTraining" | "untaken">} state
 * @returns {Loss | null}
 */
export function lossIn({ train, tune, metaTraining, untaken }) {
  if ([train, tune, metaTraining].some(({ run }) => run.status !== "idle")) return "run";
  return untaken.length > 0 ? "weights" : null;
}

/** @type {Record<Loss, string>} */
const SAID = {
  run:
    "A run was under way when this page was last closed or reloaded. It is gone with what it had " +
    "learnt, which was in that tab only.",
  weights:
    "Weights were trained here and not saved to a file before this page was closed or reloaded. " +
    "They are gone: they were in that tab only.",
};

/**
 * @param {import("./context.js").FlowContext} context
 * @param {object} others
 * @param {import("../app/left-behind.js").LeftBehind} others.behind
 * @param {() => boolean} others.unkept Whether a drawing or a class is kept nowhere.
 */
export function leavingFlow(context, { behind, unkept }) {
  const { store } = context;
  return {
    /** Called on every change of state. */
    follow: () => behind.set(lossIn(store.get())),
    /** Whether to ask before leaving. */
    wouldLose: () => lossIn(store.get()) !== null || unkept(),
    /** Says what tabs took with them. */
    async say() {
      try {
        const losses = await behind.found();
        for (const loss of /** @type {Loss[]} */ (Object.keys(SAID))) {
          if (!losses.includes(loss)) continue;
          const text = `${SAID[loss]} Your drawings and classes are kept.`;
          store.dispatch({ type: "notice/shown", kind: "info", code: "left-behind", text });
        }
      } catch (error) {
        tell(context, error);
      }
    },
  };
}
