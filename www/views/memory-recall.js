/**
 * What is looked up in the memory, and what class it is taken for: by attention and by Gaussians.
 */

import { find, make, show, whenChanged } from "../app/dom.js";
import { imageAt, paint } from "../app/pixels.js";
import { colourOf } from "./looks.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../state/memory.js").MemoryState} MemoryState */
/** @typedef {import("../state/memory.js").Query} Query */

/** Queries of a task that are offered; it may have hundreds. */
const MOST_QUERIES = 30;
const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(1)} %`;

/**
 * The queries that are offered, of each class in turn: they come class by class.
 *
 * @param {import("../engine/wire.js").LabelledImages | null | undefined} shown
 */
export function offered(shown) {
  const labels = [...(shown?.labels ?? [])];
  const nth = labels.map(
    (label, index) => labels.slice(0, index).filter((other) => other === label).length,
  );
  return [...labels.keys()]
    .sort((one, other) => nth[one] - nth[other] || one - other)
    .slice(0, MOST_QUERIES);
}

/** @param {Document} page @param {{ask: (query: Query) => void}} intents */
export function memoryRecallView(page, intents) {
  const queries = find(page, "memory-queries", HTMLElement);
  const verdict = find(page, "memory-verdict", HTMLElement);
  const table = find(page, "memory-table", HTMLTableElement);
  const [rows] = table.tBodies;

  const drawQueries = whenChanged(
    (
      /** @type {Uint8Array | null} */ drawing,
      /** @type {import("../engine/wire.js").LabelledImages | null | undefined} */ shown,
      /** @type {Query} */ query,
      /** @type {State["theme"]} */ theme,
    ) => {
      const indices = offered(shown);
      const count = 1 + indices.length;
      while (queries.childElementCount > count) queries.lastElementChild?.remove();
      while (queries.childElementCount < count) {
        const button = make(
          "button",
          { type: "button", class: "memory-query", "data-testid": "memory-query" },
          make("canvas", { class: "picture" }),
        );
        button.addEventListener("click", () =>
          intents.ask(
            button.dataset.index
              ? { from: "query", index: Number(button.dataset.index) }
              : { from: "pad" },
          ),
        );
        queries.append(button);
      }
      [...queries.children].forEach((button, at) => {
        const index = indices[at - 1];
        const chosen =
          at === 0 ? query.from === "pad" : query.from === "query" && query.index === index;
        const name = at === 0 ? "Your drawing of section 1" : `Query ${at} of the task`;
        if (button instanceof HTMLElement && at > 0) button.dataset.index = String(index);
        button.setAttribute("aria-pressed", String(chosen));
        button.setAttribute("aria-label", name);
        button.setAttribute("title", name);
        const canvas = button.querySelector("canvas");
        if (canvas)
          paint(canvas, at === 0 ? drawing : shown ? imageAt(shown.images, index) : null, theme);
      });
    },
  );

  const drawAnswer = whenChanged(
    (
      /** @type {MemoryState["recall"]} */ recall,
      /** @type {string[]} */ names,
      /** @type {number} */ held,
      /** @type {boolean} */ hasQuery,
    ) => {
      // Names and what was found come one after the other.
      const known = recall !== null && recall.classes.length === names.length;
      table.hidden = !known;
      show(verdict, sentence(known ? recall : null, names, held, hasQuery));
      if (!known) return;
      while (rows.childElementCount > names.length) rows.lastElementChild?.remove();
      names.forEach((name, label) => {
        const row = rows.rows[label] ?? rows.appendChild(rowOf());
        row.style.setProperty("--class", `var(${colourOf(label)})`);
        row.dataset.name = name;
        const [head, attention, gaussian] = /** @type {HTMLTableCellElement[]} */ ([...row.cells]);
        show(head, name);
        bar(attention, recall.classes[label], recall.classes);
        bar(gaussian, recall.gaussian[label], recall.gaussian);
      });
    },
  );

  return (/** @type {State} */ { memory, draw, fewShot, theme }) => {
    const { query, recall, names, traces } = memory;
    drawQueries(draw.encoded?.image ?? null, fewShot.task?.query, query, theme);
    drawAnswer(recall, names, traces.length, draw.encoded !== null || query.from === "query");
  };
}

function rowOf() {
  const cell = (/** @type {string} */ testId) =>
    make(
      "td",
      { "data-testid": testId },
      make("span", { class: "memory-bar" }, make("i")),
      make("b"),
    );
  return make(
    "tr",
    { "data-testid": "memory-answer" },
    make("th", { scope: "row" }),
    cell("memory-attention"),
    cell("memory-gaussian"),
  );
}

/** @param {HTMLTableCellElement} cell @param {number | undefined} value @param {number[]} all */
function bar(cell, value, all) {
  const [length, number] = /** @type {HTMLElement[]} */ ([...cell.querySelectorAll("i, b")]);
  length.style.inlineSize = `${100 * (value ?? 0)}%`;
  show(number, value === undefined ? "–" : percent(value));
  if (value === undefined) delete cell.dataset.value;
  else cell.dataset.value = String(value);
  cell.dataset.most = String(value !== undefined && value === Math.max(...all));
}

/**
 * @param {MemoryState["recall"]} recall
 * @param {string[]} names
 * @param {number} held
 * @param {boolean} hasQuery
 */
function sentence(recall, names, held, hasQuery) {
  if (held === 0)
    return (
      "Nothing is remembered yet. Draw a task above and remember its support, or remember a " +
      "drawing."
    );
  if (!hasQuery)
    return "The pad of section 1 is empty. Draw there, or press one of the task’s queries.";
  if (!recall) return "Looking it up…";
  const best = (/** @type {number[]} */ shares) => names[shares.indexOf(Math.max(...shares))];
  const [attended, gaussian] = [best(recall.classes), best(recall.gaussian)];
  if (recall.gaussian.length === 0) return `Attention takes it for “${attended}”.`;
  return attended === gaussian
    ? `Both take it for “${attended}”.`
    : `Attention takes it for “${attended}”, Gaussian prototypes for “${gaussian}”.`;
}
