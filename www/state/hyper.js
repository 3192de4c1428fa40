/** A run's hyper-parameters: what the visitor sets, and what follows from the device. */

import { DEFAULTS } from "../engine/limits.js";

/** @typedef {import("../engine/wire.js").Hyper} Hyper */
/** @typedef {import("../engine/wire.js").Run} Run */

/** What the visitor sets; the rest follows from the device. */
/** @typedef {Omit<Hyper, "readEvery" | "evaluateEvery">} Settings */

/**
 * The engine's hyper-parameters. Reading a loss costs the CPU next to nothing but makes a GPU wait,
 * for which the engine's default is: so the CPU reads every one.
 *
 * @param {Run} run
 * @param {Settings} settings
 * @param {import("../engine/engine.js").Backend} backend
 * @returns {Hyper}
 */
export const hyper = (run, settings, backend) => ({
  ...settings,
  readEvery: backend === "cpu" ? 1 : DEFAULTS[run].readEvery,
  evaluateEvery: DEFAULTS[run].evaluateEvery,
});
