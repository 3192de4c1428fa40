/** Which method has learnt which task in the engine, and asking one that has. */

import { EngineError } from "../engine/client.js";
import { augmentationOf, taskKey, variantOf } from "../state/scores.js";
import { methodOf } from "../text/methods.js";
import { ask } from "./context.js";

/** @typedef {import("../engine/wire.js").Method} Method */
/** @typedef {import("../state/few-shot.js").ShownTask} ShownTask */

/**
 * @param {import("./context.js").FlowContext} context
 * @param {object} weights Sees to it that the engine has those that
 * @param {(algorithm: import("../engine/wire.js").Algorithm) => Promise<void>} weights.ensure an
 *   algorithm has meta-trained, or
 * @param {() => Promise<void>} weights.whole that training starts from.
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
    const { algorithm, family } = methodOf(method);
    if (algorithm) await weights.ensure(algorithm);
    else if (family === "fast") await weights.whole();
  };

  /**
   * Where the engine keeps another task, because it never had this one or has been replaced since,
   * it is given this one first.
   *
   * @template T
   * @param {ShownTask} task
   * @param {() => Promise<T>} act
   * @returns {Promise<T>}
   */
  const withTask = async (task, act) => {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== "stale") throw error;
      const { number, names, support, query } = task;
      const command = { task: number, ways: names.length, support, query };
      await ask(context, "taskDefined", { type: "defineTask", ...command });
      return act();
    }
  };

  /** @param {Method} method @param {ShownTask} task */
  const asked = (method, task) => {
    const { scores, fewShot } = store.get();
    const augmentation = augmentationOf(scores);
    return { method, task: task.number, augmentation, seed: fewShot.settings.seed };
  };

  /** @param {Method} method @param {ShownTask} task */
  const learn = async (method, task) => {
    // Before the key is taken: which weights it starts from may be settled only now.
    await prepare(method);
    const learnt = key(method);
    held.delete(method);
    const begun = now();
    const { images } = await withTask(task, () =>
      ask(context, "taskLearnt", { type: "learnTask", ...asked(method, task) }),
    );
    held.set(method, learnt);
    return { images, ms: now() - begun };
  };

  /**
   * What a method says that has learnt the task on display; it learns it first where it has not, or
   * where the engine has been replaced since.
   *
   * @template T
   * @param {Method} method
   * @param {() => Promise<T>} say
   * @returns {Promise<T>}
   */
  const learnt = async (method, say) => {
    const { task } = store.get().fewShot;
    if (!task) throw new Error("There is no task to learn.");
    if (held.get(method) !== key(method)) await learn(method, task);
    try {
      return await say();
    } catch (error) {
      if (!(error instanceof EngineError) || !FORGOTTEN.includes(error.code)) throw error;
      await learn(method, task);
      return say();
    }
  };

  return {
    prepare,
    learn,
    /** Whether it has learnt the task on display, as it is set now. @param {Method} method */
    ready: (method) => held.get(method) === key(method),
    /**
     * The class of each image, by probability.
     * @param {Method} method
     * @param {Uint8Array} images
     */
    answer: (method, images) =>
      learnt(method, async () => {
        // Others define tasks too: an answer about another one's classes is none.
        const task = store.get().fewShot.task?.number;
        const command = /** @type {const} */ ({ type: "classify", method, task, images });
        return (await ask(context, "classified", command)).probabilities;
      }),
    /**
     * What its answers to the task's queries are worth.
     * @param {Method} method
     * @param {ShownTask} task
     */
    score: (method, { number }) =>
      learnt(method, async () => {
        const command = /** @type {const} */ ({ type: "scoreTask", method, task: number });
        return (await ask(context, "taskScored", command)).score;
      }),
    /**
     * Images of a class, as the method would draw them; none where it has no decoder.
     * @param {Method} method
     * @param {number} way
     * @param {number} count
     */
    generate: (method, way, count) =>
      learnt(method, async () => {
        const { seed } = store.get().fewShot.settings;
        const command = /** @type {const} */ ({ type: "generate", method, way, count, seed });
        return (await ask(context, "generated", command)).images;
      }),
    /**
     * Leaves the next image of the task out, and has it told by what is learnt from the others.
     *
     * @param {Method} method
     * @param {ShownTask} task
     * @param {number[]} answers Those to the images before it.
     */
    async leaveOneOut(method, task, answers) {
      await prepare(method);
      return withTask(task, () =>
        ask(context, "leftOut", { type: "leaveOneOut", ...asked(method, task), answers }),
      );
    },
  };
}

/** The engine has none of what was learnt, or of the task, since it is another one. */
const FORGOTTEN = ["state", "stale"];
