/**
 * Lays codes out on a plane so that neighbours stay neighbours (UMAP, McInnes et al. 2018), in a
 * worker of its own: it takes a second or two. Places come as they form.
 */

// In this order: the first is there for the second.
import "./amd.js";
import "../../vendor/umap-js/umap-js.min.js";

const { UMAP } = /** @type {typeof import("umap-js")} */ (/** @type {unknown} */ (globalThis));

/** Epochs between two pictures of it. */
const SHOWN = 15;

/**
 * @typedef {object} ToProject
 * @property {Float32Array} codes `n * latents`.
 * @property {number} latents
 * @property {number} epochs
 */
/** @typedef {{places: Float32Array, done: boolean}} Projected */

self.onmessage = ({ data }) => {
  const { codes, latents, epochs } = /** @type {ToProject} */ (data);
  const rows = Array.from({ length: codes.length / latents }, (_, row) => [
    ...codes.subarray(row * latents, (row + 1) * latents),
  ]);
  const umap = new UMAP({
    nNeighbors: 15,
    minDist: 0.1,
    nEpochs: epochs,
    random: seeded(),
  });
  const last = umap.initializeFit(rows);
  for (let epoch = 1; epoch <= last; epoch++) {
    umap.step();
    if (epoch % SHOWN === 0 || epoch === last) {
      const places = Float32Array.from(umap.getEmbedding().flat());
      self.postMessage({ places, done: epoch === last });
    }
  }
};

/** Numbers in [0, 1) of a linear congruential generator: the same codes give the same map. */
function seeded() {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
