/** Formulas in one line. */

import { html } from "../app/lit.js";
import { say } from "../app/words/say.js";

/** `m_c` and `Σ_{i in c}` with what follows the line set low. @param {string} formula */
export const typeset = (formula) =>
  say(formula)
    .split(/_(\{[^}]*\}|[\p{L}\p{N}′]+)/u)
    .map((part, index) => (index % 2 === 0 ? part : html`<sub>${part.replace(/[{}]/g, "")}</sub>`));
