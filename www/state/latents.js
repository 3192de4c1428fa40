/** What each latent tells of the picture, and which of them tell nothing. */

/** @typedef {import("../engine/wire.js").Encoded} Encoded */

/** A latent that tells less of a picture, in nats, is silent. */
export const SILENT = 0.1;

/**
 * KL(N(mean, deviation²) ‖ N(0, 1)) of each latent, nats.
 *
 * @param {number[]} mean
 * @param {number[]} deviation
 */
export const divergences = (mean, deviation) =>
  mean.map((m, index) => {
    const s = deviation[index];
    return Math.max(0, (m * m + s * s - 1) / 2 - Math.log(s));
  });

/** @typedef {Pick<Encoded, "mean" | "deviation">} Code */

/** The latents, those that tell most first. @param {number[]} kl Of each, nats. */
const byKl = (kl) => [...kl.keys()].sort((a, b) => kl[b] - kl[a]);

/** The latents of a picture, those that tell most of it first. @param {Code | null} encoded */
export const loudest = (encoded) =>
  encoded ? byKl(divergences(encoded.mean, encoded.deviation)) : [];

/**
 * The latents of a picture, those that tell most of it first; the silent ones apart.
 *
 * @param {Code} encoded
 */
export function order({ mean, deviation }) {
  const kl = divergences(mean, deviation);
  const sorted = byKl(kl);
  const speaking = sorted.filter((latent) => kl[latent] >= SILENT);
  return { kl, speaking, silent: sorted.slice(speaking.length) };
}
