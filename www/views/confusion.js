/** A confusion matrix: small as a heat map, large as a table. */

import { colour } from "../app/charts.js";
import { make } from "../app/dom.js";

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
 */
export function paintConfusion(canvas, confusion, names) {
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

/** @param {number[]} confusion @param {string[]} names */
export function confusionTable(confusion, names) {
  const ways = names.length;
  const head = make(
    "tr",
    {},
    make("td", {}),
    ...names.map((name) => make("th", { scope: "col" }, name)),
  );
  const rows = names.map((name, label) => {
    const cells = names.map((_, answer) => {
      const cell = make(
        "td",
        { "data-right": String(label === answer) },
        String(confusion[label * ways + answer]),
      );
      cell.dataset.value = String(confusion[label * ways + answer]);
      cell.style.setProperty("--share", String(share(confusion, ways, label, answer)));
      return cell;
    });
    return make("tr", {}, make("th", { scope: "row" }, name), ...cells);
  });
  return make("table", { class: "confusion" }, make("thead", {}, head), make("tbody", {}, ...rows));
}
