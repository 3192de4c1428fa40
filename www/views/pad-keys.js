/**
 * A pen for the keyboard: arrow keys move it by one of the model's pixels, with Shift by four; the
 * space bar lowers and lifts it, Escape lifts it.
 */

/** @typedef {import("../engine/engine.js").Strokes} Strokes */

const STEP = 10;
/** With Shift. */
const STRIDE = 4;

/** @type {Record<string, [number, number]>} */
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {HTMLCanvasElement} canvas Carries the pen's place in `data-cursor`.
 * @param {number} side
 * @param {object} pad
 * @param {() => Strokes} pad.begin What is drawn already.
 * @param {(strokes: Strokes) => void} pad.change
 * @param {(said: string) => void} pad.moved Where the pen is now, in words.
 */
export function penByKeyboard(canvas, side, { begin, change, moved }) {
  let [x, y] = [side / 2, side / 2];
  /** @type {number[] | null} */
  let line = null;
  /** @type {Strokes} */
  let before = [];

  const forget = () => {
    line = null;
    delete canvas.dataset.cursor;
  };
  canvas.addEventListener("blur", forget);
  canvas.addEventListener("pointerdown", forget);
  canvas.addEventListener("keydown", (event) => {
    const way = WAYS[event.key];
    if (way) {
      const within = (/** @type {number} */ value) => Math.min(Math.max(value, STEP), side - STEP);
      const far = STEP * (event.shiftKey ? STRIDE : 1);
      x = within(x + way[0] * far);
      y = within(y + way[1] * far);
      if (line) {
        line.push(x, y);
        change([...before, [...line]]);
      }
    } else if (event.key === " ") {
      if (line) line = null;
      else {
        before = begin();
        line = [x, y];
        change([...before, [...line]]);
      }
    } else if (event.key === "Escape" && line) line = null;
    else return;
    event.preventDefault();
    canvas.dataset.cursor = `${x} ${y}`;
    const [column, row, of] = [x, y, side].map((value) => value / STEP);
    moved(
      line
        ? `Pen down: column ${column}, row ${row} of ${of}.`
        : `Pen up: column ${column}, row ${row} of ${of}.`,
    );
  });
}
