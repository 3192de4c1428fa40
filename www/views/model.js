/** The chip in the bar: which model is in use, and the way back to the page's own. */

import { find, show, whenChanged } from "../app/dom.js";

/** @typedef {import("../state/page.js").State} State */

/** What the page comes with. */
const ORIGINAL = "vae-mnist";

/** @param {Document} page @param {{original: () => void}} intents */
export function modelView(page, intents) {
  const chip = find(page, "model-chip", HTMLDetailsElement);
  const name = find(page, "model-name", HTMLElement);
  const back = find(page, "model-original", HTMLButtonElement);
  const light = /** @type {HTMLElement} */ (chip.querySelector(".dot"));
  back.addEventListener("click", intents.original);
  page.addEventListener("pointerdown", ({ target }) => {
    if (chip.open && !chip.contains(/** @type {Node} */ (target))) chip.open = false;
  });
  page.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !chip.open) return;
    chip.open = false;
    chip.querySelector("summary")?.focus();
  });
  const draw = whenChanged(
    (
      /** @type {State["weights"]} */ weights,
      /** @type {State["engine"]["status"]} */ status,
      /** @type {string} */ run,
    ) => {
      show(name, nameOf(weights, status, run));
      light.dataset.status = status;
      const original = weights.name === ORIGINAL && weights.active === "pretrained";
      back.hidden = weights.status === "fetching" || original;
    },
  );
  return (/** @type {State} */ { weights, engine, train, tune }) => {
    const run =
      train.run.status !== "idle" ? "training" : tune.run.status !== "idle" ? "tuning" : "";
    draw(weights, engine.status, run);
  };
}

/**
 * @param {State["weights"]} weights
 * @param {State["engine"]["status"]} status
 * @param {string} run
 */
function nameOf({ name, status: weights, active }, status, run) {
  if (status === "failed") return "engine stopped";
  if (run === "training") return "training…";
  if (run === "tuning") return "fine-tuning…";
  if (active === "fineTuned") return "adapted to your drawings";
  if (weights === "missing") return "no model";
  if (name === null) return "loading…";
  return name === ORIGINAL ? "pretrained on MNIST" : name;
}
