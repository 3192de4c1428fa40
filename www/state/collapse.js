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
 * Whether a run has come to it, by its readings on held-out images. One that learns passes through
 * a KL of next to nothing too, about step 50, and is leaving it: so two readings must say the same.
 *
 * @param {import("../app/run-state.js").RunState} run
 */
export function hasCollapsed({ curves, activeUnits }) {
  const [before, now] = curves.heldOut.slice(-2);
  if (!now || before.step < FROM_STEP) return false;
  const silent = now.losses.kl < LEAST_KL || activeUnits === 0;
  return silent && now.losses.kl < before.losses.kl + GAIN;
}

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
