/** The task: where its images come from, its shape, its support and its queries. */

import { find, show, whenChanged } from "../app/dom.js";
import { numberForm } from "../app/form.js";
import { count } from "../app/format.js";
import { html, render, tiles } from "../app/lit.js";
import { countImages, imageAt, join, paintTiles } from "../app/pixels.js";
import { arrived } from "../state/data.js";
import { alphabetsOf, DIGITS } from "../state/few-shot.js";
import { chips } from "./chips.js";
import { dataFirst } from "./costs.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../state/few-shot.js").FewShotState} FewShotState */
/** @typedef {import("../state/few-shot.js").Settings} Settings */
/** @typedef {import("../state/few-shot.js").ShownTask} ShownTask */

/**
 * @typedef {object} TaskIntents
 * @property {(change: Partial<Settings>) => void} set
 * @property {() => void} draw
 * @property {(files: File[]) => void} loadOmniglot
 */

/** @param {Document} page @param {TaskIntents} intents */
export function fewShotTaskView(page, intents) {
  const panel = find(page, "task-panel", HTMLElement);
  const radios = /** @type {const} */ (["digits", "omniglot", "own"]).map((source) => {
    const radio = find(page, `task-source-${source}`, HTMLInputElement);
    radio.addEventListener("change", () => intents.set({ source }));
    return { source, radio };
  });
  const parts = /** @type {HTMLElement[]} */ ([...panel.querySelectorAll("[data-for]")]);
  const digits = find(page, "task-digits", HTMLElement);
  const alphabets = find(page, "task-alphabets", HTMLElement);
  const files = find(page, "omniglot-files", HTMLInputElement);
  const draw = find(page, "task-draw", HTMLButtonElement);
  const message = find(page, "task-message", HTMLElement);
  const problem = find(page, "task-problem", HTMLElement);
  const sets = find(page, "task-sets", HTMLElement);
  const elsewhere = find(page, "task-own", HTMLElement);
  const support = find(page, "task-support", HTMLElement);
  const query = find(page, "task-query", HTMLElement);
  const queryBlock = find(page, "task-query-block", HTMLElement);

  draw.addEventListener("click", intents.draw);
  files.addEventListener("change", () => {
    intents.loadOmniglot([...(files.files ?? [])]);
    // The same file may be picked again, after it was refused.
    files.value = "";
  });

  const form = numberForm(panel, find(page, "task-field-problem", HTMLElement));
  const numbers = /** @type {const} */ (["ways", "shots", "queries", "seed"]).map((name) => ({
    name,
    show: form.use(name, (value) => intents.set({ [name]: value })),
  }));

  const drawSettings = whenChanged((/** @type {Settings} */ settings) => {
    for (const { source, radio } of radios) radio.checked = settings.source === source;
    for (const part of parts)
      part.hidden = !(part.dataset.for ?? "").split(" ").includes(settings.source);
    for (const { name, show } of numbers) show(settings[name]);
    form.check();
    chips(digits, "task-digit", DIGITS, settings.digits, (next) => intents.set({ digits: next }));
  });
  const drawAlphabets = whenChanged(
    (/** @type {FewShotState["pools"]["omniglot"]} */ pool, /** @type {string[]} */ without) => {
      const names = pool?.groups.map(({ name }) => name) ?? [];
      alphabets.hidden = names.length === 0;
      const chosen = names.filter((name) => !without.includes(name));
      chips(alphabets, "task-alphabet", names, chosen, (next) =>
        intents.set({ without: names.filter((name) => !next.includes(name)) }),
      );
    },
  );
  const drawTask = whenChanged(
    (
      /** @type {ShownTask | null} */ task,
      /** @type {boolean} */ own,
      /** @type {State["theme"]} */ theme,
    ) => {
      // One's own classes are shown where they are edited.
      elsewhere.hidden = !own;
      sets.hidden = own || task === null;
      queryBlock.hidden = !task?.query;
      if (!task || own) return;
      const rows = task.names.map(
        (name, way) => html`
          <li data-testid="task-class" data-way=${way}>
            <b>${name}</b>
            <div
              class="tiles small"
              role="img"
              aria-label=${`Images of ${name}`}
              ${tiles(imagesOf(task.support, way), theme)}
            ></div>
          </li>
        `,
      );
      render(rows, support);
      if (task.query) paintTiles(query, task.query.images, theme);
    },
  );
  const drawLines = whenChanged((/** @type {State} */ state) => {
    const { task, drawing, settings, problem: wrong } = state.fewShot;
    panel.dataset.status = drawing ? "drawing" : task ? "ready" : "idle";
    panel.dataset.task = String(task?.number ?? 0);
    draw.disabled = drawing || state.engine.status !== "ready";
    draw.textContent = drawing
      ? "Drawing…"
      : task && task.source === settings.source && !task.stored
        ? "Draw another task"
        : "Draw a task";
    problem.hidden = wrong === null;
    // That there are no classes of one's own yet is no fault.
    problem.className = settings.source === "own" ? "fine" : "problem";
    show(problem, wrong ?? "");
    show(message, status(state));
    show(
      find(page, "task-digits-detail", HTMLElement),
      state.data.test > 0 ? `${state.data.name}, ${count(state.data.test)} held out` : "held out",
    );
    const omniglot = state.fewShot.pools.omniglot;
    const characters = omniglot?.groups.reduce((sum, group) => sum + group.classes, 0) ?? 0;
    show(
      find(page, "task-omniglot-detail", HTMLElement),
      omniglot
        ? `${omniglot.groups.length} alphabets, ${count(characters)} characters`
        : "alphabets, from your zip file",
      omniglot ? characters : 0,
    );
    const own = state.classes.length;
    show(
      find(page, "task-own-detail", HTMLElement),
      own === 0 ? "symbols that you draw and name" : `${own} class${own === 1 ? "" : "es"}`,
      own,
    );
  });

  return (/** @type {State} */ state) => {
    const { fewShot, theme } = state;
    drawSettings(fewShot.settings);
    drawAlphabets(fewShot.pools.omniglot, fewShot.settings.without);
    drawTask(fewShot.task, fewShot.settings.source === "own", theme);
    drawLines(state);
  };
}

