/** A confusion matrix: small as a heat map, large as a table. */

import { colour } from "../app/charts.js";
import { drawn, html, styled } from "../app/lit.js";

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

/** @param {number[]} confusion @param {string[]} names */
export function confusionTable(confusion, names) {
  const ways = names.length;
  const cell = (/** @type {number} */ label, /** @type {number} */ answer) => {
    const count = confusion[label * ways + answer];
    return html`<td
      data-right=${label === answer}
      data-value=${count}
      ${styled("--share", share(confusion, ways, label, answer))}
    >
      ${count}
    </td>`;
  };
  return html`
    <table class="confusion">
      <thead>
        <tr>
          <td></td>
          ${names.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${names.map(
          (name, label) => html`
            <tr>
              <th scope="row">${name}</th>
              ${names.map((_, answer) => cell(label, answer))}
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}
