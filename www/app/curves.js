/**
 * Loss curves of bounded length. A run of 50 epochs has 23,450 steps and a chart some 600 pixels:
 * when a curve is full, neighbours are averaged in pairs, which halves it and keeps its shape.
 */

/** @typedef {import("../engine/wire.js").StepLosses} StepLosses */

/**
 * @typedef {object} Curves
 * @property {StepLosses[]} train Of each batch, before its update.
 * @property {StepLosses[]} heldOut
 * @property {StepLosses | null} first The first training point, as it was.
 * @property {number} every Training steps that one point of `train` stands for.
 * @property {StepLosses[]} waiting Fewer than `every` steps, not yet a point.
 */

export const MOST_POINTS = 1200;

/** @returns {Curves} */
export const noCurves = () => ({ train: [], heldOut: [], first: null, every: 1, waiting: [] });

/**
 * @template P
 * @typedef {object} Series
 * @property {P[]} points
 * @property {number} every Steps that one point stands for.
 * @property {P[]} waiting Fewer than `every` steps, not yet a point.
 */

/**
 * @template P
 * @param {Series<P>} series
 * @param {P[]} more In order.
 * @param {(points: P[]) => P} mean
 * @returns {Series<P>}
 */
export function append(series, more, mean) {
  let { points, every } = series;
  const waiting = [...series.waiting, ...more];
  const whole = [];
  while (waiting.length >= every) whole.push(mean(waiting.splice(0, every)));
  points = [...points, ...whole];
  while (points.length > MOST_POINTS) {
    const odd = points.length % 2 === 1 ? points.slice(-1) : [];
    const pairs = [];
    for (let i = 0; i + 1 < points.length; i += 2) pairs.push(mean([points[i], points[i + 1]]));
    // An unpaired last point weighs a little too much for a while; a curve cannot show that.
    points = [...pairs, ...odd];
    every *= 2;
  }
  return { points, every, waiting };
}

/**
 * @param {Curves} curves
 * @param {StepLosses[]} losses In order.
 * @returns {Curves}
 */
export function addTrain(curves, losses) {
  const { points: train, ...others } = append({ ...curves, points: curves.train }, losses, mean);
  return { ...curves, ...others, train, first: curves.first ?? losses[0] ?? null };
}

/**
 * @param {Curves} curves
 * @param {StepLosses} point
 * @returns {Curves}
 */
export const addHeldOut = (curves, point) => ({
  ...curves,
  heldOut: [...curves.heldOut.filter((other) => other.step !== point.step), point],
});

/** The newest training losses. @param {Curves} curves */
export const newest = (curves) => curves.waiting.at(-1) ?? curves.train.at(-1) ?? null;

/** @param {StepLosses[]} points @returns {StepLosses} */
function mean(points) {
  const of = (/** @type {"reconstruction" | "kl" | "total"} */ part) =>
    points.reduce((sum, point) => sum + point.losses[part], 0) / points.length;
  return {
    step: points[points.length - 1].step,
    losses: { reconstruction: of("reconstruction"), kl: of("kl"), total: of("total") },
  };
}

/**
 * An exponential moving average that starts unbiased, so that noise from batch to batch does not
 * hide the trend.
 *
 * @param {number[]} values
 * @param {number} keep Weight of the past, in 0..1.
 */
export function smooth(values, keep) {
  let average = 0;
  let weight = 0;
  return values.map((value) => {
    average = keep * average + (1 - keep) * value;
    weight = keep * weight + (1 - keep);
    return average / weight;
  });
}
