/** The drawing pad of the first section, and its buttons. */

import { find, show, whenChanged } from "../app/dom.js";
import { padCanvas } from "./pad-canvas.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../engine/engine.js").Strokes} Strokes */

/**
 * @typedef {object} PadIntents
 * @property {(strokes: Strokes) => void} draw
 * @property {() => void} example
 * @property {(label: string) => void} label
 * @property {() => void} keep
 */

/** @param {Document} page @param {PadIntents} intents */
export function padView(page, intents) {
  const canvas = find(page, "pad", HTMLCanvasElement);
  const panel = find(page, "draw-panel", HTMLElement);
  const hint = find(page, "pad-hint", HTMLElement);
  const label = find(page, "pad-label", HTMLInputElement);
  const undo = find(page, "pad-undo", HTMLButtonElement);
  const clear = find(page, "pad-clear", HTMLButtonElement);
  /** What the state has. @type {Strokes} */
  let strokes = [];
  let example = false;
  let kept = false;

  const mine = () => (example ? [] : strokes);
  const pad = padCanvas(canvas, { begin: () => (kept ? [] : mine()), change: intents.draw });

  undo.addEventListener("click", () => intents.draw(mine().slice(0, -1)));
  clear.addEventListener("click", () => intents.draw([]));
  find(page, "pad-example", HTMLButtonElement).addEventListener("click", intents.example);
  label.addEventListener("input", () => intents.label(label.value));
  find(page, "pad-form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    intents.keep();
  });

  const draw = whenChanged(
    (
      /** @type {Strokes} */ next,
      /** @type {boolean} */ isExample,
      /** @type {boolean} */ isKept,
      /** @type {string} */ _theme,
    ) => {
      strokes = next;
      example = isExample;
      kept = isKept;
      pad.show(strokes, example);
      hint.hidden = !example && !kept;
      show(
        hint,
        kept ? "Kept. The next stroke begins another." : "This is an example. Draw over it.",
      );
      undo.disabled = mine().length === 0 && !pad.lowered();
      clear.disabled = next.length === 0;
      panel.dataset.source = next.length === 0 ? "blank" : isExample ? "example" : "drawing";
    },
  );
  const drawLabel = whenChanged((/** @type {string} */ text) => {
    if (label.value !== text) label.value = text;
  });
  return (/** @type {State} */ { draw: { strokes, example, kept, label, count }, theme }) => {
    draw(strokes, example, kept, theme);
    drawLabel(label);
    panel.dataset.encoded = String(count);
    if (count > 0) panel.dataset.pulse = String(count % 2);
  };
}
