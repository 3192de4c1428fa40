/** A form of hyper-parameters: checked as it is typed, read when a run starts. */

import { find, show } from "../dom.js";
import { problemWith } from "../hyper.js";

/** @typedef {import("../hyper.js").Field} Field */
/** @typedef {import("../hyper.js").Settings} Settings */
/** @typedef {import("../types.js").Run} Run */

/**
 * @param {Document} page
 * @param {Run} run
 * @param {{form: string, problem: string}} ids
 */
export function hyperForm(page, run, ids) {
  const form = find(page, ids.form, HTMLElement);
  const problem = find(page, ids.problem, HTMLElement);
  const inputs = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("input[data-field]")]);
  const field = (/** @type {HTMLInputElement} */ input) => /** @type {Field} */ (input.dataset.field);

  /** The first thing wrong, which is said. @returns {boolean} Whether all is well. */
  const check = () => {
    let said = "";
    for (const input of inputs) {
      const wrong = problemWith(run, field(input), input.value);
      input.setAttribute("aria-invalid", String(wrong !== null));
      said ||= wrong ?? "";
    }
    problem.hidden = said === "";
    show(problem, said);
    return said === "";
  };
  form.addEventListener("input", check);

  return {
    /**
     * @param {Pick<Settings, "beta" | "reduction">} others What this form has no field for.
     * @returns {Settings | null} Null where something is wrong; it has been said.
     */
    read(others) {
      if (!check()) {
        inputs.find((input) => input.getAttribute("aria-invalid") === "true")?.focus();
        return null;
      }
      /** @type {Record<string, number | null>} */
      const values = {};
      for (const input of inputs) values[field(input)] = input.value.trim() === "" ? null : Number(input.value);
      return /** @type {Settings} */ ({ ...others, ...values });
    },
    /** @param {boolean} disabled */
    disable(disabled) {
      for (const input of inputs) input.disabled = disabled;
    },
  };
}
