/**
 * jax-js in the benchmark, as its users write a convolutional VAE: the whole step, gradient and
 * Adam, in one `jit`, noise from `random.normal` inside it, one resident batch. The weights keep
 * PyTorch's order, which is also jax-js's for convolutions.
 *
 * Every use of an array consumes it; `.ref` keeps it.
 */

import { PEERS } from "./engines.js";
import { flatten, LATENTS, LAYOUT, PIXELS, tensors } from "./layout.js";
import { firstBatch } from "./task.js";

/** @typedef {import("./task.js").Task} Task */
/** jax-js has no types here: its package is not among the project's. @typedef {any} Array */

const BETA_1 = 0.9;
const BETA_2 = 0.999;

/**
 * @param {Record<string, string>} options `backend`
 * @param {import("./gpu-counter.js").GpuCounter | null} counter
 */
export function create({ backend }, counter) {
  const index = new URL(`../../${PEERS}jaxjs/index.js`, import.meta.url).href;
  const about = new URL(`../../${PEERS}jaxjs/package.json`, import.meta.url).href;
  /** @type {any} */
  let jax;
  /** @type {Task} */
  let task;
  /** @type {Array} */
  let batch;
  /** Weights, Adam's two moments, its count, the random key. @type {Array[]} */
  let state;
  /** @type {(state: Array[], x: Array) => [Array, Array[]]} */
  let step;

  /** @param {Array[]} w @param {Array} x @param {Array} eps */
  function objective(w, x, eps) {
    const { numpy: np, lax, nn } = jax;
    const n = task.batch;
    const linear = (/** @type {Array} */ h, /** @type {number} */ at) =>
      np.matmul(h, w[at].transpose()).add(w[at + 1]);
    const channels = (/** @type {Array} */ bias) => bias.reshape([1, bias.shape[0], 1, 1]);
    let h = nn.relu(
      lax.conv(x.ref.reshape([n, 1, 28, 28]), w[0], [2, 2], "SAME").add(channels(w[1])),
    );
    h = nn.relu(lax.conv(h, w[2], [2, 2], "SAME").add(channels(w[3])));
    h = nn.relu(linear(h.reshape([n, 3136]), 4));
    const [mean, logvar] = np.split(linear(h, 6), 2, 1);
    const z = mean.ref.add(np.exp(logvar.ref.mul(0.5)).mul(eps));
    h = nn.relu(linear(z, 8));
    h = nn.relu(linear(h, 10)).reshape([n, 64, 7, 7]);
    const up = { transposeKernel: true };
    h = nn.relu(lax.convTranspose(h, w[12], [2, 2], "SAME", up).add(channels(w[13])));
    const logits = lax
      .convTranspose(h, w[14], [2, 2], "SAME", up)
      .add(channels(w[15]))
      .reshape([n, PIXELS]);
    const tail = np.log1p(np.exp(np.absolute(logits.ref).mul(-1)));
    const reconstruction = nn.relu(logits.ref).sub(logits.mul(x)).add(tail).sum();
    const kl = logvar.ref.add(1).sub(np.square(mean)).sub(np.exp(logvar)).sum().mul(-0.5);
    return reconstruction.add(kl).mul(1 / n);
  }

  /** @param {Array[]} state @param {Array} x */
  function train(state, x) {
    const { numpy: np, random, valueAndGrad } = jax;
    const count = LAYOUT.length;
    const [w, m, v] = [0, 1, 2].map((part) => state.slice(part * count, (part + 1) * count));
    const [key, next] = np
      .split(random.split(state[3 * count + 1], 2), 2, 0)
      .map((/** @type {Array} */ k) => k.reshape([2]));
    const eps = random.normal(key, [task.batch, LATENTS]);
    const [loss, gradients] = valueAndGrad(objective)(
      w.map((weight) => weight.ref),
      x,
      eps,
    );
    const t = state[3 * count].add(1);
    const correction = (/** @type {number} */ beta) =>
      np
        .exp(t.ref.mul(Math.log(beta)))
        .mul(-1)
        .add(1);
    const [c1, c2] = [correction(BETA_1), correction(BETA_2)];
    const [weights, first, second] = /** @type {Array[][]} */ ([[], [], []]);
    for (let i = 0; i < count; i++) {
      first.push(m[i].mul(BETA_1).add(gradients[i].ref.mul(1 - BETA_1)));
      second.push(v[i].mul(BETA_2).add(np.square(gradients[i]).mul(1 - BETA_2)));
      const scale = np.sqrt(second[i].ref.div(c2.ref)).add(1e-8);
      weights.push(w[i].sub(first[i].ref.div(c1.ref).div(scale).mul(1e-3)));
    }
    c1.dispose();
    c2.dispose();
    return [loss, [...weights, ...first, ...second, t, next]];
  }

  /** @param {number} steps */
  async function window(steps) {
    counter?.start();
    const began = performance.now();
    let loss;
    for (let taken = 0; taken < steps; taken++) {
      loss?.dispose();
      [loss, state] = step(state, batch.ref);
    }
    const [value] = await loss.data();
    // A loss is there before the update of its own step; a window ends with the update.
    await jax.blockUntilReady(state);
    const ms = performance.now() - began;
    return { ms, gpu: counter?.stop(), loss: value };
  }

  return {
    /** @param {Task} given */
    async open(given) {
      task = given;
      jax = await import(index);
      const devices = await jax.init(backend);
      if (!devices.includes(backend))
        throw new Error(`jax-js could not start its device ${backend} here.`);
      jax.defaultDevice(backend);
      const { numpy: np, random, jit } = jax;
      const weights = arrays(np, task);
      const zeros = () => LAYOUT.map(([, shape]) => np.zeros(shape));
      state = [
        ...weights,
        ...zeros(),
        ...zeros(),
        np.array(new Float32Array([0])).reshape([]),
        random.key(1),
      ];
      batch = np.array(firstBatch(task)).reshape([task.batch, PIXELS]);
      step = jit(train);
      const { version } = await (await fetch(about)).json();
      const threads = typeof SharedArrayBuffer === "undefined" ? 1 : navigator.hardwareConcurrency;
      return { version, device: backend === "wasm" ? `wasm, threads: ${threads}` : "WebGPU" };
    },

    first: () => window(1),

    async agree() {
      const { numpy: np, jit, valueAndGrad } = jax;
      const eps = np.array(task.eps.slice()).reshape([task.batch, LATENTS]);
      const [loss, gradients] = jit(valueAndGrad(objective))(arrays(np, task), batch.ref, eps);
      const [total] = await loss.data();
      const parts = [];
      for (const gradient of gradients) parts.push(await gradient.data());
      return { total, gradient: flatten(parts) };
    },

    /** @param {number} steps */
    async settle(steps) {
      if (steps > 1) await window(steps);
    },

    window,
  };
}

/** The given weights, on the device. @param {any} np @param {Task} task @returns {Array[]} */
function arrays(np, task) {
  // Copies, since jax-js may keep what it is given.
  return tensors(task.weights).map((values, i) => np.array(values.slice()).reshape(LAYOUT[i][1]));
}
