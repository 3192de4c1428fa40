/** The plane of a copy of two latents, as it forms. */

import { find, whenChanged } from "../app/dom.js";
import { frame, paintDigits } from "./map-picture.js";

/** @typedef {import("../state/page.js").State} State */

/** @param {Document} page */
export function formingView(page) {
  const box = find(page, "forming-box", HTMLElement);
  const canvas = find(page, "train-plane", HTMLCanvasElement);
  /** @type {State["train"]["plane"]} */
  let plane = null;

  function paint() {
    const { clientWidth: width, clientHeight: height } = canvas;
    const context = canvas.getContext("2d");
    if (!plane || !context || width === 0) return;
    const scale = Math.min(3, window.devicePixelRatio || 1);
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    context.scale(scale, scale);
    const to = frame(plane.places, width, height);
    paintDigits(context, plane, to, { width, height, regions: false });
  }
  new ResizeObserver(paint).observe(canvas);

  const draw = whenChanged(
    (/** @type {State["train"]["plane"]} */ now, /** @type {State["theme"]} */ _theme) => {
      plane = now;
      box.hidden = now === null;
      paint();
    },
  );
  return (/** @type {State} */ { train, theme }) => draw(train.plane, theme);
}
