/** What the model makes of the drawing: its input, its reconstruction, the nats, the samples. */

import { find, show, whenChanged } from "../app/dom.js";
import { bound } from "../app/form.js";
import { latentName, nats } from "../app/format.js";
import { choices } from "../app/lit.js";
import { paint, paintTiles } from "../app/pixels.js";
import { costs, movedOf } from "../state/draw.js";

/** @typedef {import("../state/page.js").State} State */

/**
 * @typedef {object} EncodingIntents
 * @property {(spread: number) => void} spread
 * @property {() => void} aroundAgain
 * @property {() => void} sampleAgain
 * @property {() => void} priorAgain
 * @property {(from: string | null, to: string | null) => void} interpolate
 */

/**
 * @param {Document} page
 * @param {EncodingIntents} intents
 * @param {{around: number, prior: number, between: number}} places How many tiles each row holds.
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
  const between = find(page, "interpolation", HTMLElement);
  const from = find(page, "interpolate-from", HTMLSelectElement);
  const to = find(page, "interpolate-to", HTMLSelectElement);

  spread.addEventListener("input", () => intents.spread(spread.valueAsNumber));
  find(page, "around-again", HTMLButtonElement).addEventListener("click", intents.aroundAgain);
  find(page, "sample-again", HTMLButtonElement).addEventListener("click", intents.sampleAgain);
  find(page, "prior-again", HTMLButtonElement).addEventListener("click", intents.priorAgain);
  const ends = () => intents.interpolate(from.value || null, to.value || null);
  from.addEventListener("change", ends);
  to.addEventListener("change", ends);

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
      // Until it is known what a picture elsewhere costs, it is not shown yet either.
      if (!losses && state.draw.at) return;
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
      /** @type {State["draw"]["encoded"]} */ encoded,
      /** @type {State["draw"]["at"]} */ at,
      /** @type {State["theme"]} */ theme,
    ) => {
      paint(output, at?.image ?? encoded?.reconstruction ?? null, theme);
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
  const drawBetween = whenChanged(
    (/** @type {Uint8Array | null} */ images, /** @type {State["theme"]} */ theme) =>
      paintTiles(between, images, theme, places.between),
  );
  const drawEnds = whenChanged(
    (
      /** @type {State["strip"]} */ strip,
      /** @type {string | null} */ a,
      /** @type {string | null} */ b,
    ) => {
      const first = { value: "", name: strip.length === 0 ? "keep drawings first" : "choose" };
      const drawings = strip.map(({ id, label }, index) => ({
        value: id,
        name: `${index + 1}${label ? `: ${label}` : ""}`,
      }));
      for (const [select, value] of /** @type {const} */ ([
        [from, a],
        [to, b],
      ])) {
        choices(select, [first, ...drawings], value ?? "");
        select.disabled = strip.length === 0;
      }
    },
  );

  return (/** @type {State} */ next) => {
    state = next;
    const { draw, strip, theme } = state;
    drawEncoded(draw.encoded, theme);
    drawCosts(draw.encoded, draw.at);
    drawOutput(draw.encoded, draw.at, theme);
    drawSpread(draw.spread);
    drawPrior(draw.prior, theme);
    drawBetween(draw.between.images, theme);
    drawEnds(strip, draw.between.from, draw.between.to);
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
    case "moved":
      return `with ${movedOf(draw).map(latentName).join(", ") || "nothing"} moved`;
    default:
      throw new Error(`There is no reason “${String(draw.at)}”.`);
  }
}
