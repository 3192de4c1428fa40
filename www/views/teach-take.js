/** Teach: what can be taken away. */

import { find } from "../app/dom.js";

/** @typedef {import("../state/page.js").State} State */

/** @param {Document} page @param {{drawings: () => void, weights: () => void}} intents */
export function teachTakeView(page, { drawings, weights }) {
  const take = find(page, "take-drawings", HTMLButtonElement);
  const model = find(page, "take-weights", HTMLButtonElement);
  take.addEventListener("click", drawings);
  model.addEventListener("click", weights);
  return (/** @type {State} */ { classes, strip, weights, engine }) => {
    // Of the examples there is nothing to take.
    take.hidden = classes.length + strip.length === 0;
    model.hidden = weights.name === null || engine.status !== "ready";
  };
}
