/** The hyper-parameter forms: fields, ranges, and what was typed into them. */

import { DEFAULTS, LIMITS } from "../engine/limits.js";

/** @typedef {import("../engine/wire.js").Hyper} Hyper */
/** @typedef {import("../engine/wire.js").Run} Run */

/** What the visitor sets; the rest follows from the device. */
/** @typedef {Omit<Hyper, "readEvery" | "evaluateEvery">} Settings */
/** @typedef {keyof Omit<Settings, "reduction" | "recipe">} Field */

/**
 * @typedef {object} Range
 * @property {string} name As a sentence about it begins.
 * @property {number} least
 * @property {number} most
 * @property {boolean} whole
 */

/** @type {Record<Run, Record<Field, Range>>} */
export const RANGES = { pretrain: LIMITS.pretrain, fineTune: LIMITS.fineTune };

/**
 * What is wrong with a field's text, as a sentence, or null.
 *
 * @param {Run} run
 * @param {Field} field
 * @param {string} text
 * @returns {string | null}
 */
export function problemWith(run, field, text) {
  return field === "maxSteps" && text.trim() === "" ? null : outside(RANGES[run][field], text);
}

/** @param {Range} range @param {string} text @returns {string | null} */
export function outside({ name, least, most, whole }, text) {
  if (text.trim() === "") return `${name} is missing.`;
  const value = Number(text);
  if (!Number.isFinite(value)) return `${name} is no number.`;
  if (value < least || value > most) return `${name} must be ${said(least)} to ${said(most)}.`;
  if (whole && !Number.isInteger(value)) return `${name} must be a whole number.`;
  return null;
}

/** @param {number} value */
const said = (value) =>
  value !== 0 && value < 1e-4 ? value.toExponential() : value.toLocaleString("en");

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
