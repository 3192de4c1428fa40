/** A confusion matrix: small as a heat map, large as a table whose cells open their pictures. */

import { colour } from "../app/charts.js";
import { drawn, html, nothing, render, styled, tiles } from "../app/lit.js";
import { imageAt, join } from "../app/pixels.js";

/** Pixels of the small one's side, before the screen's own scale. */
const SIDE = 96;

/**
 * The share of its row that a count is.
 * @param {number[]} confusion
 * @param {number} ways
 * @param {number} label
 * @param {number} answer
 */
function share(confusion, ways, label, answer) {
  let row = 0;
  for (let other = 0; other < ways; other++) row += confusion[label * ways + other];
  return row === 0 ? 0 : confusion[label * ways + answer] / row;
}

/**
 * Labels are left out where they would be too small to read.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {number[] | null} confusion
 * @param {string[]} names
 * @param {import("../state/page.js").State["theme"]} _theme Whose colours it is painted in.
 */
function paint(canvas, confusion, names, _theme) {
  const scale = Math.min(3, window.devicePixelRatio || 1);
  canvas.width = canvas.height = Math.round(SIDE * scale);
  const context = canvas.getContext("2d");
  if (!context || !confusion) return;
  context.scale(scale, scale);
  const ways = names.length;
  const labelled = ways <= 10 && names.every((name) => [...name].length <= 2);
  const margin = labelled ? 12 : 0;
  const cell = (SIDE - margin) / ways;
  const [right, wrong, ground, text] = ["--good", "--danger", "--band", "--muted"].map(colour);
  context.font = "9px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (let label = 0; label < ways; label++) {
    for (let answer = 0; answer < ways; answer++) {
      const [x, y] = [margin + answer * cell, margin + label * cell];
      context.globalAlpha = 1;
      context.fillStyle = ground;
      context.fillRect(x, y, cell - 0.6, cell - 0.6);
      context.globalAlpha = share(confusion, ways, label, answer);
      context.fillStyle = label === answer ? right : wrong;
      context.fillRect(x, y, cell - 0.6, cell - 0.6);
    }
    if (!labelled) continue;
    context.globalAlpha = 1;
    context.fillStyle = text;
    context.fillText(names[label], margin / 2 - 1, margin + (label + 0.5) * cell);
    context.fillText(names[label], margin + (label + 0.5) * cell, margin / 2);
  }
}

/** `<canvas ${confusionMap(confusion, names, theme)}>`. */
export const confusionMap = drawn(paint);

/**
 * @typedef {object} Confusion
 * @property {number[]} confusion
 * @property {string[]} names
 * @property {import("../engine/wire.js").LabelledImages} images What was told apart.
 * @property {number[] | null} answers What each was taken for, where that is known.
 */

/** @typedef {{label: number, answer: number}} Cell */

/**
 * A table of counts; each opens its pictures below.
 *
 * @param {HTMLElement} host
 */
export function confusionPanel(host) {
  /** @type {Confusion | null} */
  let shown = null;
  /** @type {import("../state/page.js").State["theme"]} */
  let theme = "light";
  /** @type {Cell | null} */
  let open = null;

  /** @param {Cell} cell */
  const toggle = (cell) => {
    open = open?.label === cell.label && open.answer === cell.answer ? null : cell;
    redraw();
  };
  const redraw = () =>
    render(
      shown ? [tableOf(shown, open, toggle), open ? picturesOf(shown, open, theme) : nothing] : [],
      host,
    );
  return {
    /** @param {Confusion | null} next @param {typeof theme} now */
    show(next, now) {
      if (next?.answers !== shown?.answers || next?.confusion !== shown?.confusion) open = null;
      shown = next;
      theme = now;
      redraw();
    },
  };
}

/** @param {Confusion} shown @param {Cell | null} open @param {(cell: Cell) => void} toggle */
function tableOf({ confusion, names, answers }, open, toggle) {
  const ways = names.length;
  const cell = (/** @type {number} */ label, /** @type {number} */ answer) => {
    const count = confusion[label * ways + answer];
    const here = open?.label === label && open.answer === answer;
    return html`<td
      data-right=${label === answer}
      data-value=${count}
      ${styled("--share", share(confusion, ways, label, answer))}
    >
      ${
        answers && count > 0
          ? html`<button
              type="button"
              data-testid="confusion-cell"
              data-label=${label}
              data-answer=${answer}
              aria-expanded=${here}
              aria-label=${`${count} of “${names[label]}” taken for “${names[answer]}”: show them`}
              @click=${() => toggle({ label, answer })}
            >
              ${count}
            </button>`
          : count
      }
    </td>`;
  };
  return html`
    <table class="confusion">
      <thead>
        <tr>
          <td></td>
          ${names.map((name) => html`<th scope="col" translate="no">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${names.map(
          (name, label) => html`
            <tr>
              <th scope="row" translate="no">${name}</th>
              ${names.map((_, answer) => cell(label, answer))}
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

/** @param {Confusion} shown @param {Cell} cell @param {"light" | "dark"} theme */
function picturesOf({ names, images, answers }, { label, answer }, theme) {
  const some = [...images.labels.keys()].filter(
    (at) => images.labels[at] === label && answers?.[at] === answer,
  );
  return html`
    <div class="confusion-pictures" data-testid="confusion-pictures" data-count=${some.length}>
      <p class="fine" role="status">
        ${
          label === answer
            ? `“${names[label]}”, told rightly: ${some.length}`
            : `“${names[label]}”, taken for “${names[answer]}”: ${some.length}`
        }
      </p>
      <div
        class="tiles"
        role="img"
        aria-label=${`Pictures of “${names[label]}” taken for “${names[answer]}”`}
        ${tiles(join(some.map((at) => imageAt(images.images, at))), theme)}
      ></div>
    </div>
  `;
}
