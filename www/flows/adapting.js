/** Which method has learnt which task in the engine, and asking one that has. */

import { EngineError } from "../engine/client.js";
import { growthOf, taskKey, variantOf } from "../state/scores.js";
import { methodOf } from "../text/methods.js";
import { askFewShot } from "./context.js";

/** @typedef {import("../engine/wire.js").Growth} Growth */
/** @typedef {import("../engine/wire.js").Method} Method */
/** @typedef {import("../engine/wire.js").Shown} Shown */

/**
 * @param {import("./context.js").FlowContext} context
 * @param {{ensure: (algorithm: import("../engine/wire.js").Algorithm) => Promise<void>}} weights
 * @param {() => number} [now] ms
 */
export function adapting(context, weights, now = () => performance.now()) {
  const { store } = context;
  /** What each method learnt last, by its key. @type {Map<Method, string>} */
  const held = new Map();

  /** @param {Method} method */
  const key = (method) => taskKey(store.get(), methodOf(method), variantOf(store.get().scores));

  /** What it starts from is there. @param {Method} method */
  const prepare = async (method) => {
    const { algorithm } = methodOf(method);
    if (algorithm) await weights.ensure(algorithm);
  };

  /**
   * @param {Method} method
   * @param {number} ways
   * @param {Shown} support
   */
  const adapt = async (method, ways, support) => {
    await prepare(method);
    held.delete(method);
    const { scores, fewShot } = store.get();
    const begun = now();
    const command = {
      method,
      ways,
      support,
      growth: growthOf(scores),
      seed: fewShot.settings.seed,
    };
    const { images } = await askFewShot(context, "adapted", { type: "adapt", ...command });
    return { images, ms: now() - begun };
  };

  /** The task on display. @param {Method} method */
  const learn = async (method) => {
    const { task } = store.get().fewShot;
    if (!task) throw new Error("There is no task to learn.");
    // Before the key is taken: which weights it starts from may be settled only now.
    await prepare(method);
    const learnt = key(method);
    const done = await adapt(method, task.names.length, task.support);
    held.set(method, learnt);
    return done;
  };

  /** @param {Method} method @param {Uint8Array} images */
  const classify = async (method, images) =>
    (await askFewShot(context, "classified", { type: "classify", method, images })).probabilities;

  return {
    prepare,
    adapt,
    learn,
    classify,
    /** Whether it has learnt the task on display, as it is set now. @param {Method} method */
    ready: (method) => held.get(method) === key(method),
    /**
     * As the task on display has taught it; it learns it first where it has not, or where the
     * engine has been replaced since.
     *
     * @param {Method} method
     * @param {Uint8Array} images
     */
    async answer(method, images) {
      if (held.get(method) !== key(method)) await learn(method);
      try {
        return await classify(method, images);
      } catch (error) {
        if (!(error instanceof EngineError) || error.code !== "state") throw error;
        await learn(method);
        return classify(method, images);
      }
    },
  };
}
