/** A method's figures in a cell: a line without and a line with a grown support. */

import { make, show } from "../app/dom.js";

/** @typedef {import("../state/scores.js").Variant} Variant */

/** @type {Variant[]} */
const VARIANTS = ["plain", "grown"];

/**
 * A line for each variant that was measured.
 *
 * @param {HTMLElement} cell
 * @param {string} testId
 * @param {(variant: Variant, line: HTMLElement) => boolean} draw
 */
export function lines(cell, testId, draw) {
  const both = VARIANTS.map((variant) => {
    let line = /** @type {HTMLElement | null} */ (
      cell.querySelector(`[data-variant="${variant}"]`)
    );
    line ??= cell.appendChild(
      make(
        "p",
        { class: "measure", "data-testid": testId, "data-variant": variant },
        make("b"),
        make("small"),
        make("i", { "aria-hidden": "true" }),
      ),
    );
    line.hidden = !draw(variant, line);
    return !line.hidden;
  });
  cell.dataset.empty = String(!both.some(Boolean));
  cell.dataset.both = String(both.every(Boolean));
}

/**
 * @param {HTMLElement} line
 * @param {string} text
 * @param {number | null} value
 * @param {string} detail
 * @param {boolean} stale
 */
export function fill(line, text, value, detail, stale) {
  const [strong, small] = /** @type {HTMLElement[]} */ ([...line.children]);
  show(strong, text);
  show(small, line.dataset.variant === "grown" ? `grown, ${detail}` : detail);
  if (value === null) delete line.dataset.value;
  else line.dataset.value = String(value);
  line.dataset.stale = String(stale);
}
