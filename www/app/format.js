/**
 * Numbers as a reader wants them. Nothing else in the page asks a browser how to write one: what it
 * calls its language may be no language at all.
 */

export { bytesText as bytes } from "../engine/sizes.js";

/** The page's own, whatever the browser's is. */
const counts = new Intl.NumberFormat("en");

/** @param {number} value */
export const count = (value) => counts.format(value);

/** A loss or divergence: one decimal. @param {number} value */
export const nats = (value) => (Number.isFinite(value) ? value.toFixed(1) : "not a number");

/** A latent: two decimals, with a real minus sign. @param {number} value */
export const latent = (value) => value.toFixed(2).replace("-", "−");

/**
 * A span of time in its two largest units.
 *
 * @param {number} ms
 */
export function duration(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, "0")} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

/** `z₁₇` for 17. @param {number} index */
export const latentName = (index) =>
  `z${[...String(index)].map((digit) => SUBSCRIPTS[Number(digit)]).join("")}`;
