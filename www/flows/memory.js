/** Writing to the external memory, changing it, and looking things up in it. */

import { latest } from "../app/latest.js";
import { imageAt } from "../app/pixels.js";
import { DIED, EngineError } from "../engine/client.js";
import { sizes, sought } from "../state/memory.js";
import { ask, tell } from "./context.js";

/** @typedef {import("../engine/wire.js").Command} Command */

/** More classes than a task may have are of no use. */
const MOST_CLASSES = 50;

/** @param {import("./context.js").FlowContext} context */
export function memoryFlow(context) {
  const { store } = context;
  const held = () => store.get().memory;
  /**
   * Changes and reads, one after the other: labels move when a class goes.
   * @type {Promise<unknown>}
   */
  let last = Promise.resolve();

  /** @param {() => Promise<unknown>} act @returns {Promise<void>} */
  const inTurn = (act) => {
    const done = last.then(act).then(
      () => {},
      (error) => {
        if (!(error instanceof EngineError)) tell(context, error);
        else if (error.code !== DIED)
          store.dispatch({ type: "memory/problem", problem: error.message });
      },
    );
    last = done;
    return done;
  };

  /** @param {Command} command */
  const send = (command) => ask(context, "memoryChanged", command);
  const name = (/** @type {string[]} */ names) => store.dispatch({ type: "memory/named", names });
  const say = (/** @type {string} */ said) => store.dispatch({ type: "memory/said", said });

  /** A class without traces is none: it would have no prototype. */
  const tidy = async () => {
    for (let label = held().names.length - 1; label >= 0; label--) {
      if (sizes(held())[label] > 0) continue;
      await send({ type: "forgetClass", label });
      name(held().names.filter((_, each) => each !== label));
    }
  };

  /** The label of a class of that name; it is made where there is none. @param {string} wanted */
  const labelOf = (wanted) => {
    const { names } = held();
    const known = names.indexOf(wanted);
    if (known >= 0) return known;
    if (names.length >= MOST_CLASSES)
      throw refusal(`${MOST_CLASSES} classes are the most. Forget one first.`);
    name([...names, wanted]);
    return names.length;
  };

  const read = async () => {
    const state = store.get();
    const image = sought(state);
    const { traces, names } = state.memory;
    if (traces.length === 0 || !image)
      return store.dispatch({ type: "memory/recalled", recall: null });
    const { attention, classes, gaussian, place } = await ask(context, "recalled", {
      type: "recall",
      image,
      ways: names.length,
    });
    const ids = traces.map(({ id }) => id);
    store.dispatch({
      type: "memory/recalled",
      recall: { ids, attention, classes, gaussian, place, image },
    });
    // What was used, and where all lies for an encoder that has changed: a read does not say.
    await send({ type: "showMemory" });
  };
  const look = latest(() => inTurn(read));

  /**
   * A change, and then another look: attention has shifted.
   *
   * @param {() => Promise<string>} act Answers with what it did.
   */
  const change = async (act) => {
    await inTurn(async () => {
      store.dispatch({ type: "memory/begun" });
      try {
        const did = await act();
        const room = held().forgotten.length;
        say(
          room === 0
            ? did
            : `${did} ${room} of the least used ${room === 1 ? "was" : "were"} forgotten to ` +
                "make room.",
        );
      } finally {
        store.dispatch({ type: "memory/writing", writing: null });
        await tidy();
      }
    });
    await look();
  };

  /** Whether what it holds is the example that a visitor finds, and nothing of theirs. */
  let example = false;
  /** There is an example once, and not again after the visitor has emptied it. */
  let arrived = false;

  /** A change of what it holds. @param {() => Promise<string>} act Answers with what it did. */
  const ownChange = (act) =>
    change(async () => {
      const did = await act();
      example = false;
      return did;
    });

  const emptied = async () => {
    for (let label = held().names.length - 1; label >= 0; label--) {
      await send({ type: "forgetClass", label });
      name(held().names.slice(0, label));
    }
  };

  const rememberSupport = async () => {
    const { task } = store.get().fewShot;
    if (!task) throw refusal("There is no task yet. Draw one in Task first.");
    const { images, labels } = task.support;
    let done = 0;
    for (const [index, way] of labels.entries()) {
      if (held().stopping) break;
      await send({
        type: "remember",
        image: imageAt(images, index).slice(),
        label: labelOf(task.names[way]),
      });
      store.dispatch({ type: "memory/writing", writing: { done: ++done, total: labels.length } });
    }
    const left = labels.length - done;
    const rest = left > 0 ? `, then stopped: ${left} are left` : ` of ${task.names.length} classes`;
    return `Remembered ${done} image${done === 1 ? "" : "s"}${rest}.`;
  };

  const exemplify = () =>
    change(async () => {
      example = true;
      return `An example. ${await rememberSupport()}`;
    });

  return {
    look,
    /** Alive on arrival: the task's support, once. */
    async arrive() {
      const { engine, weights, fewShot, memory } = store.get();
      if (arrived || engine.status !== "ready" || weights.name === null || !fewShot.task) return;
      arrived = true;
      if (memory.traces.length === 0) await exemplify();
    },
    isExample: () => example,
    exemplify,
    /** Everything that methods learn the task on display from. */
    rememberTask: () =>
      ownChange(async () => {
        // What the visitor remembers takes the example's place, and does not join it.
        if (example) await emptied();
        return rememberSupport();
      }),
    stop: () => store.dispatch({ type: "memory/stopping" }),
    /** @param {string} wanted The class's name. */
    rememberDrawing: (wanted) =>
      ownChange(async () => {
        const image = store.get().draw.encoded?.image;
        if (!image) throw refusal("The pad in See is empty. Draw something there first.");
        if (wanted.trim() === "") throw refusal("What is it? Give the class a name.");
        await send({ type: "remember", image, label: labelOf(wanted.trim()) });
        return `Remembered your drawing as “${wanted.trim()}”.`;
      }),
    /** @param {number} id @param {string} wanted */
    relabel: (id, wanted) =>
      ownChange(async () => {
        if (wanted.trim() === "")
          throw refusal("A class needs a name. Type one, or forget the trace.");
        await send({ type: "relabel", id, label: labelOf(wanted.trim()) });
        return `It is “${wanted.trim()}” now.`;
      }),
    /** @param {number} id */
    forget: (id) =>
      ownChange(async () => {
        await send({ type: "forget", id });
        return "Forgot one trace.";
      }),
    /** @param {number} label */
    forgetClass: (label) =>
      ownChange(async () => {
        const gone = held().names[label];
        await send({ type: "forgetClass", label });
        name(held().names.filter((_, each) => each !== label));
        return `Forgot the class “${gone}”.`;
      }),
    forgetAll: () =>
      ownChange(async () => {
        await emptied();
        return "Forgot everything.";
      }),
    /** @param {number} capacity */
    resize: (capacity) =>
      change(async () => {
        await send({ type: "resizeMemory", capacity });
        return `It holds ${capacity} trace${capacity === 1 ? "" : "s"} at most now.`;
      }),
    /**
     * What is to be looked up. Whoever listens to the state looks.
     * @param {import("../state/memory.js").Query} query
     */
    ask: (query) => store.dispatch({ type: "memory/query", query }),
    /** @param {number | null} id */
    select: (id) => store.dispatch({ type: "memory/selected", id }),
    /** Another engine runs: what could be restored is asked of it. */
    async replaced() {
      if (held().traces.length === 0) return;
      await inTurn(async () => {
        await send({ type: "showMemory" });
        await tidy();
      });
      await look();
    },
  };
}

/** @param {string} message */
const refusal = (message) => new EngineError({ code: "memory", message, retryable: false });
