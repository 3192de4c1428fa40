/** All methods side by side on the task on display. */

import { running } from "../state/lacks.js";
import { taskKey, variantOf } from "../state/scores.js";
import { methodOf } from "../text/methods.js";
import { episodesFlow } from "./episodes.js";
import { methodsWork } from "./work.js";

/** @typedef {import("../engine/wire.js").Method} Method */
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
  const onQueries = async (method, task) => {
    const score = await methods.score(method, task);
    const { images, labels } = /** @type {NonNullable<ShownTask["query"]>} */ (task.query);
    // The score is the engine's; which query was answered how, only its answers say.
    const answers = mostProbable(await methods.answer(method, images), task.names.length);
    return { ...score, answers, by: `of ${labels.length} queries` };
  };

  /**
   * Each image in turn is left out, and told by what was learnt from the others.
   *
   * @param {Method} method
   * @param {ShownTask} task
   */
  const leavingOneOut = async (method, task) => {
    const { names, support } = task;
    const { labels } = support;
    if (!canLeaveOneOut(task)) {
      const lone = names[[...names.keys()].findIndex((way) => times(labels, way) < 2)];
      return {
        confusion: null,
        answers: null,
        accuracy: null,
        by: `“${lone}” has one drawing: with a second in each class, each can be left out in turn`,
      };
    }
    /** @type {number[]} */
    let answers = [];
    for (;;) {
      if (stopped()) return null;
      const left = await methods.leaveOneOut(method, task, answers);
      answers = left.answers;
      oneMore();
      if (left.score) {
        return {
          ...left.score,
          answers,
          by: `of ${labels.length} drawings, each left out in turn`,
        };
      }
    }
  };

  /** @param {Method} method @param {number} ways */
  const generate = async (method, ways) => {
    /** @type {Uint8Array[]} */
    const generated = [];
    for (let way = 0; way < ways; way++) {
      const images = await methods.generate(method, way, tilesAClass(ways));
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
    const { ms, images } = await methods.learn(method, task);
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
      const { task } = store.get().fewShot;
      if (!task) return;
      const chosen = running(store.get());
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
    stop: work.stop,
  };
}

/** So that a row of tiles stays a row. @param {number} ways */
export const tilesAClass = (ways) => Math.max(1, Math.floor(20 / ways));

/** The class of each row. @param {number[]} probabilities @param {number} ways */
export const mostProbable = (probabilities, ways) =>
  Array.from({ length: probabilities.length / ways }, (_, row) => {
    const one = probabilities.slice(row * ways, (row + 1) * ways);
    return one.indexOf(Math.max(...one));
  });

/** @param {Uint8Array} labels @param {number} way */
const times = (labels, way) => labels.reduce((sum, label) => sum + Number(label === way), 0);

/** @param {Pick<ShownTask, "names" | "support">} task */
const canLeaveOneOut = ({ names, support }) =>
  [...names.keys()].every((way) => times(support.labels, way) >= 2);
