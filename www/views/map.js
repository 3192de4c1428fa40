/** The map of codes: where the drawing's code is, and a hand that takes it elsewhere. */

import { colour } from "../app/charts.js";
import { find, show, whenChanged } from "../app/dom.js";
import { bytes, count } from "../app/format.js";
import { codeAt, kept, ownerAt, placeOf } from "../app/plane.js";
import { latents } from "../state/draw.js";
import { TWO_BYTES } from "../text/network.js";
import { dot, paintNear, paintPrior, paintSpread, paintWalk } from "./map-marks.js";
import { frame, NOBODYS, paintDigits } from "./map-picture.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../app/plane.js").Place} Place */

/** A press of an arrow key, as a part of the map. */
const STEP = 0.02;

/**
 * @typedef {object} MapIntents
 * @property {(code: number[]) => void} go
 * @property {() => void} back
 * @property {() => Promise<unknown>} two Looks through the model of two latents.
 * @property {() => Promise<unknown>} whole Back to the one before.
 */

/** @param {Document} page @param {MapIntents} intents */
export function mapView(page, intents) {
  const host = find(page, "map", HTMLElement);
  const canvas = host.appendChild(document.createElement("canvas"));
  const caption = find(page, "map-caption", HTMLElement);
  const said = find(page, "map-place", HTMLElement);
  const two = find(page, "map-two", HTMLButtonElement);
  const digitsLayer = document.createElement("canvas");
  /** @type {State | null} */
  let state = null;
  /** @type {ReturnType<typeof frame> | null} */
  let to = null;
  /** Whether the pointer only passes over: leaving puts the picture back. */
  let passing = false;
  /** Where the pointer is, for the picture of the digit that is nearest. @type {Place | null} */
  let pointed = null;

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
    const { map, draw, theme, walk, boxes } = state;
    paintLayer(map.digits, map.forming, theme, width, height);
    const context = cleared(canvas);
    if (!context) return;
    context.drawImage(digitsLayer, 0, 0, width, height);
    const { digits } = map;
    if (!to || !digits || map.forming || !draw.encoded) return;
    const { at } = to;
    if (digits.latents === 2) paintPrior(context, to);
    const { mean, deviation } = draw.encoded;
    if (mean.length !== digits.latents) return;
    if (boxes.open === "box-between" && walk.codes?.[0].length === digits.latents)
      paintWalk(
        context,
        walk.codes.map((code) => at(placeOf(digits, code))),
      );
    const own = to.at(placeOf(digits, mean));
    paintSpread(context, digits, to, mean, deviation);
    if (draw.at) {
      const there = to.at(placeOf(digits, draw.at.z));
      context.strokeStyle = colour("--kl");
      context.lineWidth = 1.5;
      context.beginPath();
      context.moveTo(...own);
      context.lineTo(...there);
      context.stroke();
      dot(context, there, colour("--kl"));
    }
    dot(context, own, colour("--accent"));
    if (pointed === null) return;
    const { row } = ownerAt(digits, pointed);
    paintNear(context, digits, row, at(pointed), { width, height, theme });
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
        show(caption, `${digits.latents} dimensions, by UMAP: keeps ${share} % of neighbours`);
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
      const { label, votes, of, distance } = ownerAt(digits, placeOf(digits, z));
      if (elsewhere && to && distance > NOBODYS * Math.max(...to.size))
        return show(said, "No digit is near. What does the decoder make of it?");
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
    const box = canvas.getBoundingClientRect();
    if (!to) return;
    pointed = to.place(event.clientX - box.left, event.clientY - box.top);
    go(pointed);
  };
  const left = () => {
    pointed = null;
    paint();
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
  for (const end of /** @type {const} */ (["pointerup", "pointercancel"]))
    host.addEventListener(end, ({ pointerType }) => {
      delete host.dataset.held;
      if (pointerType !== "mouse") left();
    });
  host.addEventListener("pointerleave", () => {
    if (passing && state?.draw.at?.why === "dragged") intents.back();
    passing = false;
    left();
  });
  host.addEventListener("keydown", (event) => {
    const z = state && latents(state.draw);
    if (event.key === "Escape") {
      pointed = null;
      return intents.back();
    }
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
    pointed = keyed;
    go(keyed);
  });
  /** Where the arrow keys have come to: a code's place is not quite where it was taken from. */
  let keyed = /** @type {Place | null} */ (null);
  host.addEventListener("blur", () => {
    keyed = null;
    left();
  });
  new ResizeObserver(paint).observe(canvas);

  let busy = false;
  two.addEventListener("click", async () => {
    busy = true;
    drawTwo(state?.weights.active ?? "pretrained", busy);
    await (state?.weights.active === "prepared" ? intents.whole() : intents.two());
    busy = false;
    drawTwo(state?.weights.active ?? "pretrained", busy);
  });
  const drawTwo = whenChanged(
    (/** @type {State["weights"]["active"]} */ active, /** @type {boolean} */ busy) => {
      // Not disabled: what is pressed keeps the focus.
      two.setAttribute("aria-busy", String(busy));
      if (active === "prepared") show(two, "Back to your model");
      else show(two, `Two numbers (${bytes(TWO_BYTES)})`);
    },
  );

  return (/** @type {State} */ next) => {
    state = next;
    const { map, draw } = next;
    if (!draw.at) keyed = null;
    tell(map.digits, map.forming, map.builtIn);
    drawTwo(next.weights.active, busy);
    locate(map.digits, map.forming, latents(draw), draw.at !== null);
    host.dataset.digits = String(map.forming ? 0 : (map.digits?.labels.length ?? 0));
    paint();
  };
}
