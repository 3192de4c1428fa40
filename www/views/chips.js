/** A row of checkboxes. */

import { html, live, render, repeat } from "../app/lit.js";

/**
 * Checkboxes that take part or not, below what stands in their host already.
 *
 * @param {HTMLElement} host
 * @param {string} testId
 * @param {string[]} names
 * @param {string[]} chosen
 * @param {(chosen: string[]) => void} choose
 */
export function chips(host, testId, names, chosen, choose) {
  const toggle = () => {
    const boxes = [...host.querySelectorAll("input")];
    choose(boxes.filter(({ checked }) => checked).map(({ value }) => value));
  };
  const chip = (/** @type {string} */ name) => html`
    <label class="chip">
      <input
        type="checkbox"
        data-testid=${testId}
        value=${name}
        .checked=${live(chosen.includes(name))}
        @change=${toggle}
      /><span>${name}</span>
    </label>
  `;
  render(
    repeat(names, (name) => name, chip),
    host,
  );
}
