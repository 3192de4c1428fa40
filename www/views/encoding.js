/** What the model makes of the drawing: its input, its reconstruction, the nats, the samples. */

import { find, show, whenChanged } from "../app/dom.js";
import { bound } from "../app/form.js";
import { latentName, nats } from "../app/format.js";
import { imageAt, paint, paintTiles, SIDE } from "../app/pixels.js";
import { costs, movedOf, shown } from "../state/draw.js";

/** @typedef {import("../state/page.js").State} State */

/**
 * @typedef {object} EncodingIntents
 * @property {(spread: number) => void} spread
 * @property {() => void} aroundAgain
 * @property {() => void} sampleAgain
 * @property {() => void} priorAgain
 */

/**
 * @param {Document} page
 * @param {EncodingIntents} intents
 * @param {{around: number, prior: number, grid: number}} places How many tiles each row holds.
 */
export function encodingView(page, intents, places) {
  const input = find(page, "model-input", HTMLCanvasElement);
  const output = find(page, "model-reconstruction", HTMLCanvasElement);
  const caption = find(page, "output-caption", HTMLElement);
  const reconstruction = find(page, "nats-reconstruction", HTMLElement);
  const kl = find(page, "nats-kl", HTMLElement);
  const total = find(page, "nats-total", HTMLElement);
  const balance = find(page, "balance", HTMLElement);
  const around = find(page, "around", HTMLElement);
  const { input: spread } = bound(find(page, "around-spread", HTMLInputElement));
  const spreadValue = find(page, "around-spread-value", HTMLElement);
  const prior = find(page, "prior", HTMLElement);
  const grid = find(page, "prior-grid", HTMLElement);
  const gridPicture = find(page, "prior-grid-picture", HTMLCanvasElement);

  spread.addEventListener("input", () => intents.spread(spread.valueAsNumber));
  find(page, "around-again", HTMLButtonElement).addEventListener("click", intents.aroundAgain);
  for (const dice of ["sample-again", "epsilon-dice"])
    find(page, dice, HTMLButtonElement).addEventListener("click", intents.sampleAgain);
  find(page, "prior-again", HTMLButtonElement).addEventListener("click", intents.priorAgain);
  /** @type {State} */
  let state;

  const drawEncoded = whenChanged(
    (/** @type {State["draw"]["encoded"]} */ encoded, /** @type {State["theme"]} */ theme) => {
      paint(input, encoded?.image ?? null, theme);
      paintTiles(around, encoded?.around ?? null, theme, places.around);
    },
  );
  const drawCosts = whenChanged(
    (/** @type {State["draw"]["encoded"]} */ _encoded, /** @type {State["draw"]["at"]} */ _at) => {
      const losses = costs(state.draw);
      for (const [element, value] of /** @type {const} */ ([
        [reconstruction, losses?.reconstruction],
        [kl, losses?.kl],
        [total, losses?.total],
      ])) {
        show(element, value === undefined ? "–" : nats(value), value ?? null);
      }
      const share = losses && losses.total > 0 ? losses.reconstruction / losses.total : 0.5;
      balance.style.setProperty("--share", `${(100 * share).toFixed(1)}%`);
      balance.dataset.empty = String(!losses);
    },
  );
  const drawOutput = whenChanged(
    (
      /** @type {State["draw"]["encoded"]} */ _encoded,
      /** @type {State["draw"]["at"]} */ _at,
      /** @type {State["theme"]} */ theme,
    ) => {
      paint(output, shown(state.draw), theme);
      show(caption, captionOf(state.draw));
    },
  );
  const drawSpread = whenChanged((/** @type {number} */ value) => {
    if (spread.valueAsNumber !== value) spread.value = String(value);
    show(spreadValue, `×${value.toFixed(1)}`);
  });
  const drawPrior = whenChanged(
    (/** @type {Uint8Array | null} */ images, /** @type {State["theme"]} */ theme) =>
      paintTiles(prior, images, theme, places.prior),
  );
  const drawGrid = whenChanged(
    (/** @type {Uint8Array | null} */ images, /** @type {State["theme"]} */ theme) => {
      grid.hidden = images === null;
      const side = places.grid;
      const context = gridPicture.getContext("2d");
      if (!images || !context) return;
      gridPicture.width = gridPicture.height = side * SIDE;
      const one = document.createElement("canvas");
      for (let at = 0; at < side * side; at++) {
        paint(one, imageAt(images, at), theme);
        context.drawImage(one, (at % side) * SIDE, Math.floor(at / side) * SIDE);
      }
    },
  );

  return (/** @type {State} */ next) => {
    state = next;
    const { draw, theme } = state;
    drawEncoded(draw.encoded, theme);
    drawCosts(draw.encoded, draw.at);
    drawOutput(draw.encoded, draw.at, theme);
    drawSpread(draw.spread);
    drawPrior(draw.prior, theme);
    drawGrid(draw.grid, theme);
  };
}

/** What the picture is. @param {State["draw"]} draw */
function captionOf(draw) {
  switch (draw.at?.why) {
    case undefined:
      return "its reconstruction";
    case "sampled":
      return "of a sample of q(z|x)";
    case "dragged":
      return "of that place on the map";
    case "walked":
      return "on the way between two";
    case "moved":
      return `with ${movedOf(draw).map(latentName).join(", ") || "nothing"} moved`;
    default:
      throw new Error(`There is no reason “${String(draw.at)}”.`);
  }
}
