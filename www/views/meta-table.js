/** Meta-training's curves as a table: what each fifth of the steps came to. */

import { count, nats } from "../app/format.js";
import { html, nothing, render } from "../app/lit.js";
import { PARTS } from "../state/meta-curves.js";

/** @typedef {import("../state/meta-curves.js").MetaCurves} MetaCurves */

const ROWS = 5;
const loss = (/** @type {number} */ value) => value.toFixed(3);
const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(1)} %`;

/** @param {HTMLTableElement} table @param {MetaCurves} curves */
export function drawMetaTable(table, { points }) {
  const length = Math.min(ROWS, points.length);
  const cut = (/** @type {number} */ row) => Math.round((row * points.length) / length);
  const rows = Array.from({ length }, (_, row) => points.slice(cut(row), cut(row + 1)));
  const cell = (
    /** @type {typeof points} */ of,
    /** @type {keyof typeof PARTS} */ part,
    /** @type {(value: number) => string} */ say,
  ) => {
    const values = of.map(PARTS[part]).filter((value) => value !== null);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return html`<td>${values.length === 0 ? "none" : say(mean)}</td>`;
  };
  const row = (/** @type {typeof points} */ of) => html`
    <tr>
      <th scope="row" translate="no">${count(of[0].step)}–${count(of[of.length - 1].step)}</th>
      ${cell(of, "before", loss)} ${cell(of, "after", loss)} ${cell(of, "accuracy", percent)}
      ${cell(of, "elbo", nats)}
    </tr>
  `;
  const whole = () => html`
    <thead>
      <tr>
        <th scope="col">Steps</th>
        <th scope="col">Loss before</th>
        <th scope="col">Loss after</th>
        <th scope="col">Accuracy</th>
        <th scope="col">−ELBO</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(row)}
    </tbody>
  `;
  render(rows.length === 0 ? nothing : whole(), table);
}
