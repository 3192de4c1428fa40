/** What every engine is given: the same weights, images and noise, the same on each run. */

import { LATENTS, PIXELS } from "./layout.js";

/** Images a training step. */
export const BATCH = 128;
/** Random images that an engine trains on. */
const IMAGES = 10 * BATCH;

/**
 * @typedef {object} Task
 * @property {Float32Array} weights All parameters, in PyTorch's order.
 * @property {Uint8Array} images Bytes, 784 an image. The first batch of them is the agreement's.
 * @property {Float32Array} eps Standard normal noise for the agreement, 32 an image of one batch.
 * @property {number} batch
 */

/** @param {Float32Array} weights @returns {Task} */
export function makeTask(weights) {
  const random = generator(20_240_601);
  const images = Uint8Array.from({ length: IMAGES * PIXELS }, () => Math.floor(random() * 256));
  const eps = Float32Array.from({ length: BATCH * LATENTS }, () => {
    return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  });
  return { weights, images, eps, batch: BATCH };
}

/** The agreement's images, in 0..=1. @param {Task} task */
export function firstBatch({ images, batch }) {
  return Float32Array.from(images.subarray(0, batch * PIXELS), (byte) => byte / 255);
}

/**
 * Mulberry32: small, and the same everywhere.
 * @param {number} seed
 * @returns {() => number} In [0, 1).
 */
export function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
