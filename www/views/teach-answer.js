/** Teach: one large answer to the drawing, and what else it might be. */

import { find, show, whenChanged } from "../app/dom.js";
import { html, nothing, render } from "../app/lit.js";

/** @typedef {import("../state/page.js").State} State */

/** Answers shown below the first. */
const OTHERS = 3;

/** @param {Document} page @param {{better: () => void}} intents */
export function teachAnswerView(page, intents) {
  const host = find(page, "teach-answer", HTMLElement);
  const name = find(page, "teach-name", HTMLElement);
  const sure = find(page, "teach-sure", HTMLElement);
  const others = find(page, "teach-others", HTMLElement);
  const by = find(page, "teach-by", HTMLElement);
  const better = find(page, "teach-better", HTMLButtonElement);
  better.addEventListener("click", intents.better);

  const draw = whenChanged(
    (
      /** @type {State["teach"]} */ teach,
      /** @type {string} */ engine,
      /** @type {boolean} */ own,
    ) => {
      const { answer, problem, strokes, fetching } = teach;
      // The examples' names are the page's, and translated; the visitor's own are not.
      const kept = own ? "no" : nothing;
      host.dataset.answered = String(answer !== null && answer.strokes === strokes);
      host.dataset.name = answer?.names[0] ?? "";
      host.dataset.sure = String(answer?.sure ?? false);
      render(
        answer === null
          ? nothing
          : answer.sure
            ? html`<span translate=${kept}>${answer.names[0]}</span>`
            : html`<span>none of these</span>`,
        name,
      );
      show(sure, sentence(teach, engine));
      const first = answer?.sure ? 1 : 0;
      const rows = answer ? answer.names.slice(first, first + OTHERS) : [];
      render(
        rows.map((each, at) => {
          const share = Math.round(100 * (answer?.probabilities[first + at] ?? 0));
          return html`<li>
            <span translate=${kept}>${each}</span
            ><meter
              min="0"
              max="100"
              value=${share}
              aria-label=${each}
              translate=${kept}
            ></meter
            ><b>${share} %</b>
          </li>`;
        }),
        others,
      );
      show(
        by,
        teach.by === "metaPrototypes"
          ? "By an encoder that was meta-trained on alphabets: nearest prototype. Of five new " +
              "symbols, three drawings each, it tells 99 in 100 apart."
          : "By the directions of its strokes, with nothing learnt beforehand: of five new " +
              "symbols, three drawings each, it tells 92 in 100 apart.",
      );
      better.hidden = teach.by === "metaPrototypes";
      better.disabled = fetching || engine !== "ready" || problem !== null;
      better.ariaBusy = String(fetching);
    },
  );
  return (/** @type {State} */ { teach, engine, classes }) =>
    draw(teach, engine.status, classes.length > 0);
}

/** @param {State["teach"]} teach @param {string} engine */
function sentence({ answer, problem, strokes, fetching }, engine) {
  if (engine !== "ready") return "The engine is starting.";
  if (fetching) return "The meta-trained encoder is on its way.";
  if (problem) return problem;
  if (strokes.length === 0) return "Its answer comes as you draw.";
  if (!answer) return "Looking…";
  const [first] = answer.names;
  const share = Math.round(100 * answer.probabilities[0]);
  return answer.sure
    ? `${share} % sure`
    : `Nearest is “${first}”, but only ${share} % of it: a new class, perhaps.`;
}
