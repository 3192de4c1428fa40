/** A canvas to draw on, with mouse, finger, pen or keyboard. */

import { colour } from "../app/charts.js";
import { make, show } from "../app/dom.js";
import { penByKeyboard } from "./pad-keys.js";

/** @typedef {import("../engine/engine.js").Strokes} Strokes */

/** The pad's own unit: its side. */
export const PAD = 280;
const PEN = 20;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {object} pad
 * @param {() => Strokes} pad.begin What a new stroke is added to.
 * @param {(strokes: Strokes) => void} pad.change At every move of the pen.
 */
export function padCanvas(canvas, { begin, change }) {
  /** What is shown, without the stroke being drawn. @type {Strokes} */
  let strokes = [];
  let faint = false;
  /**
   * The stroke being drawn and the pointer that draws it.
   * @type {{pointer: number, line: number[]} | null}
   */
  let pen = null;

  /** @param {PointerEvent} event @returns {[number, number]} */
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) / box.width) * PAD,
      ((event.clientY - box.top) / box.height) * PAD,
    ];
  };
  // Keys are the pad's own, and what they do is said: where the pen is, and whether it draws.
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-roledescription", "drawing pad");
  const spoken = make("p", { class: "visually-hidden", "aria-live": "polite" });
  spoken.dataset.pad = canvas.dataset.testid ?? "";
  canvas.after(spoken);

  const drawn = () => change([...strokes, ...(pen ? [[...pen.line]] : [])]);

  canvas.addEventListener("pointerdown", (event) => {
    if (pen || !event.isPrimary || event.button !== 0) return;
    event.preventDefault();
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    strokes = begin();
    faint = false;
    const [x, y] = at(event);
    // With Shift a press draws a straight line from where the last stroke ended: no dragging.
    const from = event.shiftKey ? strokes.at(-1)?.slice(-2) : [];
    pen = { pointer: event.pointerId, line: [...(from ?? []), x, y] };
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
  // A quick stroke is no fling either: Chromium takes the next tap for what ends one, and loses it.
  canvas.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
  canvas.addEventListener("pointercancel", lift);
  penByKeyboard(canvas, PAD, {
    begin,
    change,
    moved(said) {
      show(spoken, said);
      paint();
    },
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
    context.strokeStyle = context.fillStyle = colour(faint ? "--ghost" : "--pen");
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

  return {
    /** @param {Strokes} next @param {boolean} [isFaint] As an example is. */
    show(next, isFaint = false) {
      // While the pen is down the pad is ahead of the state, and has its stroke to itself.
      if (!pen) {
        strokes = next;
        faint = isFaint;
      }
      paint();
    },
    /** Whether a stroke is being drawn. */
    lowered: () => pen !== null,
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
