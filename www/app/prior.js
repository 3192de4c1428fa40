/** Even shares of the prior, as the grid that Kingma & Welling 2014 show of two latents. */

/** Coefficients of Giles 2010 for the inverse of the error function: near nothing, and far out. */
const MIDDLE = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503,
  -0.00417768164, 0.246640727, 1.50140941,
];
const TAILS = [
  -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613,
  0.00943887047, 1.00167406, 2.83297682,
];

/**
 * The standard normal number below which a share of them is.
 *
 * @param {number} share Between 0 and 1.
 */
export function quantile(share) {
  const x = 2 * share - 1;
  const w = -Math.log((1 - x) * (1 + x));
  const near = w < 5;
  const at = near ? w - 2.5 : Math.sqrt(w) - 3;
  const sum = (near ? MIDDLE : TAILS).reduce((sum, each) => sum * at + each, 0);
  return Math.SQRT2 * sum * x;
}

/** Codes row by row, as the map has them: left to right, and the smallest on top. */
export const shares = (/** @type {number} */ side) => {
  const at = Array.from({ length: side }, (_, index) => quantile((index + 0.5) / side));
  return at.flatMap((y) => at.map((x) => [x, y]));
};
