/** Teach: how often the classes are told rightly, and which pictures were taken for which. */

import { find, show, whenChanged } from "../app/dom.js";
import { html, render } from "../app/lit.js";
import { methodOf } from "../text/methods.js";
import { confusionPanel } from "./confusion.js";

/** @typedef {import("../state/page.js").State} State */

/** The rows, in the order in which they are measured. */
const WAYS = ["It answers with this", "The model before", "A copy after fine-tuning"];

/** @param {Document} page @param {{start: () => void, stop: () => void}} intents */
export function teachScoreView(page, intents) {
  const start = find(page, "score-start", HTMLButtonElement);
  const stop = find(page, "score-stop", HTMLButtonElement);
  const note = find(page, "score-note", HTMLElement);
  const table = find(page, "score-table", HTMLTableElement);
  const confusion = confusionPanel(find(page, "score-confusion", HTMLElement));
  start.addEventListener("click", intents.start);
  stop.addEventListener("click", intents.stop);

  const draw = whenChanged(
    (
      /** @type {State["leftOut"]} */ { work, stopping, of, told, problem },
      /** @type {State["theme"]} */ theme,
      /** @type {boolean} */ ready,
    ) => {
      start.disabled = !ready || work !== null;
      stop.hidden = work === null;
      stop.disabled = stopping;
      show(note, problem ?? (work ? `${work.done} of ${work.total}` : ""));
      table.hidden = told.length === 0;
      const rows = told.map(
        ({ method, score }, at) => html`
          <tr data-testid="score-row" data-method=${method} data-value=${score.accuracy}>
            <th scope="row">${WAYS[at]} <small>${methodOf(method).name}</small></th>
            <td>${Math.round(100 * score.accuracy)} %</td>
          </tr>
        `,
      );
      render(
        html`
          <thead>
            <tr>
              <th scope="col">What tells them apart</th>
              <th scope="col">Right</th>
            </tr>
          </thead>
          <tbody>
            ${rows}
          </tbody>
        `,
        table,
      );
      const [first] = told;
      confusion.show(
        of && first
          ? {
              confusion: first.score.confusion,
              names: of.names,
              images: of.support,
              answers: first.answers,
            }
          : null,
        theme,
      );
    },
  );
  return (/** @type {State} */ { leftOut, theme, engine }) =>
    draw(leftOut, theme, engine.status === "ready");
}
