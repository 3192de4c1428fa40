/** The map of codes: where the drawing's code is, and a hand that takes it elsewhere. */

import { colour } from "../app/charts.js";
import { find, show, whenChanged } from "../app/dom.js";
import { count } from "../app/format.js";
import { codeAt, ellipse, kept, ownerAt, placeOf } from "../app/plane.js";
import { latents } from "../state/draw.js";
import { frame, paintDigits } from "./map-picture.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../app/plane.js").Place} Place */

/** Samples of q(z|x) whose spread on the map is the ellipse. */
const SAMPLES = 40;
/** Deviations: of a normal distribution of two numbers 86 % are within. */
const WIDE = 2;
/** A press of an arrow key, as a part of the map. */
const STEP = 0.02;

/**
 * @param {Document} page
 * @param {{go: (code: number[]) => void, back: () => void}} intents
 */
export function mapView(page, intents) {
  const host = find(page, "map", HTMLElement);
  const canvas = host.appendChild(document.createElement("canvas"));
  const caption = find(page, "map-caption", HTMLElement);
  const said = find(page, "map-place", HTMLElement);
  const digitsLayer = document.createElement("canvas");
  /** @type {State | null} */
  let state = null;
  /** @type {ReturnType<typeof frame> | null} */
  let to = null;
  /** Whether the pointer only passes over: leaving puts the picture back. */
  let passing = false;

  const size = () => ({ width: canvas.clientWidth, height: canvas.clientHeight });

  /** @param {HTMLCanvasElement} layer */
  function cleared(layer) {
    const { width, height } = size();
    const scale = Math.min(3, window.devicePixelRatio || 1);
    layer.width = Math.round(width * scale);
    layer.height = Math.round(height * scale);
    const context = layer.getContext("2d");
    context?.scale(scale, scale);
    return context;
  }

  const paintLayer = whenChanged(
    (
      /** @type {State["map"]["digits"]} */ digits,
      /** @type {boolean} */ forming,
      /** @type {State["theme"]} */ _theme,
      /** @type {number} */ width,
      /** @type {number} */ height,
    ) => {
      const context = cleared(digitsLayer);
      if (!digits || !context || width === 0) return;
      to = frame(digits.places, width, height);
      paintDigits(context, digits, to, { width, height, regions: !forming });
    },
  );

  function paint() {
    const { width, height } = size();
    if (!state || width === 0) return;
    const { map, draw, theme } = state;
    paintLayer(map.digits, map.forming, theme, width, height);
    const context = cleared(canvas);
    if (!context) return;
    context.drawImage(digitsLayer, 0, 0, width, height);
    if (!to || !map.digits || map.forming || !draw.encoded) return;
    const { mean, deviation } = draw.encoded;
    if (mean.length !== map.digits.latents) return;
    const own = to.at(placeOf(map.digits, mean));
    paintSpread(context, map.digits, to, mean, deviation);
    if (draw.at) {
      const there = to.at(placeOf(map.digits, draw.at.z));
      context.strokeStyle = colour("--kl");
      context.lineWidth = 1.5;
      context.beginPath();
      context.moveTo(...own);
      context.lineTo(...there);
      context.stroke();
      dot(context, there, colour("--kl"));
    }
    dot(context, own, colour("--accent"));
  }

  const tell = whenChanged(
    (
      /** @type {State["map"]["digits"]} */ digits,
      /** @type {boolean} */ forming,
      /** @type {boolean} */ builtIn,
    ) => {
      if (!digits) return;
      const n = count(digits.labels.length);
      const whose = builtIn ? "built-in" : "held-out";
      if (digits.latents === 2) show(caption, `both numbers of ${n} ${whose} digits`);
      else if (forming) show(caption, `laying out the codes of ${n} ${whose} digits…`);
      else {
        const share = Math.round(100 * kept(digits));
        show(
          caption,
          `${digits.latents} dimensions, flattened (UMAP): keeps ${share} % of neighbours`,
        );
      }
    },
  );

  const locate = whenChanged(
    (
      /** @type {State["map"]["digits"]} */ digits,
      /** @type {boolean} */ forming,
      /** @type {number[] | null} */ z,
      /** @type {boolean} */ elsewhere,
    ) => {
      if (!digits || forming || !z || z.length !== digits.latents)
        return show(said, "Each digit of the map stands where its code is.");
      const { label, votes, of } = ownerAt(digits, placeOf(digits, z));
      show(
        said,
        elsewhere
          ? `Here ${votes} of the ${of} nearest digits are a ${label}. Escape puts your code back.`
          : `Your drawing is here: ${votes} of the ${of} nearest digits are a ${label}. Drag it.`,
      );
    },
  );

  /** @param {Place} place */
  const go = (place) => {
    if (!state?.map.digits || state.map.forming || !state.draw.encoded) return;
    intents.go(codeAt(state.map.digits, place, state.draw.encoded.mean));
  };
  const under = (/** @type {PointerEvent} */ event) => {
    const box = host.getBoundingClientRect();
    if (to) go(to.place(event.clientX - box.left, event.clientY - box.top));
  };
  host.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    host.setPointerCapture(event.pointerId);
    host.dataset.held = "true";
    passing = false;
    under(event);
  });
  host.addEventListener("pointermove", (event) => {
    if (host.dataset.held !== "true" && event.pointerType !== "mouse") return;
    if (host.dataset.held !== "true") {
      // What is somewhere already stays there; and a map that scrolls under a pointer is no move.
      const elsewhere = state?.draw.at;
      if (elsewhere && !(passing && elsewhere.why === "dragged")) return;
      if (event.movementX === 0 && event.movementY === 0) return;
      passing = true;
    }
    under(event);
  });
  for (const end of ["pointerup", "pointercancel"])
    host.addEventListener(end, () => delete host.dataset.held);
  host.addEventListener("pointerleave", () => {
    if (passing && state?.draw.at?.why === "dragged") intents.back();
    passing = false;
  });
  host.addEventListener("keydown", (event) => {
    const z = state && latents(state.draw);
    if (event.key === "Escape") return intents.back();
    const way = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    }[event.key];
    if (!way || !z || !to || !state?.map.digits) return;
    event.preventDefault();
    const [x, y] = keyed ?? placeOf(state.map.digits, z);
    keyed = [x + way[0] * STEP * to.size[0], y + way[1] * STEP * to.size[1]];
    go(keyed);
  });
  /** Where the arrow keys have come to: a code's place is not quite where it was taken from. */
  let keyed = /** @type {Place | null} */ (null);
  host.addEventListener("blur", () => (keyed = null));
  new ResizeObserver(paint).observe(canvas);

  return (/** @type {State} */ next) => {
    state = next;
    const { map, draw } = next;
    if (!draw.at) keyed = null;
    tell(map.digits, map.forming, map.builtIn);
    locate(map.digits, map.forming, latents(draw), draw.at !== null);
    host.dataset.digits = String(map.forming ? 0 : (map.digits?.labels.length ?? 0));
    paint();
  };
}

