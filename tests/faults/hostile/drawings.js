/** Strokes that no pen has drawn. */

/** @typedef {import("../parts/hostile.js").Case} Case */

const MORE = /drawing has 1001 strokes|drawing has 100001 points|more than 202000 values/;
const NOT_FINITE = /every coordinate must be a finite number/;
const UNKNOWN = /The engine cannot take this command/;

/** @param {string} name @param {unknown} strokes @param {RegExp} [refused] @returns {Case} */
const drawing = (name, strokes, refused) => ({
  name: `a drawing ${name}`,
  commands: [{ type: "rasterise", strokes: /** @type {number[][]} */ (strokes) }],
  refused,
});

/** From corner to corner. @param {number} points @param {number} [size] */
const scribble = (points, size = 300) =>
  Array.from({ length: 2 * points }, (_, at) => size * ((at >> (1 + (at % 2))) % 2));

/** @param {number} count @param {number} points */
const strokes = (count, points) => Array.from({ length: count }, () => scribble(points));

/** @returns {Case[]} */
export const drawings = () => [
  drawing("of no strokes", [], /There is nothing drawn yet/),
  drawing("of 1,000 empty strokes", Array(1000).fill([]), /There is nothing drawn yet/),
  drawing("of 1,000,000 empty strokes", Array(1_000_000).fill([]), MORE),
  drawing("of 1,001 strokes", strokes(1001, 1), MORE),
  drawing("of a million points", strokes(1, 1_000_000), MORE),
  drawing("of 100,001 points", strokes(1, 100_001), MORE),
  drawing("of 100,000 points from corner to corner", strokes(1, 100_000)),
  drawing("of 1,000 strokes from corner to corner", strokes(1000, 100)),
  drawing("of 14,000 points, all curves", strokes(1, 10_000)),
  drawing("of half a point", [[1, 2, 3]], /they must be even in number/),
  drawing("with a coordinate that is no number", [[1, Number.NaN]], NOT_FINITE),
  drawing("with an infinite coordinate", [[1, Number.NEGATIVE_INFINITY]], NOT_FINITE),
  drawing("with a coordinate of 10³⁰⁰", [[1, 1e300, 2, 2]], NOT_FINITE),
  drawing("as wide as numbers are", [
    [-3.4e38, -3.4e38, 3.4e38, 3.4e38],
    [0, 0],
  ]),
  drawing("as small as numbers are", [[0, 0, 1e-45, 1e-45, 0, 1e-45]]),
  drawing("far away", [[1e30, 1e30, 1.0000001e30, 1e30, 1e30, 1.0000001e30]]),
  drawing("of text", "strokes", UNKNOWN),
  drawing("of text in a stroke", [["a", "b"]], UNKNOWN),
  drawing("of nothing known", [[undefined, null]], UNKNOWN),
  drawing(
    "of a list in a list, a thousand times over",
    Array.from({ length: 1000 }).reduce((inner) => [inner], []),
    UNKNOWN,
  ),
  drawing(
    "of a list that says it has 2³² strokes",
    Object.assign([], { length: 0xffffffff }),
    UNKNOWN,
  ),
  drawing("of a stroke with 1,000 holes", [Array(1000)], UNKNOWN),
];
