/**
 * What is looked up in the memory, and what class it is taken for: by attention and by Gaussians.
 */

import { find, show, whenChanged } from "../app/dom.js";
import { html, nothing, picture, render, styled } from "../app/lit.js";
import { imageAt } from "../app/pixels.js";
import { offered } from "../state/memory.js";
import { colourOf } from "./looks.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../state/memory.js").MemoryState} MemoryState */
/** @typedef {import("../state/memory.js").Query} Query */

/** Queries of the task in sight, each of another class. */
const FIRST = 4;
const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(1)} %`;

/** @param {Document} page @param {{ask: (query: Query) => void}} intents */
export function memoryRecallView(page, intents) {
  const queries = find(page, "memory-queries", HTMLElement);
  const more = find(page, "memory-queries-more", HTMLElement);
  const others = find(page, "memory-more-queries", HTMLElement);
  const verdict = find(page, "memory-verdict", HTMLElement);
  const table = find(page, "memory-table", HTMLTableElement);
  const [rows] = table.tBodies;

  /**
   * @param {{asked: Query, name: string, image: Uint8Array | null}} query
   * @param {boolean} chosen
   * @param {State["theme"]} theme
   */
  const button = ({ asked, name, image }, chosen, theme) => html`
    <button
      type="button"
      class="memory-query"
      data-testid="memory-query"
      data-index=${asked.from === "query" ? asked.index : nothing}
      aria-pressed=${chosen}
      aria-label=${name}
      title=${name}
      @click=${() => intents.ask(asked)}
    >
      <canvas class="picture" ${picture(image, theme)}></canvas>
    </button>
  `;
  const drawQueries = whenChanged(
    (
      /** @type {Uint8Array | null} */ drawing,
      /** @type {import("../engine/wire.js").LabelledImages | null | undefined} */ shown,
      /** @type {Query} */ query,
      /** @type {State["theme"]} */ theme,
    ) => {
      /** @type {{asked: Query, name: string, image: Uint8Array | null}} */
      const pad = {
        asked: { from: "pad" },
        name: "Your drawing in See",
        image: drawing,
      };
      const queried = offered(shown).map((index, at) => ({
        /** @type {Query} */
        asked: { from: "query", index },
        name: `Query ${at + 1} of the task`,
        image: shown ? imageAt(shown.images, index) : null,
      }));
      /** @param {typeof queried} of */
      const buttons = (of) => of.map((each) => button(each, alike(each.asked, query), theme));
      render(buttons([pad, ...queried.slice(0, FIRST)]), queries);
      render(buttons(queried.slice(FIRST)), more);
      others.hidden = queried.length <= FIRST;
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
      const { classes, gaussian } = recall;
      render(
        names.map(
          (name, label) => html`
            <tr
              data-testid="memory-answer"
              data-name=${name}
              ${styled("--class", `var(${colourOf(label)})`)}
            >
              <th scope="row">${name}</th>
              ${cell("memory-attention", classes[label], classes)}
              ${cell("memory-gaussian", gaussian[label], gaussian)}
            </tr>
          `,
        ),
        rows,
      );
    },
  );

  return (/** @type {State} */ { memory, draw, fewShot, theme }) => {
    const { query, recall, names, traces } = memory;
    drawQueries(draw.encoded?.image ?? null, fewShot.task?.query, query, theme);
    drawAnswer(recall, names, traces.length, draw.encoded !== null || query.from === "query");
  };
}

/** @param {Query} one @param {Query} other */
const alike = (one, other) =>
  one.from === "pad" ? other.from === "pad" : other.from === "query" && one.index === other.index;

/** A share as a bar and a number. */
/** @param {string} testId @param {number | undefined} value @param {number[]} all */
function cell(testId, value, all) {
  const most = value !== undefined && value === Math.max(...all);
  return html`<td data-testid=${testId} data-value=${value ?? nothing} data-most=${most}>
    <span class="memory-bar"><i ${styled("inline-size", `${100 * (value ?? 0)}%`)}></i></span
    ><b>${value === undefined ? "–" : percent(value)}</b>
  </td>`;
}

/**
 * @param {MemoryState["recall"]} recall
 * @param {string[]} names
 * @param {number} held
 * @param {boolean} hasQuery
 */
function sentence(recall, names, held, hasQuery) {
  if (held === 0) return "Nothing is remembered yet. Remember the task’s support, or a drawing.";
  if (!hasQuery) return "The pad in See is empty. Draw there, or press one of the task’s queries.";
  if (!recall) return "Looking it up…";
  const best = (/** @type {number[]} */ shares) => names[shares.indexOf(Math.max(...shares))];
  const [attended, gaussian] = [best(recall.classes), best(recall.gaussian)];
  if (recall.gaussian.length === 0) return `Attention takes it for “${attended}”.`;
  return attended === gaussian
    ? `Both take it for “${attended}”.`
    : `Attention takes it for “${attended}”, Gaussian prototypes for “${gaussian}”.`;
}
