/**
 * Puts off what moves the page while somebody draws on it: a pad that moves under the pen breaks
 * the stroke, and one that moves between two strokes spoils the second.
 */

/** After a stroke the next one may follow within so long, ms. */
const NEXT_STROKE = 1000;

/**
 * @param {EventTarget} page Where pointers go down on canvases and up again.
 * @returns {(act: () => void) => void} Does it now, or once the pen rests; the last that was put
 *   off is what counts.
 */
export function atRest(page) {
  /** @type {Set<number>} */
  const down = new Set();
  /** @type {(() => void) | null} */
  let waiting = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let rest;

  page.addEventListener("pointerdown", (event) => {
    const { target, pointerId } = /** @type {PointerEvent} */ (event);
    if (!(target instanceof HTMLCanvasElement)) return;
    clearTimeout(rest);
    down.add(pointerId);
  });
  const up = (/** @type {Event} */ event) => {
    if (!down.delete(/** @type {PointerEvent} */ (event).pointerId) || down.size > 0) return;
    rest = setTimeout(() => {
      rest = undefined;
      waiting?.();
      waiting = null;
    }, NEXT_STROKE);
  };
  page.addEventListener("pointerup", up);
  page.addEventListener("pointercancel", up);

  return (act) => {
    if (down.size === 0 && rest === undefined) return act();
    waiting = act;
  };
}
