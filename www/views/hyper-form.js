/** A form of a run's hyper-parameters. */

import { checkedForm } from "../app/checked-form.js";
import { problemWith } from "../state/hyper.js";

/** @typedef {import("../state/hyper.js").Field} Field */
/** @typedef {import("../state/hyper.js").Settings} Settings */
/** @typedef {import("../engine/wire.js").Run} Run */

/**
 * @param {Document} page
 * @param {Run} run
 * @param {{form: string, problem: string}} ids
 */
export function hyperForm(page, run, ids) {
  const form = checkedForm(page, ids, (/** @type {Field} */ field, text) =>
    problemWith(run, field, text),
  );
  return {
    /**
     * @param {Pick<Settings, "beta" | "reduction">} others What this form has no field for.
     * @returns {Settings | null} Null where something is wrong; it has been said.
     */
    read(others) {
      const values = form.read();
      return values && /** @type {Settings} */ ({ ...others, ...values });
    },
    fill: form.fill,
    disable: form.disable,
  };
}
