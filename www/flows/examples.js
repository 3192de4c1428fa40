/**
 * Drawings to start from: digits, as the model knows them, and symbols that it has never seen.
 * Each is a few strokes, each stroke a smooth line through its points, in pad units (0 to 280).
 */

/** @typedef {import("../engine/engine.js").Strokes} Strokes */
/** @typedef {{label: string, strokes: Strokes}} Example */

const STEPS = 10;

/**
 * A Catmull–Rom spline through `points`, as `x0, y0, x1, y1, …`.
 *
 * @param {...[number, number]} points
 * @returns {number[]}
 */
function curve(...points) {
  /** @type {number[]} */
  const line = [];
  for (let i = 0; i + 1 < points.length; i++) {
    const [a, b, c, d] = [
      points[i - 1] ?? points[i],
      points[i],
      points[i + 1],
      points[i + 2] ?? points[i + 1],
    ];
    for (let step = 0; step < STEPS; step++) {
      const t = step / STEPS;
      for (const axis of [0, 1]) {
        const linear = (c[axis] - a[axis]) * t;
        const square = (2 * a[axis] - 5 * b[axis] + 4 * c[axis] - d[axis]) * t * t;
        const cube = (3 * b[axis] - a[axis] - 3 * c[axis] + d[axis]) * t * t * t;
        line.push(b[axis] + (linear + square + cube) / 2);
      }
    }
  }
  line.push(...points[points.length - 1]);
  return line.map((value) => Math.round(value * 10) / 10);
}

/** Straight from point to point. @param {...[number, number]} points */
const line = (...points) => points.flat();

/** @type {Example[]} */
export const DIGITS = [
  {
    label: "3",
    strokes: [
      curve(
        [88, 70],
        [135, 45],
        [182, 72],
        [172, 116],
        [130, 134],
        [176, 150],
        [192, 196],
        [152, 236],
        [88, 216],
      ),
    ],
  },
  {
    label: "8",
    strokes: [
      curve(
        [176, 76],
        [136, 48],
        [100, 80],
        [136, 130],
        [180, 182],
        [140, 236],
        [96, 196],
        [138, 136],
        [178, 96],
        [172, 68],
      ),
    ],
  },
  {
    label: "2",
    strokes: [
      curve([92, 92], [128, 50], [178, 76], [168, 130], [122, 190], [88, 228]),
      line([88, 228], [196, 224]),
    ],
  },
  {
    label: "5",
    strokes: [
      line([182, 54], [108, 58], [102, 128]),
      curve([102, 128], [158, 122], [188, 172], [152, 228], [90, 216]),
    ],
  },
  {
    label: "6",
    strokes: [
      curve(
        [172, 50],
        [120, 92],
        [94, 166],
        [116, 228],
        [170, 222],
        [184, 178],
        [150, 150],
        [102, 182],
      ),
    ],
  },
];

/** @type {Example[]} */
export const SYMBOLS = [
  { label: "A", strokes: [line([84, 230], [138, 48], [194, 230]), line([106, 164], [174, 164])] },
  {
    label: "heart",
    strokes: [
      curve(
        [140, 232],
        [86, 172],
        [58, 112],
        [82, 64],
        [120, 66],
        [140, 106],
        [160, 66],
        [200, 64],
        [222, 112],
        [194, 172],
        [140, 232],
      ),
    ],
  },
  {
    label: "star",
    strokes: [line([140, 44], [196, 224], [50, 112], [230, 112], [84, 224], [140, 44])],
  },
  {
    label: "infinity",
    strokes: [
      curve(
        [140, 140],
        [100, 98],
        [54, 108],
        [46, 146],
        [72, 180],
        [112, 168],
        [140, 140],
        [178, 100],
        [224, 106],
        [236, 144],
        [210, 178],
        [170, 170],
        [140, 140],
      ),
    ],
  },
  {
    label: "house",
    strokes: [
      line([60, 134], [140, 56], [220, 134]),
      line([82, 118], [82, 226], [198, 226], [198, 118]),
    ],
  },
];