/** @param {CanvasRenderingContext2D} context @param {Place} place @param {string} fill */
function dot(context, place, fill) {
  context.beginPath();
  context.arc(...place, 5, 0, 7);
  context.fillStyle = fill;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = colour("--surface");
  context.stroke();
}

/**
 * The ellipse of q(z|x): of samples' places, since a map of many dimensions is not linear.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {import("../state/map.js").Digits} digits
 * @param {ReturnType<typeof frame>} to
 * @param {number[]} mean
 * @param {number[]} deviation
 */
function paintSpread(context, digits, to, mean, deviation) {
  const places = Array.from({ length: SAMPLES }, (_, sample) => {
    const z = mean.map((m, index) => m + deviation[index] * NOISE[(sample * 64 + index) % 2560]);
    return to.at(placeOf(digits, z));
  });
  const { centre, radii, angle } = ellipse(places);
  context.beginPath();
  context.ellipse(...centre, WIDE * radii[0], WIDE * radii[1], angle, 0, 7);
  context.fillStyle = `color-mix(in srgb, ${colour("--accent")} 16%, transparent)`;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = colour("--accent");
  context.stroke();
}

/** The same normal numbers each time, so that the ellipse does not tremble. */
const NOISE = Float32Array.from({ length: 2560 }, (_, index) => {
  const uniform = (/** @type {number} */ of) => {
    const x = Math.sin(of * 12.9898) * 43758.5453;
    return x - Math.floor(x);
  };
  return (
    Math.sqrt(-2 * Math.log(1 - uniform(2 * index + 1))) *
    Math.cos(2 * Math.PI * uniform(2 * index + 2))
  );
});
