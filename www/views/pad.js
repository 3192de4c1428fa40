/** The drawing pad and its buttons. */

import { colour } from "../charts.js";
import { find, show, whenChanged } from "../dom.js";
import { penByKeyboard } from "./pad-keys.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../types.js").Strokes} Strokes */

/** The pad's own unit: its side. */
export const PAD = 280;
const PEN = 20;

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
  /** The stroke being drawn and the pointer that draws it. @type {{pointer: number, line: number[]} | null} */
  let pen = null;

  const mine = () => (example ? [] : strokes);
  /** What a new stroke is added to. */
  const begun = () => (kept ? [] : mine());

  /** @param {PointerEvent} event @returns {[number, number]} */
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * PAD, ((event.clientY - box.top) / box.height) * PAD];
  };
  const drawn = () => intents.draw([...mine(), ...(pen ? [[...pen.line]] : [])]);

  canvas.addEventListener("pointerdown", (event) => {
    if (pen || !event.isPrimary || event.button !== 0) return;
    event.preventDefault();
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    strokes = begun();
    example = kept = false;
    pen = { pointer: event.pointerId, line: at(event) };
    paint();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (pen?.pointer !== event.pointerId) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length > 0 ? events : [event]) pen.line.push(...at(each));
    paint();
    drawn();
  });
  /** @param {PointerEvent} event */
  const lift = (event) => {
    if (pen?.pointer !== event.pointerId) return;
    drawn();
    pen = null;
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);

  penByKeyboard(canvas, PAD, {
    begin: () => begun(),
    change: (next) => intents.draw(next),
    moved: () => paint(),
  });
  undo.addEventListener("click", () => intents.draw(mine().slice(0, -1)));
  clear.addEventListener("click", () => intents.draw([]));
  find(page, "pad-example", HTMLButtonElement).addEventListener("click", intents.example);
  label.addEventListener("input", () => intents.label(label.value));
  find(page, "pad-form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    intents.keep();
  });

  function paint() {
    const scale = Math.min(3, window.devicePixelRatio || 1);
    const side = Math.round(canvas.clientWidth * scale);
    if (side === 0) return;
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const context = canvas.getContext("2d");
    if (!context) return;
    context.setTransform(side / PAD, 0, 0, side / PAD, 0, 0);
    context.clearRect(0, 0, PAD, PAD);
    context.lineCap = context.lineJoin = "round";
    context.lineWidth = PEN;
    context.strokeStyle = context.fillStyle = colour(example ? "--ghost" : "--pen");
    for (const line of [...strokes, ...(pen ? [pen.line] : [])]) trace(context, line);
    const cursor = canvas.dataset.cursor?.split(" ").map(Number);
    if (cursor && document.activeElement === canvas) {
      context.lineWidth = 2;
      context.strokeStyle = colour("--accent");
      context.beginPath();
      context.arc(cursor[0], cursor[1], 8, 0, 7);
      context.stroke();
    }
  }
  canvas.addEventListener("blur", paint);
  new ResizeObserver(paint).observe(canvas);

  const draw = whenChanged((/** @type {Strokes} */ next, /** @type {boolean} */ isExample, /** @type {boolean} */ isKept, /** @type {string} */ _theme) => {
    // While the pen is down the pad is ahead of the state, and has its stroke to itself.
    if (!pen) {
      strokes = next;
      example = isExample;
      kept = isKept;
    }
    hint.hidden = !example && !kept;
    show(hint, kept ? "Kept. The next stroke begins another." : "This is an example. Draw over it.");
    undo.disabled = mine().length === 0 && !pen;
    clear.disabled = next.length === 0;
    panel.dataset.source = next.length === 0 ? "blank" : isExample ? "example" : "drawing";
    paint();
  });
  const drawLabel = whenChanged((/** @type {string} */ text) => {
    if (label.value !== text) label.value = text;
  });
  return (/** @type {State} */ { draw: { strokes, example, kept, label, count }, theme }) => {
    draw(strokes, example, kept, theme);
    drawLabel(label);
    panel.dataset.encoded = String(count);
  };
}

/** @param {CanvasRenderingContext2D} context @param {number[]} line */
function trace(context, line) {
  context.beginPath();
  context.moveTo(line[0], line[1]);
  // A tap is a dot: a line to where it began is drawn, by its round caps.
  if (line.length === 2) context.lineTo(line[0], line[1]);
  for (let i = 2; i + 1 < line.length; i += 2) context.lineTo(line[i], line[i + 1]);
  context.stroke();
}
