/** Samples around the codes of some pictures. */

/** A standard normal number (Box and Muller 1958). */
export const normal = () =>
  Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());

/** @typedef {{mean: number[], deviation: number[]}} Posterior */

/**
 * The normal distribution with the mean and, latent by latent, the variance of a mixture of
 * posteriors: the posteriors' variances on average, and how far their means lie apart.
 *
 * @param {Posterior[]} posteriors At least one.
 * @returns {Posterior}
 */
export function momentsOf(posteriors) {
  const over = (/** @type {(one: Posterior) => number} */ of) =>
    posteriors.reduce((sum, one) => sum + of(one), 0) / posteriors.length;
  const mean = posteriors[0].mean.map((_, at) => over((one) => one.mean[at]));
  const deviation = mean.map((centre, at) =>
    Math.sqrt(over((one) => one.deviation[at] ** 2 + (one.mean[at] - centre) ** 2)),
  );
  return { mean, deviation };
}

/**
 * Codes drawn from a distribution.
 *
 * @param {Posterior} from
 * @param {number} count
 * @param {() => number} [draw] A standard normal number.
 */
export const drawnFrom = ({ mean, deviation }, count, draw = normal) =>
  Array.from({ length: count }, () => mean.map((centre, at) => centre + deviation[at] * draw()));
