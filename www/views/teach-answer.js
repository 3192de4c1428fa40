/** Teach: one large answer to the drawing, and what else it might be. */

import { find, show, whenChanged } from "../app/dom.js";
import { html, render } from "../app/lit.js";

/** @typedef {import("../state/page.js").State} State */

/** Answers shown beside the first. */
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

  const draw = whenChanged((/** @type {State["teach"]} */ teach, /** @type {string} */ engine) => {
    const { answer, problem, strokes, fetching } = teach;
    host.dataset.answered = String(answer !== null && answer.strokes === strokes);
    host.dataset.name = answer?.names[0] ?? "";
    host.dataset.sure = String(answer?.sure ?? false);
    show(name, answer ? (answer.sure ? answer.names[0] : "none of these?") : "…");
    show(sure, sentence(teach, engine));
    const rows = answer ? answer.names.slice(0, 1 + OTHERS) : [];
    render(
      rows.map((each, at) => {
        const share = Math.round(100 * (answer?.probabilities[at] ?? 0));
        return html`<li>
          <span>${each}</span><meter min="0" max="100" value=${share} aria-label=${each}></meter
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
  });
  return (/** @type {State} */ { teach, engine }) => draw(teach, engine.status);
}

/** @param {State["teach"]} teach @param {string} engine */
function sentence({ answer, problem, strokes, fetching }, engine) {
  if (engine !== "ready") return "The engine is starting.";
  if (fetching) return "The meta-trained encoder is on its way.";
  if (problem) return problem;
  if (strokes.length === 0) return "Draw one of the symbols.";
  if (!answer) return "Looking…";
  const [first] = answer.names;
  const share = Math.round(100 * answer.probabilities[0]);
  return answer.sure
    ? `${share} % sure that it is this one.`
    : `Nearest is “${first}”, but only ${share} % of it: a new class, perhaps.`;
}
