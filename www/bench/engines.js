/** The engines that can take part in a browser. Ours first: the others' times are put beside it. */

/** @typedef {import("./types.js").Entry} Entry */

/** Where a build with the benchmark's packages has them. */
export const PEERS = "peers/";

const NO_PEERS =
  "its files are not in this build: `cargo xtask bench --site` makes one that has them (they " +
  "come from npm)";

/** @type {Entry[]} */
export const ENGINES = [
  // What the page itself takes: fused multiply-adds where the browser has them.
  ours("ours-cpu", "metavae, CPU", "cpu"),
  ours("ours-plain", "metavae, CPU, plain SIMD", "cpu", "metavae.js"),
  ours("ours-threads", "metavae, CPU, threads", "cpu", "", "as many as the page takes"),
  ours("ours-webgpu", "metavae, WebGPU", "webgpu"),
  tfjs("webgl", "TF.js, WebGL"),
  tfjs("webgpu", "TF.js, WebGPU"),
  tfjs("wasm", "TF.js, wasm"),
  tfjs("cpu", "TF.js, plain JS"),
  jaxjs("wasm", "jax-js, wasm"),
  jaxjs("webgpu", "jax-js, WebGPU"),
];

/** @param {string} backend @returns {Entry["runs"]} */
function runs(backend) {
  return backend.startsWith("webg") ? "gpu" : "cpu";
}

/**
 * @param {string} id
 * @param {string} name
 * @param {string} backend
 * @param {string} [artefact] Else the page's choice.
 * @param {string} [threads] One where nothing is said.
 * @returns {Entry}
 */
function ours(id, name, backend, artefact = "", threads = "") {
  return {
    id,
    name,
    runs: runs(backend),
    library: "metavae",
    adapter: "ours",
    options: { backend, artefact, threads },
  };
}

/** @param {string} backend @param {string} name @returns {Entry} */
function tfjs(backend, name) {
  const extra = { path: `${PEERS}tfjs/tf.min.js`, missing: NO_PEERS };
  return {
    id: `tfjs-${backend}`,
    name,
    runs: runs(backend),
    library: "tfjs",
    adapter: "tfjs",
    options: { backend },
    extra,
  };
}

/** @param {string} backend @param {string} name @returns {Entry} */
function jaxjs(backend, name) {
  const extra = { path: `${PEERS}jaxjs/index.js`, missing: NO_PEERS };
  return {
    id: `jaxjs-${backend}`,
    name,
    runs: runs(backend),
    library: "jaxjs",
    adapter: "jaxjs",
    options: { backend },
    extra,
  };
}
