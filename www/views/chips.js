/** A row of checkboxes. */

import { make } from "../app/dom.js";

/**
 * Checkboxes that take part or not.
 *
 * @param {HTMLElement} host
 * @param {string} testId
 * @param {string[]} names
 * @param {string[]} chosen
 * @param {(chosen: string[]) => void} choose
 */
export function chips(host, testId, names, chosen, choose) {
  const boxes = () => /** @type {HTMLInputElement[]} */ ([...host.querySelectorAll("input")]);
  if (
    boxes()
      .map(({ value }) => value)
      .join() !== names.join()
  ) {
    for (const old of host.querySelectorAll("label")) old.remove();
    for (const name of names) {
      const box = make("input", { type: "checkbox", value: name, "data-testid": testId });
      box.addEventListener("change", () =>
        choose(
          boxes()
            .filter(({ checked }) => checked)
            .map(({ value }) => value),
        ),
      );
      host.append(make("label", { class: "chip" }, box, make("span", {}, name)));
    }
  }
  for (const box of boxes()) box.checked = chosen.includes(box.value);
}
