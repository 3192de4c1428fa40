/** What is marked on a map of codes: where the drawing is, how wide, the prior, a walk, a digit. */

import { colour } from "../app/charts.js";
import { imageAt, paint, SIDE } from "../app/pixels.js";
import { ellipse, placeOf } from "../app/plane.js";

/** @typedef {import("../app/plane.js").Place} Place */
/** @typedef {import("../state/map.js").Digits} Digits */
/** @typedef {ReturnType<typeof import("./map-picture.js").frame>} Frame */

/** Samples of q(z|x) whose spread on the map is the ellipse. */
const SAMPLES = 40;
/** Deviations: of a normal distribution of two numbers 86 % are within. */
const WIDE = 2;
/** Side of a digit's picture, CSS pixels. */
const TILE = 56;

/** @param {CanvasRenderingContext2D} context @param {Place} place @param {string} fill */
export function dot(context, place, fill) {
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
 * @param {Digits} digits
 * @param {Frame} to
 * @param {number[]} mean
 * @param {number[]} deviation
 */
export function paintSpread(context, digits, to, mean, deviation) {
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

/**
 * The prior of two latents: one, two and three deviations around nothing.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} to
 */
export function paintPrior(context, to) {
  const [centre, edge] = [to.at([0, 0]), to.at([1, 1])];
  context.save();
  context.strokeStyle = colour("--edge");
  context.lineWidth = 1;
  context.setLineDash([4, 4]);
  for (const deviations of [1, 2, 3]) {
    const [x, y] = [0, 1].map((axis) => deviations * (edge[axis] - centre[axis]));
    context.beginPath();
    context.ellipse(...centre, x, y, 0, 0, 7);
    context.stroke();
  }
  context.restore();
}

/**
 * A walk, with a mark for each of its pictures.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Place[]} places On the canvas.
 */
export function paintWalk(context, places) {
  context.strokeStyle = context.fillStyle = colour("--ink");
  context.lineWidth = 1.5;
  context.beginPath();
  for (const place of places) context.lineTo(...place);
  context.stroke();
  for (const place of places) {
    context.beginPath();
    context.arc(...place, 3, 0, 7);
    context.fill();
  }
}

/**
 * The picture of a digit beside its place, in the half of the map where there is room.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Digits} digits
 * @param {number} row
 * @param {Place} place On the canvas.
 * @param {{width: number, height: number, theme: import("../app/pixels.js").Theme}} how
 */
export function paintNear(context, digits, row, [x, y], { width, height, theme }) {
  paint(tile, imageAt(digits.images, row), theme);
  const left = x + 14 + TILE > width ? x - 14 - TILE : x + 14;
  const top = Math.min(Math.max(4, y - TILE / 2), height - TILE - 4);
  context.save();
  context.imageSmoothingEnabled = false;
  context.drawImage(tile, 0, 0, SIDE, SIDE, left, top, TILE, TILE);
  context.strokeStyle = colour(`--class-${digits.labels[row]}`);
  context.lineWidth = 2;
  context.strokeRect(left, top, TILE, TILE);
  context.restore();
}
const tile = document.createElement("canvas");
