/**
 * A plane of codes: digits whose codes have places on it, and what is between them. A code's place
 * is the mean of its nearest digits' places, weighted by the inverse square of their distance; a
 * place's code is the same the other way round (inverse distance weighting, Shepard 1968). So each
 * digit stands where it stands, and all between is continuous. Codes of two numbers are places.
 */

/** Digits that a place or a code is made of. With 4 to 16, neighbours are kept alike. */
const NEAREST = 8;

/**
 * @typedef {object} Plane
 * @property {Float32Array} codes `n * latents`.
 * @property {Float32Array} places `n * 2`.
 * @property {number} latents
 */

/** @typedef {[number, number]} Place */

/**
 * The rows nearest to a point, nearest first, as `[row, squared distance]`.
 *
 * @param {Float32Array} rows
 * @param {ArrayLike<number>} point
 * @param {number} [count]
 * @returns {[number, number][]}
 */
export function nearest(rows, point, count = NEAREST) {
  const width = point.length;
  /** @type {[number, number][]} */
  const found = [];
  for (let row = 0; row * width < rows.length; row++) {
    let distance = 0;
    for (let at = 0; at < width; at++) distance += (rows[row * width + at] - point[at]) ** 2;
    if (found.length === count && distance >= found[count - 1][1]) continue;
    if (found.length === count) found.pop();
    let place = found.length;
    while (place > 0 && found[place - 1][1] > distance) place--;
    found.splice(place, 0, [row, distance]);
  }
  return found;
}

/**
 * @param {Float32Array} rows
 * @param {number} width
 * @param {[number, number][]} near
 */
function blended(rows, width, near) {
  const mixed = new Float64Array(width);
  let sum = 0;
  for (const [row, distance] of near) {
    const weight = 1 / (distance + 1e-9);
    sum += weight;
    for (let at = 0; at < width; at++) mixed[at] += weight * rows[row * width + at];
  }
  return [...mixed].map((value) => value / sum);
}

/** Where a code is on the plane. @param {Plane} plane @param {number[]} code @returns {Place} */
export function placeOf({ codes, places, latents }, code) {
  const [x, y] = latents === 2 ? code : blended(places, 2, nearest(codes, code));
  return [x, y];
}

/**
 * The code at a place. A drawing's own code is one of the digits' for as long as it is asked about.
 *
 * @param {Plane} plane
 * @param {Place} place
 * @param {number[] | null} own
 * @returns {number[]}
 */
export function codeAt({ codes, places, latents }, place, own) {
  if (latents === 2) return [...place];
  const near = nearest(places, place);
  if (!own) return blended(codes, latents, near);
  const [x, y] = placeOf({ codes, places, latents }, own);
  const rows = new Float32Array((near.length + 1) * latents);
  near.forEach(([row], at) =>
    rows.set(codes.subarray(row * latents, (row + 1) * latents), at * latents),
  );
  rows.set(own, near.length * latents);
  const distances = near.map(
    ([, distance], at) => /** @type {[number, number]} */ ([at, distance]),
  );
  return blended(rows, latents, [
    ...distances,
    [near.length, (x - place[0]) ** 2 + (y - place[1]) ** 2],
  ]);
}

/**
 * The ellipse of one deviation around places: its centre, half axes and turn.
 *
 * @param {Place[]} places
 */
export function ellipse(places) {
  const n = places.length;
  const mean = [0, 1].map((at) => places.reduce((sum, place) => sum + place[at], 0) / n);
  const [a, b, d] = [
    [0, 0],
    [0, 1],
    [1, 1],
  ].map(([i, j]) => places.reduce((sum, p) => sum + (p[i] - mean[i]) * (p[j] - mean[j]), 0) / n);
  const [half, turn] = [(a + d) / 2, Math.hypot((a - d) / 2, b)];
  return {
    centre: /** @type {Place} */ (mean),
    radii: [Math.sqrt(half + turn), Math.sqrt(Math.max(0, half - turn))],
    angle: Math.atan2(2 * b, a - d) / 2,
  };
}

/**
 * Whose neighbourhood a place is: the most frequent label of its nearest digits, and how many of
 * them have it.
 *
 * @param {Pick<Plane, "places"> & {labels: Uint8Array}} plane
 * @param {Place} place
 */
export function ownerAt({ places, labels }, place) {
  const near = nearest(places, place, 9);
  const counts = new Map();
  for (const [row] of near) counts.set(labels[row], (counts.get(labels[row]) ?? 0) + 1);
  const [label, votes] = [...counts].reduce((most, each) => (each[1] > most[1] ? each : most));
  return { label, votes, of: near.length, distance: Math.sqrt(near[0][1]), row: near[0][0] };
}

/** Digits of which it is asked: as good as all, in a tenth of the time. */
const ASKED = 100;

/**
 * How much a plane keeps: the share of a digit's ten nearest codes whose digits are among its ten
 * nearest on the plane, over a hundred digits.
 *
 * @param {Plane} plane
 */
export function kept({ codes, places, latents }) {
  const n = places.length / 2;
  let [same, all] = [0, 0];
  for (let row = 0; row < n; row += Math.ceil(n / ASKED)) {
    const near = (/** @type {Float32Array} */ rows, /** @type {number} */ width) =>
      nearest(rows, rows.subarray(row * width, (row + 1) * width), 11).map(([each]) => each);
    const inCodes = new Set(near(codes, latents));
    for (const each of near(places, 2)) {
      if (each === row) continue;
      all++;
      if (inCodes.has(each)) same++;
    }
  }
  return same / all;
}
