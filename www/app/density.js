/**
 * What codes are like: a mixture of Gaussians with full covariances, fitted by expectation
 * maximisation (Dempster et al. 1977). Drawn from in place of the prior, a model makes what it has
 * codes for, and not what lies between them: ex-post density estimation (Ghosh et al. 2020,
 * arXiv 1903.12436).
 */

/**
 * One Gaussian: its share of the codes, its middle, and the lower triangle whose product with
 * itself is its covariance.
 * @typedef {{share: number, mean: Float64Array, root: Float64Array}} Part
 */

/** A covariance is no flatter than this in any direction: fewer codes than latents span nothing. */
const LEAST_VARIANCE = 1e-3;

/** Numbers from 0 to 1 that a seed fixes (mulberry32). @param {number} seed */
export function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Of a standard normal distribution (Box and Muller 1958). @param {() => number} random */
const normal = (random) =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/**
 * Fitted to codes.
 *
 * @param {Float32Array} codes `n * latents`.
 * @param {number} latents
 * @param {{parts: number, rounds: number, seed: number}} how
 * @returns {Part[]}
 */
export function fitted(codes, latents, { parts, rounds, seed }) {
  const count = codes.length / latents;
  const row = (/** @type {number} */ at) => codes.subarray(at * latents, (at + 1) * latents);
  /** @type {Part[]} */
  let mixture = apart(row, count, latents, { parts, seed });
  const belongs = mixture.map(() => new Float64Array(count));
  for (let round = 0; round < rounds; round++) {
    for (let at = 0; at < count; at++) {
      const likely = mixture.map((part) => logDensity(part, row(at)));
      const most = Math.max(...likely);
      const shares = likely.map((each) => Math.exp(each - most));
      const sum = shares.reduce((all, share) => all + share, 0);
      shares.forEach((share, part) => {
        belongs[part][at] = share / sum;
      });
    }
    mixture = belongs.map((weights) => gaussian(row, weights, latents));
  }
  return mixture;
}

/**
 * Codes that are far from each other, each with the spread of all (k-means++, Arthur and
 * Vassilvitskii 2007).
 *
 * @param {(at: number) => Float32Array} row
 * @param {number} count
 * @param {number} latents
 * @param {{parts: number, seed: number}} how
 */
function apart(row, count, latents, { parts, seed }) {
  const random = uniform(seed);
  const all = gaussian(row, new Float64Array(count).fill(1), latents);
  const far = new Float64Array(count).fill(1);
  return Array.from({ length: parts }, (_, part) => {
    let left = random() * far.reduce((sum, each) => sum + each, 0);
    let at = 0;
    while (at < count - 1 && left > far[at]) left -= far[at++];
    const mean = Float64Array.from(row(at));
    for (let other = 0; other < count; other++) {
      const code = row(other);
      const distance = mean.reduce((sum, value, axis) => sum + (value - code[axis]) ** 2, 0);
      far[other] = part === 0 ? distance : Math.min(far[other], distance);
    }
    return { share: 1 / parts, mean, root: all.root };
  });
}

/**
 * @param {(at: number) => Float32Array} row
 * @param {Float64Array} weights Of each code.
 * @param {number} latents
 * @returns {Part}
 */
function gaussian(row, weights, latents) {
  const sum = weights.reduce((all, weight) => all + weight, 0) + 1e-9;
  const mean = new Float64Array(latents);
  weights.forEach((weight, at) => {
    const code = row(at);
    for (let axis = 0; axis < latents; axis++) mean[axis] += (weight / sum) * code[axis];
  });
  const covariance = new Float64Array(latents * latents);
  weights.forEach((weight, at) => {
    if (weight < 1e-9) return;
    const code = row(at);
    for (let i = 0; i < latents; i++)
      for (let j = 0; j <= i; j++)
        covariance[i * latents + j] += (weight / sum) * (code[i] - mean[i]) * (code[j] - mean[j]);
  });
  for (let axis = 0; axis < latents; axis++) covariance[axis * latents + axis] += LEAST_VARIANCE;
  return { share: sum / weights.length, mean, root: cholesky(covariance, latents) };
}

/** The triangle whose product with itself it is. @param {Float64Array} matrix @param {number} n */
function cholesky(matrix, n) {
  const root = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let left = matrix[i * n + j];
      for (let k = 0; k < j; k++) left -= root[i * n + k] * root[j * n + k];
      root[i * n + j] =
        i === j ? Math.sqrt(Math.max(left, LEAST_VARIANCE / 10)) : left / root[j * n + j];
    }
  }
  return root;
}

/** Up to a constant that is the same for all. @param {Part} part @param {Float32Array} code */
function logDensity({ share, mean, root }, code) {
  const n = mean.length;
  const solved = new Float64Array(n);
  let log = Math.log(share);
  for (let i = 0; i < n; i++) {
    let left = code[i] - mean[i];
    for (let k = 0; k < i; k++) left -= root[i * n + k] * solved[k];
    solved[i] = left / root[i * n + i];
    log -= 0.5 * solved[i] ** 2 + Math.log(root[i * n + i]);
  }
  return log;
}

/**
 * Codes drawn from a mixture.
 *
 * @param {Part[]} mixture
 * @param {number} count
 * @param {{seed: number, temperature?: number}} how Temperature multiplies each deviation: below 1
 *   the middles of the Gaussians are drawn more often than they are in truth.
 * @returns {number[][]}
 */
export function drawn(mixture, count, { seed, temperature = 1 }) {
  const random = uniform(seed);
  return Array.from({ length: count }, () => {
    let left = random();
    const { mean, root } =
      mixture.find(({ share }) => {
        left -= share;
        return left <= 0;
      }) ?? mixture[mixture.length - 1];
    const noise = Array.from(mean, () => temperature * normal(random));
    return Array.from(mean, (middle, i) =>
      noise
        .slice(0, i + 1)
        .reduce((sum, each, k) => sum + root[i * mean.length + k] * each, middle),
    );
  });
}
