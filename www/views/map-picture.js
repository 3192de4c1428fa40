/** What a map of codes looks like: regions, and each digit as itself in its class's colour. */

import { colour } from "../app/charts.js";
import { ownerAt } from "../app/plane.js";

/** @typedef {import("../state/map.js").Digits} Digits */
/** @typedef {import("../app/plane.js").Place} Place */

/** Regions are that many squares wide and high. */
const SQUARES = 44;
/** A place further from all digits than this part of the map is nobody's. */
export const NOBODYS = 0.05;
/** One digit a square of so many CSS pixels; others there are dots. */
const GLYPH = 9;
const EDGE = 0.05;

/** Whose colour. @param {number} label */
export const colourOf = (label) => colour(`--class-${label}`);

/**
 * Between places and a canvas: all digits are on it, with an edge.
 *
 * @param {Float32Array} places
 * @param {number} width
 * @param {number} height
 */
export function frame(places, width, height) {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  places.forEach((value, index) => {
    low[index % 2] = Math.min(low[index % 2], value);
    high[index % 2] = Math.max(high[index % 2], value);
  });
  const size = [0, 1].map((axis) => Math.max(1e-6, high[axis] - low[axis]) * (1 + 2 * EDGE));
  const start = [0, 1].map((axis) => (high[axis] + low[axis] - size[axis]) / 2);
  const pixels = [width, height];
  const [x, y] = [0, 1].map(
    (axis) => (/** @type {Place} */ place) =>
      ((place[axis] - start[axis]) / size[axis]) * pixels[axis],
  );
  return {
    size,
    /** @param {Place} place @returns {Place} */
    at: (place) => [x(place), y(place)],
    /** @param {number} left @param {number} top @returns {Place} */
    place: (left, top) => [
      start[0] + (left / width) * size[0],
      start[1] + (top / height) * size[1],
    ],
  };
}

/**
 * @param {CanvasRenderingContext2D} context Of CSS pixels.
 * @param {Pick<Digits, "places" | "labels">} digits
 * @param {ReturnType<typeof frame>} to
 * @param {{width: number, height: number, regions: boolean}} how
 */
export function paintDigits(context, digits, to, { width, height, regions }) {
  const colours = Array.from({ length: 10 }, (_, label) => colourOf(label));
  if (regions) {
    // A pixel a square, which is then drawn larger, so that it is soft at its edges.
    const small = document.createElement("canvas");
    small.width = small.height = SQUARES;
    const square = small.getContext("2d");
    for (let at = 0; square && at < SQUARES * SQUARES; at++) {
      const [left, top] = [at % SQUARES, Math.floor(at / SQUARES)];
      const [x, y] = [(left + 0.5) * (width / SQUARES), (top + 0.5) * (height / SQUARES)];
      const { label, distance } = ownerAt(digits, to.place(x, y));
      if (distance > NOBODYS * Math.max(...to.size)) continue;
      square.fillStyle = colours[label];
      square.fillRect(left, top, 1, 1);
    }
    context.globalAlpha = 0.15;
    context.drawImage(small, 0, 0, width, height);
    context.globalAlpha = 1;
  }
  context.font = `600 ${GLYPH + 1}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const taken = new Set();
  digits.labels.forEach((label, row) => {
    const [x, y] = to.at([digits.places[2 * row], digits.places[2 * row + 1]]);
    const square = `${Math.round(x / GLYPH)} ${Math.round(y / GLYPH)}`;
    context.fillStyle = colours[label];
    if (taken.has(square)) {
      context.fillRect(x - 0.75, y - 0.75, 1.5, 1.5);
    } else {
      taken.add(square);
      context.fillText(String(label), x, y);
    }
  });
}
