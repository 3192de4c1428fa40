/**
 * Each drawing of one's own classes left out in turn and told by what the others teach: by the
 * method that answers in Teach, by the model's codes as they are, and by those of a copy that was
 * fine-tuned on the others alone.
 */

import { EngineError } from "../engine/client.js";
import { ask, tell } from "./context.js";

/** @typedef {import("../engine/wire.js").Method} Method */

/** The second and the third: the model before it is fine-tuned, and after. */
const BEFORE_AFTER = /** @type {const} */ (["frozen", "fineTuned"]);
/** Another task took the place of this one in the engine; more often than this, it is a fault. */
const TRIES = 3;

/**
 * @param {import("./context.js").FlowContext} context
 * @param {object} parts
 * @param {ReturnType<typeof import("./teach.js").teachFlow>} parts.teach
 * @param {() => Promise<void>} parts.whole Sees to it that the pretrained weights are whole.
 */
export function leftOutFlow(context, { teach, whole }) {
  const { store } = context;

  /**
   * @param {Method} method
   * @param {ReturnType<typeof teach.present>} present
   * @param {number[]} answers Those to the drawings before.
   */
  const next = async (method, present, answers) => {
    const { task } = present;
    for (let tries = 1; ; tries++) {
      try {
        const asked = { method, task, augmentation: null, seed: 1, answers };
        return await ask(context, "leftOut", { type: "leaveOneOut", ...asked });
      } catch (error) {
        const stale = error instanceof EngineError && error.code === "stale";
        if (!stale || tries === TRIES) throw error;
        await teach.define(present);
      }
    }
  };

  /** @param {Method} method @param {ReturnType<typeof teach.present>} present */
  const told = async (method, present) => {
    /** @type {number[]} */
    let answers = [];
    for (;;) {
      if (store.get().leftOut.stopping) return;
      const left = await next(method, present, answers);
      answers = left.answers;
      store.dispatch({ type: "leftOut/one" });
      if (!left.score) continue;
      return store.dispatch({ type: "leftOut/told", told: { method, score: left.score, answers } });
    }
  };

  return {
    async start() {
      const present = teach.present();
      const { of, problem } = present;
      if (store.get().leftOut.work) return;
      if (!of) return store.dispatch({ type: "leftOut/problem", problem: problem ?? "" });
      const { names, support } = of;
      const lone = names.find((_, way) => support.labels.filter((each) => each === way).length < 2);
      if (lone !== undefined)
        return store.dispatch({
          type: "leftOut/problem",
          problem:
            `“${lone}” has one drawing: with a second in each class, ` +
            "each can be left out in turn",
        });
      const methods = [store.get().teach.by, ...BEFORE_AFTER];
      const total = methods.length * support.labels.length;
      store.dispatch({ type: "leftOut/begun", of: { names, support }, total });
      try {
        await whole();
        for (const method of methods) await told(method, present);
      } catch (error) {
        tell(context, error);
      } finally {
        store.dispatch({ type: "leftOut/ended" });
      }
    },
    stop: () => store.dispatch({ type: "leftOut/stopping" }),
  };
}
