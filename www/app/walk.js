/** Ways from one code to another. */

/** @typedef {"straight" | "spherical"} Way */

/** The length of a code. @param {number[]} z */
export const norm = (z) => Math.hypot(...z);

/** @param {number[]} from @param {number[]} to @param {number} t From 0 to 1. */
export const lerp = (from, to, t) => from.map((a, at) => a + t * (to[at] - a));

/**
 * Along the great circle (Shoemake 1985), as White 2016 takes it for latents: of their directions,
 * with weights that add up to more than one between, so that a walk does not cut through the middle
 * where no code of the prior is. Codes of one direction, of opposite ones, or of none have no such
 * circle, or many: the way is straight then.
 *
 * @param {number[]} from @param {number[]} to @param {number} t
 */
export function slerp(from, to, t) {
  const length = norm(from) * norm(to);
  const cosine = from.reduce((sum, a, at) => sum + a * to[at], 0) / length;
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
  const sine = Math.sin(angle);
  if (!(length > 0) || sine < 1e-6) return lerp(from, to, t);
  const [a, b] = [Math.sin((1 - t) * angle) / sine, Math.sin(t * angle) / sine];
  return from.map((each, at) => a * each + b * to[at]);
}

/** @param {Way} way */
export const step = (way) => (way === "straight" ? lerp : slerp);

/** @param {number[]} from @param {number[]} to @param {number} count @param {Way} way */
export const walk = (from, to, count, way) =>
  Array.from({ length: count }, (_, at) => step(way)(from, to, at / (count - 1)));
