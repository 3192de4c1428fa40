/** What the steps of the lab's story set, and what their captions set in motion. */

import { defaultsOf } from "../state/meta-hyper.js";

/** @typedef {import("./story.js").Played} Played */
/** @typedef {import("../engine/wire.js").Method} Method */

/** Of first-order MAML: enough for both curves to be seen to fall. */
const OUTER_STEPS = 20;

/**
 * @param {import("./context.js").FlowContext} context
 * @param {object} parts
 * @param {Pick<ReturnType<typeof import("./task.js").taskFlow>, "again" | "draw">} parts.tasks
 * @param {Pick<ReturnType<typeof import("./compare.js").compareFlow>, "compare" | "stop">}
 *   parts.compare
 * @param {ReturnType<typeof import("./memory.js").memoryFlow>} parts.memory
 * @param {ReturnType<typeof import("./meta-training.js").metaTrainingFlow>} parts.training
 * @param {(method: Method) => Promise<void>} parts.bring What a method lacks.
 * @param {() => Played | null} parts.step
 */
export function labStory({ store }, { tasks, compare, memory, training, bring, step }) {
  /** These alone learn the task; what was ticked comes back. @param {Method[]} methods */
  const learn = async (...methods) => {
    const { chosen, work } = store.get().scores;
    if (work) return;
    const played = step();
    for (const method of methods) await bring(method);
    store.dispatch({ type: "scores/chosen", chosen: methods });
    played?.undo(() => store.dispatch({ type: "scores/chosen", chosen }));
    await compare.compare();
  };

  /** What was written to the memory is forgotten. @param {Set<number>} before Traces of before. */
  const forget = async (before) => {
    if (before.size === 0) return memory.forgetAll();
    for (const { id } of store.get().memory.traces) if (!before.has(id)) await memory.forget(id);
  };

  return {
    acts: /** @type {import("./story.js").Acts} */ ({
      frozen: (step) => step.undo(() => store.get().scores.work && compare.stop()),
      hyper: (step) => step.undo(() => store.get().scores.work && compare.stop()),
      start(step) {
        const { algorithm } = store.get().metaTraining;
        training.set({ algorithm: "firstOrderMaml" });
        step.undo(() => training.set({ algorithm }));
        step.undo(() => store.get().metaTraining.run.status !== "idle" && training.stop());
      },
    }),
    tools: {
      task: () => tasks.again(),
      frozen: () => learn("frozen", "metaPrototypes"),
      hyper: () => learn("hypernetwork"),
      start: () =>
        training.start({ ...defaultsOf("firstOrderMaml"), steps: OUTER_STEPS }, "pretrained"),
      async remember() {
        const { query, traces } = store.get().memory;
        if (!store.get().fewShot.task) await tasks.draw();
        if (!store.get().fewShot.task) return;
        const before = new Set(traces.map(({ id }) => id));
        const example = memory.isExample();
        step()?.undo(async () => {
          await (example ? memory.forgetAll() : forget(before));
          if (example) await memory.exemplify();
          memory.ask(query);
        });
        memory.ask({ from: "query", index: 0 });
        await memory.rememberTask();
      },
    },
  };
}
