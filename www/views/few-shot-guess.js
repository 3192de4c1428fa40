/** A pad, and what every method takes the drawing for. */

import { find, make, show, whenChanged } from "../app/dom.js";
import { imageAt, paint } from "../app/pixels.js";
import { inOrder, methodOf } from "../text/methods.js";
import { padCanvas } from "./pad-canvas.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../state/few-shot.js").ShownTask} ShownTask */
/** @typedef {import("../state/guess.js").GuessState} GuessState */
/** @typedef {import("../engine/wire.js").Method} Method */
/** @typedef {import("../engine/engine.js").Strokes} Strokes */

/** @param {Document} page @param {{draw: (strokes: Strokes) => void}} intents */
export function fewShotGuessView(page, intents) {
  const panel = find(page, "guess-panel", HTMLElement);
  const undo = find(page, "guess-undo", HTMLButtonElement);
  const clear = find(page, "guess-clear", HTMLButtonElement);
  const message = find(page, "guess-message", HTMLElement);
  const table = find(page, "guess-table", HTMLTableElement);
  /** @type {Strokes} */
  let strokes = [];

  const pad = padCanvas(find(page, "guess-pad", HTMLCanvasElement), {
    begin: () => strokes,
    change: intents.draw,
  });
  undo.addEventListener("click", () => intents.draw(strokes.slice(0, -1)));
  clear.addEventListener("click", () => intents.draw([]));

  const drawPad = whenChanged(
    (/** @type {Strokes} */ next, /** @type {State["theme"]} */ _theme) => {
      strokes = next;
      pad.show(next);
      undo.disabled = clear.disabled = next.length === 0;
    },
  );

  /** The classes over the columns, each with its first image. */
  const drawHead = whenChanged(
    (/** @type {ShownTask | null} */ task, /** @type {State["theme"]} */ theme) => {
      table.replaceChildren();
      if (!task) return;
      const cells = task.names.map((name, way) => {
        const canvas = make("canvas", { class: "picture", "aria-hidden": "true" });
        paint(canvas, imageAt(task.support.images, task.support.labels.indexOf(way)), theme);
        return make("th", { scope: "col" }, canvas, make("span", {}, name));
      });
      table.append(
        make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Method"), ...cells)),
        make("tbody", {}),
      );
    },
  );

  const drawAnswers = whenChanged(
    (
      /** @type {ShownTask | null} */ task,
      /** @type {Method[]} */ chosen,
      /** @type {GuessState["answers"]} */ answers,
      /** @type {State["scores"]["problems"]} */ problems,
      /** @type {Method | null} */ learning,
    ) => {
      const body = table.tBodies[0];
      if (!task || !body) return;
      const asked = inOrder(chosen).filter((method) => !(method in problems));
      const here = new Map([...body.rows].map((row) => [row.dataset.method, row]));
      for (const [method, row] of here)
        if (!asked.includes(/** @type {Method} */ (method))) row.remove();
      asked.forEach((method, index) => {
        let row = here.get(method);
        if (!row) {
          const cells = task.names.map(() =>
            make("td", {}, make("i", { "aria-hidden": "true" }), make("span")),
          );
          row = make(
            "tr",
            { "data-testid": "guess-row", "data-method": method },
            make("th", { scope: "row" }, make("span", {}, methodOf(method).name), make("small")),
            ...cells,
          );
          if (body.rows[index]) body.rows[index].before(row);
          else body.append(row);
        }
        fill(row, task.names, answers[method], learning === method);
      });
    },
  );

  return (/** @type {State} */ { guess, fewShot, scores, theme }) => {
    drawPad(guess.strokes, theme);
    drawHead(fewShot.task, theme);
    drawAnswers(fewShot.task, scores.chosen, guess.answers, scores.problems, guess.learning);
    panel.dataset.answered = String(guess.strokes.length > 0 && guess.answered === guess.strokes);
    show(message, said(fewShot.task, guess, scores.work));
  };
}

/**
 * @param {HTMLTableRowElement} row
 * @param {string[]} names
 * @param {number[] | undefined} probabilities
 * @param {boolean} learning
 */
function fill(row, names, probabilities, learning) {
  const best = probabilities ? probabilities.indexOf(Math.max(...probabilities)) : -1;
  const answer = /** @type {HTMLElement} */ (row.querySelector("small"));
  show(
    answer,
    learning
      ? "learning…"
      : probabilities
        ? `“${names[best]}”, ${Math.round(100 * probabilities[best])} %`
        : "",
  );
  row.dataset.answer = probabilities ? names[best] : "";
  [...row.querySelectorAll("td")].forEach((cell, way) => {
    const [bar, text] = /** @type {HTMLElement[]} */ ([...cell.children]);
    const share = probabilities?.[way];
    bar.style.setProperty("--share", String(share ?? 0));
    show(text, share === undefined ? "" : String(Math.round(100 * share)));
    cell.dataset.best = String(way === best);
    if (share === undefined) delete cell.dataset.value;
    else cell.dataset.value = String(share);
  });
}

/**
 * @param {ShownTask | null} task
 * @param {GuessState} guess
 * @param {State["scores"]["work"]} work
 */
function said(task, { strokes, learning }, work) {
  if (!task)
    return "Draw a task first, or make your own classes: then there is something to guess.";
  if (work?.kind === "compare")
    return "The methods are learning the task. They answer as soon as they have.";
  if (learning) return `${methodOf(learning).name} is learning the task…`;
  return strokes.length === 0
    ? "Probabilities in %. Methods that have not learnt this task yet learn it at your first " +
        "stroke."
    : "Probabilities in %.";
}
