/**
 * TF.js in the benchmark, as its users write a convolutional VAE: channels last, `tf.tidy`, Adam
 * through `minimize`, one resident batch, noise from `tf.randomNormal`, and a reading only where a
 * window ends.
 */

import { PEERS } from "./engines.js";
import {
  flatten,
  fromChannelsLast,
  LATENTS,
  LAYOUT,
  PIXELS,
  shapeChannelsLast,
  tensors,
  toChannelsLast,
} from "./layout.js";
import { firstBatch } from "./task.js";

/** @typedef {import("./task.js").Task} Task */
/** TF.js has no types here: its packages are not among the project's. @typedef {any} Tensor */

/**
 * The library with its backends cpu and webgl; the others come as files that add to the global
 * `tf`.
 */
const FILES = /** @type {Record<string, string[]>} */ ({
  cpu: ["tf"],
  webgl: ["tf"],
  webgpu: ["tf", "tf-backend-webgpu"],
  wasm: ["tf", "tf-backend-wasm"],
});

/**
 * @param {Record<string, string>} options `backend`
 * @param {import("./gpu-counter.js").GpuCounter | null} counter
 */
export function create({ backend }, counter) {
  const folder = new URL(`../../${PEERS}tfjs/`, import.meta.url);
  /** @type {any} */
  let tf;
  /** @type {Task} */
  let task;
  /** @type {Tensor[]} */
  let weights;
  /** @type {Tensor} */
  let batch;
  /** @type {any} */
  let adam;

  /** @param {Tensor[]} w @param {Tensor} x @param {Tensor} eps */
  function objective(w, x, eps) {
    const n = x.shape[0];
    let h = tf.relu(tf.add(tf.conv2d(tf.reshape(x, [n, 28, 28, 1]), w[0], 2, "same"), w[1]));
    h = tf.relu(tf.add(tf.conv2d(h, w[2], 2, "same"), w[3]));
    h = tf.relu(tf.add(tf.matMul(tf.reshape(h, [n, 3136]), w[4]), w[5]));
    const moments = tf.add(tf.matMul(h, w[6]), w[7]);
    const [mean, logvar] = tf.split(moments, 2, 1);
    const z = tf.add(mean, tf.mul(tf.exp(tf.mul(logvar, 0.5)), eps));
    h = tf.relu(tf.add(tf.matMul(z, w[8]), w[9]));
    h = tf.reshape(tf.relu(tf.add(tf.matMul(h, w[10]), w[11])), [n, 7, 7, 64]);
    h = tf.relu(tf.add(tf.conv2dTranspose(h, w[12], [n, 14, 14, 32], 2, "same"), w[13]));
    const logits = tf.reshape(
      tf.add(tf.conv2dTranspose(h, w[14], [n, 28, 28, 1], 2, "same"), w[15]),
      [n, PIXELS],
    );
    const reconstruction = tf.sum(tf.sub(tf.softplus(logits), tf.mul(logits, x)));
    const kl = tf.mul(
      tf.sum(tf.sub(tf.add(logvar, 1), tf.add(tf.square(mean), tf.exp(logvar)))),
      -0.5,
    );
    return tf.div(tf.add(reconstruction, kl), n);
  }

  const step = () =>
    adam.minimize(
      () => objective(weights, batch, tf.randomNormal([task.batch, LATENTS])),
      true,
      weights,
    );

  /** @param {number} steps */
  async function window(steps) {
    counter?.start();
    const began = performance.now();
    let loss = step();
    for (let taken = 1; taken < steps; taken++) {
      loss.dispose();
      loss = step();
    }
    const [value] = await loss.data();
    const ms = performance.now() - began;
    const gpu = counter?.stop();
    loss.dispose();
    return { ms, gpu, loss: value };
  }

  return {
    /** @param {Task} given */
    async open(given) {
      task = given;
      for (const file of FILES[backend]) await import(new URL(`${file}.min.js`, folder).href);
      tf = /** @type {any} */ (globalThis).tf;
      if (backend === "wasm") tf.wasm.setWasmPaths(folder.href);
      if (!(await tf.setBackend(backend)))
        throw new Error(`TF.js could not start its backend ${backend} here.`);
      await tf.ready();
      weights = tensors(task.weights).map((values, index) =>
        tf.variable(
          tf.tensor(toChannelsLast(index, values), shapeChannelsLast(index)),
          true,
          LAYOUT[index][0],
        ),
      );
      batch = tf.tensor(firstBatch(task), [task.batch, PIXELS]);
      adam = tf.train.adam(1e-3, 0.9, 0.999, 1e-8);
      return { version: tf.version.tfjs, device: describe(tf, backend) };
    },

    first: () => window(1),

    async agree() {
      // The given weights, not the ones that the first step has changed.
      const given = tensors(task.weights).map((values, index) =>
        tf.variable(tf.tensor(toChannelsLast(index, values), shapeChannelsLast(index))),
      );
      const eps = tf.tensor(task.eps, [task.batch, LATENTS]);
      const { value, grads } = tf.variableGrads(() => objective(given, batch, eps), given);
      const [total] = await value.data();
      const parts = [];
      for (const [index, variable] of given.entries()) {
        parts.push(fromChannelsLast(index, await grads[variable.name].data()));
      }
      tf.dispose([value, grads, given, eps]);
      return { total, gradient: flatten(parts) };
    },

    /** @param {number} steps */
    async settle(steps) {
      if (steps > 1) await window(steps);
    },

    window,
  };
}

/** @param {any} tf @param {string} backend */
function describe(tf, backend) {
  if (backend === "wasm") return `wasm, threads: ${tf.wasm.getThreadsCount()}`;
  if (backend === "webgl") return "WebGL 2";
  return backend === "cpu" ? "plain JS" : "WebGPU";
}
