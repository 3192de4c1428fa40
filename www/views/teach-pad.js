/** Teach: its pad, what to do next, and the way back from the last change. */

import { find, show, whenChanged } from "../app/dom.js";
import { openClass, SHOTS } from "../state/teach.js";
import { padCanvas } from "./pad-canvas.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../state/classes.js").OwnClass} OwnClass */
/** @typedef {import("../engine/engine.js").Strokes} Strokes */

/** ms that the pen rests before a drawing goes in by itself: longer than between two strokes. */
const REST = 1000;

/**
 * @typedef {object} PadIntents
 * @property {(strokes: Strokes) => void} pad At each move of the pen.
 * @property {(into: string) => void} put What is on the pad.
 * @property {() => void} enough
 * @property {() => void} undo
 */

/** @param {Document} page @param {PadIntents} intents */
export function teachPadView(page, intents) {
  const canvas = find(page, "own-pad", HTMLCanvasElement);
  const undo = find(page, "own-undo", HTMLButtonElement);
  const clear = find(page, "own-clear", HTMLButtonElement);
  const next = find(page, "teach-next", HTMLElement);
  const enough = find(page, "teach-enough", HTMLButtonElement);
  const back = find(page, "teach-undo", HTMLButtonElement);
  const frame = /** @type {HTMLElement} */ (canvas.parentElement);
  /** What is on the pad. @type {Strokes} */
  let strokes = [];
  let stands = false;
  /** @type {OwnClass | null} */
  let open = null;
  let rest = 0;

  const pad = padCanvas(canvas, {
    begin: () => (stands ? [] : strokes),
    change: intents.pad,
  });
  undo.addEventListener("click", () => intents.pad(strokes.slice(0, -1)));
  clear.addEventListener("click", () => intents.pad([]));
  enough.addEventListener("click", intents.enough);
  back.addEventListener("click", intents.undo);

  const wait = () => {
    clearTimeout(rest);
    delete frame.dataset.resting;
  };
  const put = () => {
    wait();
    if (open && !pad.lowered()) intents.put(open.id);
  };
  canvas.addEventListener("pointerdown", wait);
  canvas.addEventListener("pointerup", () => {
    wait();
    if (!open) return;
    frame.dataset.resting = "true";
    rest = window.setTimeout(put, REST);
  });
  // By the keyboard nothing goes in by itself: moving the pen takes what time it takes.
  canvas.addEventListener("keydown", (event) => {
    if (event.key === "Enter") put();
  });

  const drawPad = whenChanged(
    (
      /** @type {State["theme"]} */ _theme,
      /** @type {Strokes} */ now,
      /** @type {boolean} */ example,
    ) => {
      strokes = now;
      stands = example;
      if (strokes.length === 0) wait();
      pad.show(strokes, stands);
      undo.disabled = clear.disabled = strokes.length === 0;
    },
  );
  const drawNext = whenChanged(
    (/** @type {State["teach"]} */ teach, /** @type {OwnClass[]} */ classes) => {
      const now = openClass({ teach, classes });
      if (now?.id !== open?.id) wait();
      open = now;
      frame.dataset.open = String(open !== null);
      enough.hidden = open === null;
      show(next, sentence(teach, classes, open));
      back.hidden = teach.undo === null;
      show(back, teach.undo ? undoOf(teach.undo) : "");
    },
  );
  return (/** @type {State} */ { theme, teach, classes }) => {
    drawPad(theme, teach.strokes, teach.example);
    drawNext(teach, classes);
  };
}

/** @param {import("../state/teach.js").Undo} undo */
function undoOf({ what, name }) {
  if (what === "class") return `Undo: “${name}” is back`;
  return what === "drawing"
    ? `Undo: the drawing is back in “${name}”`
    : `Undo: out of “${name}” again`;
}

/**
 * @param {State["teach"]} teach
 * @param {OwnClass[]} classes
 * @param {OwnClass | null} open
 */
function sentence({ strokes, example }, classes, open) {
  const drawn = strokes.length > 0 && !example;
  if (open) {
    const at = open.drawings.length + 1;
    return (
      `Now draw “${open.name}” again, ${at} of ${SHOTS}: ` +
      "it goes in by itself when the pen has rested for a second."
    );
  }
  if (drawn && classes.length === 0) return "A symbol of your own? Press + to teach it.";
  if (drawn) return "Tap the class that it belongs to, or + for a new one.";
  if (classes.length === 0) return "Draw something on the pad.";
  if (classes.length === 1) return "Now draw a second symbol, and press +.";
  return "Draw one of your symbols and see what it is taken for, or a new one and press +.";
}
