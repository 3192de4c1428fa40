/** Drawing a task: the data that it needs, the draw, and why it cannot be drawn. */

import { readFile } from "../app/files.js";
import { latest } from "../app/latest.js";
import { EngineError } from "../engine/client.js";
import { MOST_BYTES } from "../engine/limits.js";
import { taskOf } from "../state/classes.js";
import { alphabetsOf, choiceOf, classesOf } from "../state/few-shot.js";
import { ask, tell } from "./context.js";

/** @typedef {import("../state/few-shot.js").Settings} Settings */

/**
 * @param {import("./context.js").FlowContext} context
 * @param {{loadData: () => Promise<void>}} others
 */
export function taskFlow(context, { loadData }) {
  const { store } = context;
  /** Tasks so far: each has its number, by which the engine keeps it. */
  let tasks = 0;
  /** The data whose digits are known. */
  let shown = -1;

  /** @param {(state: import("../state/page.js").State) => boolean} holds */
  const until = (holds) =>
    new Promise((resolve) => {
      if (holds(store.get())) return resolve(undefined);
      const forget = store.subscribe((state) => {
        if (!holds(state)) return;
        forget();
        resolve(undefined);
      });
    });

  const bringDigits = async () => {
    const { data } = store.get();
    if (data.test === 0 && settled(data)) await loadData();
    // All of it: from a part, the same seed would draw another task a moment later.
    await until((state) => settled(state.data));
    const { test, problem } = store.get().data;
    if (test === 0) {
      throw refusal(
        problem ??
          "The data in use has no held-out images, from which tasks are drawn. Load a " +
            "held-out pair in Train, or take the built-in digits.",
      );
    }
    const now = store.get().fewShot.data;
    if (shown === now) return;
    await ask(context, "poolChanged", { type: "showPool", pool: "digits" });
    shown = now;
  };

  /**
   * What tasks are drawn from is there; otherwise it says what is missing.
   *
   * @returns {Promise<import("../engine/wire.js").Choice>}
   */
  const bring = async () => {
    const { source } = store.get().fewShot.settings;
    if (source === "own")
      throw refusal(
        "Your own classes are one task: there are no others to draw. Choose digits or Omniglot.",
      );
    if (source === "digits") await bringDigits();
    const { fewShot } = store.get();
    if (source === "omniglot") {
      if (fewShot.pools.omniglot === null)
        throw refusal("Omniglot is not loaded yet. Choose its zip file.");
      if (alphabetsOf(fewShot).length === 0)
        throw refusal("No alphabet takes part. Tick one at least.");
    }
    const { ways } = fewShot.settings;
    const classes = classesOf(fewShot);
    if (classes < ways) {
      const what =
        source === "digits"
          ? `${classes} ${classes === 1 ? "digit takes" : "digits take"} part`
          : `The ticked alphabets have ${classes} characters`;
      throw refusal(`${what}, too few for ${ways} ways. Tick more, or ask for fewer ways.`);
    }
    return /** @type {import("../engine/wire.js").Choice} */ (choiceOf(fewShot));
  };

  const draw = latest(async () => {
    if (store.get().fewShot.settings.source === "own") {
      const { task, problem } = taskOf(store.get().classes);
      store.dispatch({ type: "fewShot/task", task: task && { number: ++tasks, ...task } });
      if (problem !== null) store.dispatch({ type: "fewShot/problem", problem });
      return;
    }
    store.dispatch({ type: "fewShot/drawing" });
    try {
      const choice = await bring();
      const { settings } = store.get().fewShot;
      const { ways, shots, queries, seed } = settings;
      const number = ++tasks;
      const { names, support, query } = await ask(context, "taskDrawn", {
        type: "drawTask",
        task: number,
        choice,
        shape: { ways, shots, queries },
        seed,
      });
      // Set otherwise meanwhile: the next draw is on its way.
      if (store.get().fewShot.settings !== settings) return;
      store.dispatch({ type: "fewShot/task", task: { number, names, support, query } });
    } catch (error) {
      store.dispatch({
        type: "fewShot/problem",
        problem: error instanceof Error ? error.message : String(error),
      });
      if (!(error instanceof EngineError)) tell(context, error);
    }
  });

  /** @param {Partial<Settings>} change */
  const set = (change) => {
    const { source } = store.get().fewShot.settings;
    store.dispatch({ type: "fewShot/settings", change });
    const moved = change.source !== undefined && change.source !== source;
    // A task of another source is not this one's; and digits may have to be fetched, which is asked
    // for.
    if (moved && change.source !== "own") store.dispatch({ type: "fewShot/task", task: null });
    // Nothing is made or fetched for a task like the stored one before the visitor asks for it.
    const { task } = store.get().fewShot;
    if ((task && !task.stored) || change.source === "own") void draw();
  };

  return {
    draw,
    bring,
    set,
    async again() {
      const { settings, task } = store.get().fewShot;
      if (task && !task.stored)
        store.dispatch({
          type: "fewShot/settings",
          change: { seed: (settings.seed + 1) % 2 ** 32 },
        });
      await draw();
    },
    /** A class of one's own has changed. */
    follow() {
      if (store.get().fewShot.settings.source === "own") void draw();
    },
    /** @param {File[]} files */
    async loadOmniglot(files) {
      for (const file of files) {
        try {
          const bytes = await readFile(file, MOST_BYTES.archive, "archives");
          await ask(context, "poolChanged", { type: "loadOmniglot", bytes });
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          store.dispatch({
            type: "fewShot/problem",
            problem:
              `${file.name} was refused: ${reason.replace(/\.$/, "")}. Pick ` +
              "images_background_small1.zip or small2.zip as Omniglot's author publishes them. " +
              "What was loaded before is still there.",
          });
          return;
        }
      }
      await draw();
    },
  };
}

/**
 * Whether no more of it is on its way: it counts as in use as soon as it can be trained on.
 *
 * @param {import("../state/data.js").DataState} data
 */
const settled = ({ status, problem, shards }) =>
  status !== "loading" &&
  (problem !== null ||
    !shards.some((shard) => shard.status === "waiting" || shard.status === "fetching"));

/** @param {string} message */
const refusal = (message) => new EngineError({ code: "task", message, retryable: false });
