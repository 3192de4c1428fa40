/** A few-shot workbench as the page wires it, over the real engine and built-in digits. */

import assert from "node:assert/strict";

import { adapting } from "../../../www/flows/adapting.js";
import { bringFlow } from "../../../www/flows/bring.js";
import { classesFlow } from "../../../www/flows/classes.js";
import { compareFlow } from "../../../www/flows/compare.js";
import { ask } from "../../../www/flows/context.js";
import { dataFlow } from "../../../www/flows/data.js";
import { guessFlow } from "../../../www/flows/guess.js";
import { metaWeightsFlow } from "../../../www/flows/meta-weights.js";
import { taskFlow } from "../../../www/flows/task.js";
import { realPage } from "./page.js";

/** @typedef {import("../../../www/engine/wire.js").Command} Command */
/** @typedef {import("../../../www/engine/wire.js").Method} Method */
/** @typedef {import("../../../www/engine/engine.js").EngineEvent} EngineEvent */

const NO_FILES = { trainImages: null, trainLabels: null, testImages: null, testLabels: null };

/**
 * Two-way tasks with one image a class, and one to be told apart.
 *
 * @param {import("node:test").TestContext} test
 * @param {Parameters<typeof realPage>[1] & {digits?: number}} [how] `digits`: held-out images, a
 *   tenth of each digit.
 */
export async function workbench(test, { digits = 200, ...how } = {}) {
  const page = await realPage(test, how);
  const { context, store, sent, heard } = page;
  const weights = metaWeightsFlow(context);
  const data = dataFlow(context);
  const loadData = () => data.load({ train: 100, test: digits, seed: 1, files: NO_FILES });
  const whole = async () => void wholes++;
  const tasks = taskFlow(context, { loadData });
  const methods = adapting(context, { ensure: weights.ensure, whole });
  let [ids, wholes] = [0, 0];
  store.dispatch({ type: "fewShot/settings", change: { ways: 2, shots: 1, queries: 1 } });
  return {
    ...page,
    /** How often the whole pretrained weights were asked for. */
    wholes: () => wholes,
    weights,
    /** What a method lacks. */
    bring: bringFlow(context, { ensure: weights.ensure, whole, loadData }),
    tasks,
    own: classesFlow(context, () => String(++ids)),
    compare: compareFlow(context, { methods, tasks }),
    guess: guessFlow(context, methods),
    /** What it was asked of these kinds, in order. @param {Command["type"][]} types */
    asked: (...types) => sent.filter(({ type }) => types.includes(type)),
    /** How often it said so. @param {EngineEvent["type"]} said */
    times: (said) => heard.filter(({ type }) => type === said).length,
    /** @param {Method[]} chosen */
    choose: (...chosen) => store.dispatch({ type: "scores/chosen", chosen }),
    scores: () => store.get().scores,
    fewShot: () => store.get().fewShot,
    /**
     * What the engine says of a method on the tasks of the settings, asked directly.
     *
     * @param {Method} method
     * @param {number[]} seeds
     * @param {number} [shots]
     */
    async accuracies(method, seeds, shots = 1) {
      /** @type {number[]} */
      const earlier = [];
      for (const seed of seeds) {
        const { score } = await ask(page.engine, "episodeScored", {
          type: "scoreEpisode",
          method,
          choice: { pool: "digits", groups: [], names: [] },
          shape: { ways: 2, shots, queries: 1 },
          augmentation: null,
          seed,
          earlier,
        });
        earlier.push(score.accuracy);
      }
      return earlier;
    },
  };
}

/**
 * Holds that an accuracy is the one of its confusion matrix, over all that was told apart.
 *
 * @param {{accuracy: number | null, confusion: number[] | null} | undefined} outcome
 * @param {number} ways
 * @param {number} told
 */
export function assertCounted(outcome, ways, told) {
  const confusion = outcome?.confusion;
  assert.ok(confusion && confusion.length === ways * ways);
  assert.equal(
    confusion.reduce((sum, count) => sum + count, 0),
    told,
  );
  const right = confusion.filter((_, at) => at % (ways + 1) === 0);
  assert.equal(outcome?.accuracy, right.reduce((sum, count) => sum + count, 0) / told);
}
