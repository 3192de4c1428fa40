/** A form of fields that hold numbers: checked as it is typed, read when it is used. */

import { find, show } from "./dom.js";

/**
 * @template {string} F The fields' names, as `data-field` has them.
 * @param {Document} page
 * @param {{form: string, problem: string}} ids
 * @param {(field: F, text: string) => string | null} problemWith What is wrong with a field's text.
 */
export function checkedForm(page, ids, problemWith) {
  const form = find(page, ids.form, HTMLElement);
  const problem = find(page, ids.problem, HTMLElement);
  const inputs = /** @type {HTMLInputElement[]} */ ([
    ...form.querySelectorAll("input[data-field]"),
  ]);
  const field = (/** @type {HTMLInputElement} */ input) => /** @type {F} */ (input.dataset.field);
  /** A field that is not shown counts for nothing. @param {HTMLInputElement} input */
  const shown = (input) => input.closest("[hidden]") === null;

  /** The first thing wrong, which is said. @returns {boolean} Whether all is well. */
  const check = () => {
    let said = "";
    for (const input of inputs) {
      const wrong = shown(input) ? problemWith(field(input), input.value) : null;
      input.setAttribute("aria-invalid", String(wrong !== null));
      said ||= wrong ?? "";
    }
    problem.hidden = said === "";
    show(problem, said);
    return said === "";
  };
  form.addEventListener("input", check);

  return {
    check,
    /**
     * @returns {Partial<Record<F, number | null>> | null} Null where something is wrong; it has
     *   been said.
     */
    read() {
      if (!check()) {
        inputs.find((input) => input.getAttribute("aria-invalid") === "true")?.focus();
        return null;
      }
      /** @type {Partial<Record<F, number | null>>} */
      const values = {};
      for (const input of inputs.filter(shown))
        values[field(input)] = input.value.trim() === "" ? null : Number(input.value);
      return values;
    },
    /** What is typed in now. @returns {Record<string, string>} */
    texts: () => Object.fromEntries(inputs.map((input) => [field(input), input.value])),
    /** @param {Record<string, string>} texts */
    fill(texts) {
      for (const input of inputs) {
        const text = texts[field(input)];
        if (text !== undefined) input.value = text;
      }
      check();
    },
    /** @param {(field: F) => boolean} wanted */
    showOnly(wanted) {
      for (const input of inputs) {
        const label = input.closest("label");
        if (label) label.hidden = !wanted(field(input));
      }
      check();
    },
    /** @param {string} said What is wrong with the fields together. */
    refuse(said) {
      problem.hidden = false;
      show(problem, said);
    },
    /** @param {boolean} disabled */
    disable(disabled) {
      for (const input of inputs) input.disabled = disabled;
    },
  };
}
