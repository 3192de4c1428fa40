/**
 * All methods side by side: on the task on display, over many tasks, and at several numbers of
 * shots.
 */

import { imageAt, join } from "../app/pixels.js";
import { accuracyOf, answersOf, confusionOf } from "../app/statistics.js";
import { DIED, EngineError } from "../engine/client.js";
import {
  curveKey,
  episodeKey,
  growthOf,
  protocolOf,
  SHOTS,
  taskKey,
  variantOf,
} from "../state/scores.js";
import { inOrder, methodOf } from "../text/methods.js";
import { askFewShot, tell } from "./context.js";

/** @typedef {import("../engine/wire.js").Method} Method */
/** @typedef {import("../engine/wire.js").Shown} Shown */
/** @typedef {import("../engine/wire.js").TaskShape} TaskShape */
/** @typedef {import("../state/scores.js").Work} Work */
/** @typedef {import("../state/few-shot.js").ShownTask} ShownTask */

/**
 * @param {import("./context.js").FlowContext} context
 * @param {object} others
 * @param {ReturnType<typeof import("./adapting.js").adapting>} others.methods
 * @param {Pick<ReturnType<typeof import("./task.js").fewShotFlow>, "draw" | "bring">} others.tasks
 */
export function compareFlow(context, { methods, tasks }) {
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
      store.dispatch({ type: "scores/problem", method, problem: error.message });
      return false;
    }
  };

  // -- The task on display.

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

  // -- Many tasks.

  /**
   * Why tasks of this shape cannot be drawn, before every method is made to say it.
   *
   * @param {import("../engine/wire.js").Choice} choice
   * @param {TaskShape} shape
   * @returns {Promise<string | null>}
   */
  const hindrance = async (choice, shape) => {
    try {
      await askFewShot(context, "taskDrawn", { type: "drawTask", choice, shape, seed: 1 });
      return null;
    } catch (error) {
      if (error instanceof EngineError && error.code === "argument") return error.message;
      throw error;
    }
  };

  /**
   * @param {Method} method
   * @param {{choice: import("../engine/wire.js").Choice, shape: TaskShape, seed: number}} episode
   */
  const score = async (method, { choice, shape, seed }) => {
    await methods.prepare(method);
    const growth = growthOf(store.get().scores);
    const command = { methods: [method], choice, shape, growth, seed };
    const { scores } = await askFewShot(context, "episodeScored", {
      type: "scoreEpisode",
      ...command,
    });
    return scores[0].accuracy;
  };

  const episodes = () =>
    working("episodes", async () => {
      const choice = await tasks.bring();
      const { fewShot, scores } = store.get();
      const { ways, shots, queries } = fewShot.settings;
      const shape = { ways, shots, queries };
      const reason = await hindrance(choice, shape);
      if (reason !== null) return store.dispatch({ type: "fewShot/problem", problem: reason });
      const variant = variantOf(scores);
      const protocol = protocolOf(store.get());
      /** @type {Method[]} */
      let left = [];
      for (const method of inOrder(scores.chosen))
        if (await tried(method, () => methods.prepare(method))) left.push(method);
      const keys = new Map(
        left.map((method) => [method, episodeKey(store.get(), methodOf(method), variant)]),
      );
      /**
       * Those of the same protocol are kept: the next run goes on behind them.
       * @param {Method} method
       */
      const done = (method) => {
        const tally = store.get().scores.tallies[method]?.[variant];
        return tally && tally.key === keys.get(method) ? tally.accuracies.length : 0;
      };
      const all = scores.episodes * left.length;
      progress({
        total: all,
        done: left.reduce((sum, method) => sum + Math.min(done(method), scores.episodes), 0),
      });
      for (let seed = 1; seed <= scores.episodes; seed++) {
        for (const method of left.filter((each) => done(each) < seed)) {
          // What was set otherwise meanwhile would be another protocol.
          if (stopped() || store.get().fewShot.settings !== fewShot.settings) return;
          progress({ note: `episode ${seed}, ${methodOf(method).name}` });
          const could = await tried(method, async () => {
            const accuracy = await score(method, { choice, shape, seed });
            const tally = { key: keys.get(method) ?? "", protocol };
            store.dispatch({ type: "scores/tally", method, variant, tally, accuracy });
          });
          if (could) oneMore();
          else left = left.filter((each) => each !== method);
        }
      }
    });

  // -- Many tasks at several numbers of shots.

  const curve = () =>
    working("curve", async () => {
      const choice = await tasks.bring();
      const state = store.get();
      const { ways, queries } = state.fewShot.settings;
      let left = inOrder(state.scores.chosen);
      const wanted = state.scores.episodes;
      store.dispatch({
        type: "scores/curve",
        curve: {
          key: curveKey(state),
          protocol: protocolOf(state, `${SHOTS.join(", ")} shots`),
          shots: SHOTS,
          accuracies: {},
          cut: null,
        },
      });
      progress({ total: SHOTS.length * wanted * left.length });
      for (const shots of SHOTS) {
        const reason = await hindrance(choice, { ways, shots, queries });
        if (reason !== null) return store.dispatch({ type: "scores/curveCut", reason });
        for (let seed = 1; seed <= wanted; seed++) {
          for (const method of left) {
            if (stopped() || store.get().fewShot.settings !== state.fewShot.settings) return;
            progress({
              note:
                `${shots} shot${shots === 1 ? "" : "s"}, episode ${seed}, ` +
                `${methodOf(method).name}`,
            });
            const could = await tried(method, async () => {
              const accuracy = await score(method, {
                choice,
                shape: { ways, shots, queries },
                seed,
              });
              store.dispatch({ type: "scores/curvePoint", method, shots, accuracy });
            });
            if (could) oneMore();
            else left = left.filter((each) => each !== method);
          }
        }
      }
    });

  return {
    compare,
    episodes,
    curve,
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
