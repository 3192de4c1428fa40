/** A method's figures in a cell: a line without and a line with a grown support. */

import { html, nothing, styled } from "../app/lit.js";

/** @typedef {import("../state/scores.js").Variant} Variant */

/**
 * @typedef {object} Figure
 * @property {string} text
 * @property {number | null} value
 * @property {string} detail
 * @property {boolean} stale Whether it was measured with other settings than the present ones.
 * @property {boolean} [stored] Whether it was measured beforehand, and comes with the page.
 * @property {string} [title]
 * @property {{count: number, half: number | null, chance: number}} [interval]
 */

/** @type {Variant[]} */
const VARIANTS = ["plain", "grown"];

/**
 * @param {{name: string, label: string, testId: string}} cell
 * @param {(variant: Variant) => Figure | null} figureOf
 */
export function measures({ name, label, testId }, figureOf) {
  const lines = VARIANTS.flatMap((variant) => {
    const figure = figureOf(variant);
    return figure ? [line(testId, variant, figure)] : [];
  });
  return html`<div
    class=${`method-cell ${name}`}
    data-label=${label}
    data-empty=${lines.length === 0}
  >
    ${lines}
  </div>`;
}

/** @param {string} testId @param {Variant} variant @param {Figure} figure */
function line(testId, variant, { text, value, detail, stale, stored, title, interval }) {
  const bar = interval
    ? styled("--mean", value ?? 0, "--half", interval.half ?? 0, "--chance", interval.chance)
    : styled("--mean", null, "--half", null, "--chance", null);
  return html`<p
    class="measure"
    data-testid=${testId}
    data-variant=${variant}
    data-stale=${stale}
    data-stored=${stored ?? nothing}
    data-value=${value ?? nothing}
    data-count=${interval?.count ?? nothing}
    data-half=${interval?.half ?? nothing}
    title=${title ?? nothing}
    ${bar}
  >
    <b>${text}</b><small>${variant === "grown" ? `grown, ${detail}` : detail}</small
    >${stored ? html`<small class="stored">stored</small>` : nothing}<i aria-hidden="true"></i>
  </p>`;
}
