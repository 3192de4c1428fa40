/**
 * Posterior collapse: the encoder says the same of every picture, so the latents tell nothing and
 * the decoder paints one average picture (Bowman et al. 2016, Lucas et al. 2019).
 */

import { DEFAULTS } from "../engine/limits.js";

/** Nats below which the latents together tell next to nothing: a coin toss is 0.69. */
export const LEAST_KL = 0.5;
/** Before it a run is only on its way: from random weights the KL begins at about 0. */
export const FROM_STEP = 50;
/** A run that is on its way gains more than this from one reading to the next. */
const GAIN = 0.02;
/**
 * A KL that is weighed this many times leaves the code 5 nats of MNIST (docs/training.md); far more
 * leave it none.
 */
const PRESSING = 8;
/** No code of a model that learns holds so many nats: an update has thrown the weights far away. */
const THROWN = 30;
/** The slowest run that was seen to leave its beginning did by then: batches of 64, 8 latents. */
const LONG = 400;

/** @typedef {"kl" | "rate" | "unknown"} Cause */

/**
 * Why a run says nothing by its code, by its readings on held-out images; null: it does, or is only
 * on its way. One that learns passes through a KL of next to nothing too, and is leaving it: so two
 * readings must say the same, and early ones count only where there is a reason for it.
 *
 * @param {import("../app/run-state.js").RunState} run
 * @param {import("./train.js").Objective | null} objective
 * @returns {Cause | null}
 */
export function collapseOf({ curves, activeUnits, peakKl }, objective) {
  const [before, now] = curves.heldOut.slice(-2);
  if (!now || before.step < FROM_STEP) return null;
  const silent = now.losses.kl < LEAST_KL || activeUnits === 0;
  if (!silent || now.losses.kl >= before.losses.kl + GAIN) return null;
  if (peakKl > THROWN) return "rate";
  if (pressure(objective) > PRESSING) return "kl";
  return before.step >= LONG ? "unknown" : null;
}

/** How many times the KL is weighed beside a reconstruction that is summed over pixels. */
const pressure = (/** @type {import("./train.js").Objective | null} */ objective) =>
  objective ? objective.beta * (objective.reduction === "meanPixels" ? 784 : 1) : 1;

/** The settings of the demonstration, as they stand in the form. */
export const DEMONSTRATION = {
  latents: DEFAULTS.latents,
  texts: {
    learningRate: "0.001",
    batchSize: "128",
    epochs: "50",
    maxSteps: "150",
    beta: "1",
    seed: "1",
  },
  reduction: /** @type {const} */ ("meanPixels"),
};
