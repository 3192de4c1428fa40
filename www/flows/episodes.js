/** Methods over many tasks, and over many tasks at several numbers of shots. */

import { EngineError } from "../engine/client.js";
import { running } from "../state/lacks.js";
import {
  augmentationOf,
  curveKey,
  episodeKey,
  pointOf,
  protocolOf,
  SHOTS,
  variantOf,
} from "../state/scores.js";
import { methodOf } from "../text/methods.js";
import { ask } from "./context.js";

/** @typedef {import("../engine/wire.js").Choice} Choice */
/** @typedef {import("../engine/wire.js").Method} Method */
/** @typedef {import("../engine/wire.js").TaskShape} TaskShape */

/**
 * @param {import("./context.js").FlowContext} context
 * @param {object} others
 * @param {Pick<ReturnType<typeof import("./adapting.js").adapting>, "prepare">} others.methods
 * @param {Pick<ReturnType<typeof import("./task.js").taskFlow>, "bring">} others.tasks
 * @param {ReturnType<typeof import("./work.js").methodsWork>} others.work
 */
export function episodesFlow(context, { methods, tasks, work }) {
  const { store } = context;
  const { stopped, progress, oneMore, working, tried } = work;

  /**
   * Why tasks of this shape cannot be drawn, before every method is made to say it.
   *
   * @param {Choice} choice
   * @param {TaskShape} shape
   * @returns {Promise<string | null>}
   */
  const hindrance = async (choice, shape) => {
    try {
      await ask(context, "taskPossible", { type: "checkTask", choice, shape });
      return null;
    } catch (error) {
      if (error instanceof EngineError && error.code === "argument") return error.message;
      throw error;
    }
  };

  /**
   * @param {Method} method
   * @param {{choice: Choice, shape: TaskShape, seed: number}} episode
   * @param {number[]} earlier The accuracies of the episodes before.
   */
  const score = async (method, episode, earlier) => {
    await methods.prepare(method);
    const augmentation = augmentationOf(store.get().scores);
    const command = { method, ...episode, augmentation, earlier };
    const scored = await ask(context, "episodeScored", { type: "scoreEpisode", ...command });
    return { accuracy: scored.score.accuracy, estimate: scored.estimate };
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
      for (const method of running(store.get()))
        if (await tried(method, () => methods.prepare(method))) left.push(method);
      const keys = new Map(
        left.map((method) => [method, episodeKey(store.get(), methodOf(method), variant)]),
      );
      /**
       * Those of the same protocol are kept: the next run goes on behind them.
       * @param {Method} method
       */
      const earlier = (method) => {
        const tally = store.get().scores.tallies[method]?.[variant];
        return tally && tally.key === keys.get(method) ? tally.accuracies : [];
      };
      const done = (/** @type {Method} */ method) => earlier(method).length;
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
            const scored = await score(method, { choice, shape, seed }, earlier(method));
            const tally = { key: keys.get(method) ?? "", protocol };
            store.dispatch({ type: "scores/tally", method, variant, tally, ...scored });
          });
          if (could) oneMore();
          else left = left.filter((each) => each !== method);
        }
      }
    });

  const curve = () =>
    working("curve", async () => {
      const choice = await tasks.bring();
      const state = store.get();
      const { ways, queries } = state.fewShot.settings;
      let left = running(state);
      const wanted = state.scores.episodes;
      store.dispatch({
        type: "scores/curve",
        curve: {
          key: curveKey(state),
          protocol: protocolOf(state, `${SHOTS.join(", ")} shots`),
          shots: SHOTS,
          points: {},
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
              const shape = { ways, shots, queries };
              const earlier = pointOf(store.get().scores.curve, method, shots)?.accuracies ?? [];
              const scored = await score(method, { choice, shape, seed }, earlier);
              store.dispatch({ type: "scores/curvePoint", method, shots, ...scored });
            });
            if (could) oneMore();
            else left = left.filter((each) => each !== method);
          }
        }
      }
    });

  return { episodes, curve };
}
