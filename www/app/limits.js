/**
 * What each number that a visitor may type can be, and what stands there at first: the engine's own
 * table, but for what stands here with its reason.
 */

import { DEFAULTS, LIMITS } from "../engine/limits.js";
import { count } from "./format.js";
import { numeral } from "./numeral.js";

/**
 * @typedef {object} Range
 * @property {string} name As a sentence about it begins.
 * @property {number} least
 * @property {number} most
 * @property {boolean} whole
 * @property {number} [step] Of an arrow key in a field that takes fractions.
 */

/** Numbers that only the page has. @type {Record<string, Range>} */
const OWN = {
  "page.episodes": { name: "The number of tasks", least: 1, most: 1000, whole: true },
  "page.pictureEvery": {
    name: "The number of steps between pictures",
    least: 1,
    most: 10_000,
    whole: true,
  },
};

/** Where the page takes less than the engine. @type {Record<string, Partial<Range>>} */
export const NARROWER = {
  // As many as MNIST holds out.
  "builtIn.test": { most: 10_000 },
  // Each class of a task is a row of pictures, and a row and a column of each confusion matrix.
  "task.ways": { most: 20 },
  // They stand in that row.
  "task.shots": { most: 20 },
  // A slider: more of it is left for where samples still resemble the drawing.
  "encode.spread": { most: 5 },
};

/** How far an arrow key goes. @type {Record<string, number>} */
const STEPS = { "augmentation.spread": 0.1, "encode.spread": 0.1 };

/** What stands in a field at first where it is not the engine's default. */
/** @type {Record<string, number>} */
const AT_FIRST = {
  "builtIn.train": 10_000,
  "builtIn.test": 1000,
  "builtIn.seed": 1,
  // The engine's 50 are for weights to publish; a first run in a tab is to end soon.
  "pretrain.epochs": 5,
  // The article's 5 are five steps where there are five drawings.
  "fineTune.epochs": 60,
  "encode.spread": 1,
  "page.pictureEvery": 20,
};

/** @param {object} table @param {string} path @returns {unknown} */
const under = (table, path) =>
  path
    .split(".")
    .reduce(
      (part, key) => (typeof part === "object" && part !== null ? Reflect.get(part, key) : part),
      /** @type {unknown} */ (table),
    );

/**
 * @param {string} path Of a number in the engine's table, as `task.ways`, or of the page's own.
 * @returns {Range}
 */
export function rangeOf(path) {
  const range = /** @type {Range | undefined} */ (OWN[path] ?? under(LIMITS, path));
  if (range?.name === undefined) throw new Error(`There is no limit “${path}”.`);
  const step = range.whole ? 1 : STEPS[path];
  return { ...range, ...NARROWER[path], ...(step === undefined ? {} : { step }) };
}

/**
 * Undefined where a field shows what the state has; null where it may be left empty.
 *
 * @param {string} path
 * @returns {number | null | undefined}
 */
export function atFirst(path) {
  const value = AT_FIRST[path] ?? under(DEFAULTS, path);
  return typeof value === "number" || value === null ? value : undefined;
}

/**
 * The few numbers that a field takes, and what it says at first.
 *
 * @param {string} path
 * @returns {{of: readonly number[], first: number}}
 */
export function choicesOf(path) {
  const found = /** @type {{of?: readonly number[]} | undefined} */ (under(LIMITS, path));
  const first = atFirst(path);
  if (found?.of === undefined || typeof first !== "number")
    throw new Error(`There are no choices “${path}”.`);
  return { of: found.of, first };
}

/**
 * What a text says: a number, nothing where it may be left empty, or what is wrong with it.
 *
 * @param {string} text
 * @param {Range} range
 * @param {boolean} [optional]
 * @returns {{value: number | null, wrong: null} | {value: null, wrong: string}}
 */
export function typed(text, { name, least, most, whole }, optional = false) {
  const wrong = (/** @type {string} */ sentence) => ({ value: null, wrong: sentence });
  const [from, to, read] = [said(least), said(most), text.trim()];
  if (read === "") return optional ? { value: null, wrong: null } : wrong(`${name} is missing.`);
  const { value, either } = numeral(text, whole);
  if (either) {
    const [one, other] = either;
    return wrong(
      `${name} can be read as ${one} or as ${other}: write it without a separator of thousands.`,
    );
  }
  if (value === null)
    return wrong(`${name} is no number: “${read}”. Give one from ${from} to ${to}.`);
  if (whole && !Number.isInteger(value))
    return wrong(`${name} must be a whole number from ${from} to ${to}, not ${read}.`);
  if (value < least || value > most) return wrong(`${name} must be ${from} to ${to}, not ${read}.`);
  return { value, wrong: null };
}

/** @param {number} value */
const said = (value) => (value !== 0 && value < 1e-4 ? value.toExponential() : count(value));
