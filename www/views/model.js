/** The chip in the bar: which model is in use, and the way back to the page's own. */

import { find, show, whenChanged } from "../app/dom.js";
import { activeName } from "../state/weights.js";

/** @typedef {import("../engine/wire.js").Slot} Slot */
/** @typedef {import("../state/page.js").State} State */

/** What the page comes with. */
const ORIGINAL = "vae-mnist";

/**
 * @param {Document} page
 * @param {{activate: (slot: Slot) => void, original: () => void}} intents
 */
export function modelView(page, intents) {
  const chip = find(page, "model-chip", HTMLDetailsElement);
  const name = find(page, "model-name", HTMLElement);
  const back = find(page, "model-original", HTMLButtonElement);
  const light = /** @type {HTMLElement} */ (chip.querySelector(".dot"));
  back.addEventListener("click", intents.original);
  const choices = /** @type {[Slot, HTMLButtonElement][]} */ ([
    ["pretrained", find(page, "model-pretrained", HTMLButtonElement)],
    ["trained", find(page, "model-trained", HTMLButtonElement)],
    ["fineTuned", find(page, "model-adapted", HTMLButtonElement)],
  ]);
  for (const [slot, button] of choices)
    button.addEventListener("click", () => intents.activate(slot));
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
      show(name, nameOf(weights, status));
      light.dataset.status = status;
      light.dataset.run = run;
      for (const [slot, button] of choices) {
        button.setAttribute("aria-pressed", String(weights.active === slot));
        button.hidden = slot !== "pretrained" && !weights[slot];
      }
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
 * The model in use. What is trained is a copy, which the light alone tells of.
 *
 * @param {State["weights"]} weights
 * @param {State["engine"]["status"]} status
 */
function nameOf(weights, status) {
  if (status === "failed") return "engine stopped";
  const name = activeName(weights);
  if (name === null) return weights.status === "missing" ? "no model" : "loading…";
  return name === ORIGINAL ? "pretrained on MNIST" : name;
}
