/** The network's layers, with what goes in and comes out of each. `model/vae.rs` builds them. */

/**
 * @typedef {object} Layer
 * @property {string} name
 * @property {string} shape Of what comes out.
 * @property {number} parameters
 */

const KERNEL = 4 * 4;
const [OUTER, INNER, HIDDEN] = [32, 64, 256];
const FLAT = 7 * 7 * INNER;

/** @param {number} from @param {number} to @param {number} [each] */
const weights = (from, to, each = 1) => from * to * each + to;

/** @param {number} latents @returns {Record<"encoder" | "decoder", Layer[]>} */
export const layersOf = (latents) => ({
  encoder: [
    { name: "Convolution 4×4", shape: `14×14×${OUTER}`, parameters: weights(1, OUTER, KERNEL) },
    { name: "Convolution 4×4", shape: `7×7×${INNER}`, parameters: weights(OUTER, INNER, KERNEL) },
    { name: "Linear", shape: `${HIDDEN}`, parameters: weights(FLAT, HIDDEN) },
    {
      name: "Linear: μ, log σ²",
      shape: `2×${latents}`,
      parameters: weights(HIDDEN, 2 * latents),
    },
  ],
  decoder: [
    { name: "Linear", shape: `${HIDDEN}`, parameters: weights(latents, HIDDEN) },
    { name: "Linear", shape: `7×7×${INNER}`, parameters: weights(HIDDEN, FLAT) },
    {
      name: "Transposed convolution 4×4",
      shape: `14×14×${OUTER}`,
      parameters: weights(INNER, OUTER, KERNEL),
    },
    {
      name: "Transposed convolution 4×4",
      shape: "28×28",
      parameters: weights(OUTER, 1, KERNEL),
    },
  ],
});

/** Bytes of the model with two latents, which is fetched when it is asked for. */
export const TWO_BYTES = 522_612;