/**
 * The images of one class.
 * @param {import("../engine/wire.js").LabelledImages} shown
 * @param {number} way
 */
export function imagesOf({ images, labels }, way) {
  const places = [...labels.keys()].filter((index) => labels[index] === way);
  return join(places.map((index) => imageAt(images, index)));
}

/** @param {State} state */
function status(state) {
  const { fewShot, data, engine } = state;
  const first = dataFirst(state);
  const { task, drawing, settings } = fewShot;
  if (engine.status === "starting") return "The engine is starting.";
  if (drawing) {
    const coming = data.shards.some(
      (shard) => shard.status === "waiting" || shard.status === "fetching",
    );
    if (coming)
      return `Getting the data, ${Math.round(100 * arrived(data))} %; then a task is drawn…`;
    return data.status === "loading" ? "Getting the data, then drawing a task…" : "Drawing a task…";
  }
  if (settings.source === "own")
    return task
      ? `One task of ${task.names.length} classes and ${countImages(task.support.images)} ` +
          "drawings. Let the methods learn it, then guess."
      : "Two classes with a drawing each make a task.";
  if (task?.stored)
    return `A stored example. ${shapeOf(task)}${first ? ` Drawing one here ${first}.` : ""}`;
  if (task) {
    const stale = task.source === "digits" && task.data !== fewShot.data;
    const shape = shapeOf(task);
    return stale ? `${shape} The data in use has changed since it was drawn: draw another.` : shape;
  }
  if (settings.source === "omniglot")
    return alphabetsOf(fewShot).length > 0
      ? "Ready to draw a task."
      : "Pick Omniglot’s zip file; it is read here and goes nowhere.";
  if (data.test > 0) return "Ready to draw a task.";
  return data.source === "idx"
    ? "No data is in use yet: load your files in Train."
    : `No data is in use yet: drawing a task ${first}.`;
}

/** @param {ShownTask} task */
const shapeOf = ({ names, support, query }) =>
  `${names.length} classes, ${countImages(support.images)} images to learn from, ` +
  `${query?.labels.length ?? 0} to be told apart.`;
