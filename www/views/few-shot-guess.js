/** A pad, and what every method takes the drawing for. */

import { find, show, whenChanged } from "../app/dom.js";
import { html, nothing, picture, render, repeat, styled } from "../app/lit.js";
import { imageAt } from "../app/pixels.js";
import { running } from "../state/lacks.js";
import { methodOf } from "../text/methods.js";
import { padCanvas } from "./pad-canvas.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../state/few-shot.js").ShownTask} ShownTask */
/** @typedef {import("../state/guess.js").GuessState} GuessState */
/** @typedef {import("../engine/wire.js").Method} Method */
/** @typedef {import("../engine/engine.js").Strokes} Strokes */

/** @param {Document} page @param {{draw: (strokes: Strokes) => void, stop: () => void}} intents */
export function fewShotGuessView(page, intents) {
  const panel = find(page, "guess-panel", HTMLElement);
  const undo = find(page, "guess-undo", HTMLButtonElement);
  const clear = find(page, "guess-clear", HTMLButtonElement);
  const stop = find(page, "guess-stop", HTMLButtonElement);
  const message = find(page, "guess-message", HTMLElement);
  const table = find(page, "guess-table", HTMLTableElement);
  /** @type {Strokes} */
  let strokes = [];
  let example = false;

  const pad = padCanvas(find(page, "guess-pad", HTMLCanvasElement), {
    begin: () => (example ? [] : strokes),
    change: intents.draw,
  });
  undo.addEventListener("click", () => intents.draw(strokes.slice(0, -1)));
  clear.addEventListener("click", () => intents.draw([]));
  stop.addEventListener("click", intents.stop);

  const drawPad = whenChanged(
    (/** @type {Strokes} */ next, /** @type {State["theme"]} */ _theme) => {
      strokes = next;
      pad.show(next);
      undo.disabled = clear.disabled = next.length === 0;
    },
  );

  const drawTable = whenChanged(
    (
      /** @type {ShownTask | null} */ task,
      /** @type {string} */ chosen,
      /** @type {GuessState["answers"]} */ answers,
      /** @type {State["scores"]["problems"]} */ problems,
      /** @type {Method | null} */ learning,
      /** @type {State["theme"]} */ theme,
    ) => {
      const asked = /** @type {Method[]} */ (
        chosen.split(" ").filter((id) => id !== "" && !(id in problems))
      );
      const rowsOf = (/** @type {string[]} */ names) =>
        repeat(
          asked,
          (method) => method,
          (method) => row(method, names, answers[method], learning === method),
        );
      const whole = (/** @type {ShownTask} */ task) => html`
        ${head(task, theme)}
        <tbody>
          ${rowsOf(task.names)}
        </tbody>
      `;
      render(task ? whole(task) : nothing, table);
    },
  );

  return (/** @type {State} */ state) => {
    const { guess, fewShot, scores, theme } = state;
    example = guess.example;
    drawPad(guess.strokes, theme);
    stop.hidden = guess.learning === null;
    const { problems } = scores;
    drawTable(
      fewShot.task,
      running(state).join(" "),
      guess.answers,
      problems,
      guess.learning,
      theme,
    );
    panel.dataset.answered = String(guess.strokes.length > 0 && guess.answered === guess.strokes);
    show(message, said(fewShot.task, guess, scores.work));
  };
}

/** The classes over the columns, each with its first image. */
/** @param {ShownTask} task @param {State["theme"]} theme */
const head = ({ names, support }, theme) => html`
  <thead>
    <tr>
      <th scope="col">Method</th>
      ${names.map((name, way) => {
        const image = imageAt(support.images, support.labels.indexOf(way));
        return html`<th scope="col">
          <canvas class="picture" aria-hidden="true" ${picture(image, theme)}></canvas
          ><span>${name}</span>
        </th>`;
      })}
    </tr>
  </thead>
`;

/**
 * @param {Method} method
 * @param {string[]} names
 * @param {number[] | undefined} probabilities
 * @param {boolean} learning
 */
function row(method, names, probabilities, learning) {
  const best = probabilities ? probabilities.indexOf(Math.max(...probabilities)) : -1;
  const answer = probabilities ? names[best] : "";
  const said = probabilities ? `“${answer}”, ${Math.round(100 * probabilities[best])} %` : "";
  const cell = (/** @type {number} */ way) => {
    const share = probabilities?.[way];
    return html`<td data-best=${way === best} data-value=${share ?? nothing}>
      <i aria-hidden="true" ${styled("--share", share ?? 0)}></i
      ><span>${share === undefined ? "" : Math.round(100 * share)}</span>
    </td>`;
  };
  return html`
    <tr data-testid="guess-row" data-method=${method} data-answer=${answer}>
      <th scope="row">
        <span>${methodOf(method).name}</span><small>${learning ? "learning…" : said}</small>
      </th>
      ${names.map((_, way) => cell(way))}
    </tr>
  `;
}

/**
 * @param {ShownTask | null} task
 * @param {GuessState} guess
 * @param {State["scores"]["work"]} work
 */
function said(task, { strokes, learning, example }, work) {
  if (!task)
    return "Draw a task first, or make your own classes: then there is something to guess.";
  if (work?.kind === "compare")
    return "The methods are learning the task. They answer as soon as they have.";
  if (learning) return `${methodOf(learning).name} is learning the task…`;
  if (example) return "An example, and probabilities in %. Draw your own over it.";
  return strokes.length === 0
    ? "Probabilities in %. Methods that have not learnt this task yet learn it at your first " +
        "stroke."
    : "Probabilities in %.";
}
