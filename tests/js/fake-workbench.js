/** A few-shot workbench over an engine that a test speaks for. */

import { EngineError } from "../../www/engine/client.js";
import { adapting } from "../../www/flows/adapting.js";
import { classesFlow } from "../../www/flows/classes.js";
import { compareFlow } from "../../www/flows/compare.js";
import { guessFlow } from "../../www/flows/guess.js";
import { metaWeightsFlow } from "../../www/flows/meta-weights.js";
import { taskFlow } from "../../www/flows/task.js";
import { fakeContext } from "./fake-context.js";

/** @typedef {import("../../www/engine/wire.js").Command} Command */
/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */
/** @typedef {import("../../www/engine/wire.js").Method} Method */

export const PIXELS = 784;
export const LIST = JSON.stringify([
  { algorithm: "prototypes", set: "mnist", file: "p.safetensors" },
]);
export const refused = (/** @type {string} */ code, /** @type {string} */ message) =>
  new EngineError({ code, message, retryable: false });

/**
 * An engine of two-way tasks with one image a class, that takes everything for the second class.
 *
 * @param {(command: Command) => EngineEvent | null | Promise<EngineEvent>} [special] May
 *   throw. Null: as usual.
 */
export function workbench(special = () => null) {
  /** @type {Command[]} */
  const asked = [];
  /** @type {Set<Method>} */
  const learnt = new Set();
  /** The task that it keeps. @type {{task: number, images: number} | null} */
  let kept = null;
  const needsTask = (/** @type {number} */ task) => {
    if (kept?.task === task) return kept;
    throw refused("stale", "The engine keeps another task by now.");
  };
  const estimate = { mean: 0.5, halfWidth: null, count: 1 };
  const shown = () => ({ images: new Uint8Array(2 * PIXELS), labels: new Uint8Array([0, 1]) });
  /** @param {Command} command @returns {EngineEvent} */
  const usual = (command) => {
    switch (command.type) {
      case "drawTask":
        kept = { task: command.task, images: 2 };
        return {
          type: "taskDrawn",
          task: command.task,
          names: ["3", "8"],
          support: shown(),
          query: shown(),
        };
      case "checkTask":
        return { type: "taskPossible" };
      case "defineTask":
        kept = { task: command.task, images: command.support.labels.length };
        return { type: "taskDefined", task: command.task };
      case "learnTask": {
        const { images } = needsTask(command.task);
        learnt.add(command.method);
        return { type: "taskLearnt", method: command.method, images };
      }
      case "scoreTask":
        needsTask(command.task);
        return {
          type: "taskScored",
          method: command.method,
          score: { confusion: [0, 1, 0, 1], accuracy: 0.5 },
        };
      case "leaveOneOut": {
        const { images } = needsTask(command.task);
        const answers = [...command.answers, 1];
        const score = answers.length < images ? null : { confusion: [0, 2, 0, 2], accuracy: 0.5 };
        return { type: "leftOut", method: command.method, answers, score };
      }
      case "rasterise":
        return { type: "rasterised", image: new Uint8Array(PIXELS) };
      case "classify":
        if (!learnt.has(command.method))
          throw refused("state", "This method has not learnt a task yet.");
        return {
          type: "classified",
          method: command.method,
          probabilities: Array(command.images.length / PIXELS)
            .fill([0.2, 0.8])
            .flat(),
        };
      case "generate":
        return {
          type: "generated",
          method: command.method,
          way: command.way,
          images: new Uint8Array(command.method === "pixels" ? 0 : command.count * PIXELS),
        };
      case "scoreEpisode":
        return {
          type: "episodeScored",
          method: command.method,
          score: { confusion: [], accuracy: command.seed / 10 },
          estimate,
        };
      case "loadMetaWeights":
        return { type: "metaWeightsLoaded", algorithm: command.algorithm, name: command.name };
      case "exportMetaWeights":
        return {
          type: "metaWeightsExported",
          algorithm: command.algorithm,
          bytes: new Uint8Array([7]),
        };
      case "loadOmniglot":
        return {
          type: "poolChanged",
          pool: "omniglot",
          groups: [{ name: "Greek", classes: 24, images: 480 }],
          names: [],
        };
      case "showPool":
        return {
          type: "poolChanged",
          pool: command.pool,
          groups: [{ name: "", classes: 10, images: 100 }],
          names: [],
        };
      default:
        throw new Error(`no answer to ${command.type}`);
    }
  };
  /** @param {Command} command @returns {Promise<EngineEvent[]>} */
  const answer = async (command) => {
    asked.push(command);
    return [(await special(command)) ?? usual(command)];
  };
  /** @type {string[]} */
  const fetched = [];
  const fake = fakeContext({
    answer,
    host(url) {
      fetched.push(url.replace(/.*\//, ""));
      return url.endsWith("meta.json")
        ? new Response(LIST)
        : new Response(new Uint8Array([1, 2, 3]));
    },
  });
  let ids = 0;
  const weights = metaWeightsFlow(fake.context);
  const data = () =>
    fake.say([
      { type: "dataChanged", name: "digits", train: 9, test: 9, expectedTrain: 9, expectedTest: 9 },
    ]);
  const tasks = taskFlow(fake.context, { loadData: async () => data() });
  const methods = adapting(fake.context, weights, () => 0);
  fake.store.dispatch({ type: "fewShot/settings", change: { ways: 2, shots: 1, queries: 1 } });
  return {
    ...fake,
    asked,
    fetched,
    learnt,
    weights,
    tasks,
    data,
    own: classesFlow(fake.context, () => String(++ids)),
    compare: compareFlow(fake.context, { methods, tasks }),
    guess: guessFlow(fake.context, methods),
    /** @param {Command["type"]} type */
    times: (type) => asked.filter((command) => command.type === type).length,
    /** @param {Method[]} chosen */
    choose: (...chosen) => fake.store.dispatch({ type: "scores/chosen", chosen }),
    scores: () => fake.store.get().scores,
    fewShot: () => fake.store.get().fewShot,
  };
}
