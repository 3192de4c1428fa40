/** Drawings for the tests: strokes of points from (0, 0), top left, to (1, 1). */

/**
 * @param {number} x
 * @param {number} y
 * @param {number} rx
 * @param {number} ry
 * @param {number} from
 * @param {number} to In turns.
 */
function arc(x, y, rx, ry, from, to, points = 16) {
  return Array.from({ length: points + 1 }, (_, n) => {
    const angle = 2 * Math.PI * (from + ((to - from) * n) / points);
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
  });
}

export const ZERO = [arc(0.5, 0.5, 0.2, 0.3, -0.25, 0.75)];
export const ONE = [
  [
    [0.52, 0.2],
    [0.5, 0.5],
    [0.48, 0.8],
  ],
];
export const THREE = [
  [
    ...arc(0.48, 0.35, 0.17, 0.15, -0.42, 0.22, 10),
    ...arc(0.48, 0.65, 0.19, 0.16, -0.25, 0.42, 12),
  ],
];
export const SEVEN = [
  [
    [0.3, 0.25],
    [0.7, 0.25],
    [0.58, 0.5],
    [0.46, 0.8],
  ],
];
export const FOUR = [
  [
    [0.36, 0.2],
    [0.32, 0.52],
    [0.7, 0.52],
  ],
  [
    [0.64, 0.3],
    [0.6, 0.82],
  ],
];

/** Five drawings that are no digits, for the model to learn. */
export const SYMBOLS = [
  [
    [
      [0.25, 0.25],
      [0.75, 0.75],
    ],
    [
      [0.75, 0.25],
      [0.25, 0.75],
    ],
  ],
  [
    [
      [0.5, 0.2],
      [0.5, 0.8],
    ],
    [
      [0.2, 0.5],
      [0.8, 0.5],
    ],
  ],
  [
    [
      [0.5, 0.2],
      [0.8, 0.75],
      [0.2, 0.75],
      [0.5, 0.2],
    ],
  ],
  [
    [
      [0.25, 0.3],
      [0.75, 0.3],
      [0.75, 0.7],
      [0.25, 0.7],
      [0.25, 0.3],
    ],
  ],
  [
    [
      [0.2, 0.65],
      [0.35, 0.35],
      [0.5, 0.65],
      [0.65, 0.35],
      [0.8, 0.65],
    ],
  ],
];
