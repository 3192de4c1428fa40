/** All methods side by side on the task on display. */

import { imageAt, join } from "../app/pixels.js";
import { accuracyOf, answersOf, confusionOf } from "../app/statistics.js";
import { taskKey, variantOf } from "../state/scores.js";
import { inOrder, methodOf } from "../text/methods.js";
import { askFewShot } from "./context.js";
import { episodesFlow } from "./episodes.js";
import { methodsWork } from "./work.js";

/** @typedef {import("../engine/wire.js").Method} Method */
/** @typedef {import("../engine/wire.js").Shown} Shown */
/** @typedef {import("../state/few-shot.js").ShownTask} ShownTask */

/**
 * @param {import("./context.js").FlowContext} context
 * @param {object} others
 * @param {ReturnType<typeof import("./adapting.js").adapting>} others.methods
 * @param {Pick<ReturnType<typeof import("./task.js").taskFlow>, "draw" | "bring">} others.tasks
 */
export function compareFlow(context, { methods, tasks }) {
  const { store } = context;
  const work = methodsWork(context);
  const { stopped, progress, oneMore, working, tried } = work;

  /** @param {Method} method @param {ShownTask} task */
  const onQueries = async (method, { names, query }) => {
    const { images, labels } = /** @type {Shown} */ (query);
    const probabilities = await methods.answer(method, images);
    const confusion = confusionOf(labels, answersOf(probabilities, names.length), names.length);
    return {
      confusion,
      accuracy: accuracyOf(confusion, names.length),
      by: `of ${labels.length} queries`,
    };
  };

  /**
   * Each image in turn is left out, and told by what was learnt from the others.
   *
   * @param {Method} method
   * @param {ShownTask} task
   */
  const leavingOneOut = async (method, { names, support }) => {
    const { images, labels } = support;
    const ways = names.length;
    if (!canLeaveOneOut({ names, support })) {
      const lone = names[[...names.keys()].findIndex((way) => times(labels, way) < 2)];
      return {
        confusion: null,
        accuracy: null,
        by: `“${lone}” has one drawing: with a second in each class, each can be left out in turn`,
      };
    }
    const answers = [];
    for (let out = 0; out < labels.length; out++) {
      if (stopped()) return null;
      const others = [...labels.keys()].filter((index) => index !== out);
      const rest = join(others.map((index) => imageAt(images, index)));
      await methods.adapt(method, ways, {
        images: rest,
        labels: new Uint8Array(others.map((index) => labels[index])),
      });
      answers.push(...answersOf(await methods.classify(method, imageAt(images, out)), ways));
      oneMore();
    }
    const confusion = confusionOf(labels, answers, ways);
    return {
      confusion,
      accuracy: accuracyOf(confusion, ways),
      by: `of ${labels.length} drawings, each left out in turn`,
    };
  };

  /** @param {Method} method @param {number} ways */
  const generate = async (method, ways) => {
    /** @type {Uint8Array[]} */
    const generated = [];
    for (let way = 0; way < ways; way++) {
      const command = {
        method,
        way,
        count: tilesAClass(ways),
        seed: store.get().fewShot.settings.seed,
      };
      const { images } = await askFewShot(context, "generated", { type: "generate", ...command });
      // A method without a decoder makes nothing of any class.
      if (images.length === 0) return [];
      generated.push(images);
    }
    return generated;
  };

  /** @param {Method} method @param {ShownTask} task */
  const measure = async (method, task) => {
    await methods.prepare(method);
    const variant = variantOf(store.get().scores);
    const key = taskKey(store.get(), methodOf(method), variant);
    const left = task.query ? undefined : await leavingOneOut(method, task);
    if (left === null) return;
    const { ms, images } = await methods.learn(method);
    const told = left ?? (await onQueries(method, task));
    const generated = await generate(method, task.names.length);
    if (store.get().fewShot.task !== task) return;
    store.dispatch({
      type: "scores/outcome",
      method,
      variant,
      outcome: { key, ...told, ms, images, generated },
    });
    oneMore();
  };

  const compare = () =>
    working("compare", async () => {
      if (!store.get().fewShot.task) await tasks.draw();
      const { fewShot, scores } = store.get();
      const { task } = fewShot;
      if (!task) return;
      const chosen = inOrder(scores.chosen);
      const each = task.query || !canLeaveOneOut(task) ? 1 : 1 + task.support.labels.length;
      progress({ total: chosen.length * each });
      for (const [index, method] of chosen.entries()) {
        if (stopped() || store.get().fewShot.task !== task) return;
        progress({ done: index * each, note: methodOf(method).name });
        await tried(method, () => measure(method, task));
      }
    });

  return {
    compare,
    ...episodesFlow(context, { methods, tasks, work }),
    stop: () => store.dispatch({ type: "scores/stopping" }),
  };
}

/** So that a row of tiles stays a row. @param {number} ways */
export const tilesAClass = (ways) => Math.max(1, Math.floor(20 / ways));

/** @param {Uint8Array} labels @param {number} way */
const times = (labels, way) => labels.reduce((sum, label) => sum + Number(label === way), 0);

/** @param {Pick<ShownTask, "names" | "support">} task */
const canLeaveOneOut = ({ names, support }) =>
  [...names.keys()].every((way) => times(support.labels, way) >= 2);
