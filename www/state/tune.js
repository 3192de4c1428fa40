/** Fine-tuning, and its comparison of before and after. */

import { hearRun, lost, noRun, withStatus } from "../app/run-state.js";
import { selected } from "./strip.js";

/** @typedef {import("./page.js").Action} Action */
/** @typedef {import("./page.js").State} State */
/** @typedef {import("../engine/wire.js").Losses} Losses */
/** @typedef {import("../engine/wire.js").StepLosses} StepLosses */
/** @typedef {import("../app/run-state.js").RunState} RunState */

/** @typedef {{image: Uint8Array, losses: Losses}} Outcome */

/** So many rows are reconstructed and shown: thousands would keep engine and page for seconds. */
export const COMPARED = 100;

/**
 * @typedef {object} Row
 * @property {string} id The drawing's.
 * @property {string} label
 * @property {boolean} [ours] Whether the label is the page's word and not the visitor's.
 * @property {string} group The same for drawings of one class.
 * @property {Uint8Array} image
 * @property {Outcome | null} before The pretrained model's reconstruction.
 * @property {Outcome | null} after The adapted model's.
 */

/**
 * @typedef {object} TuneState
 * @property {RunState} run
 * @property {Row[]} rows
 * @property {StepLosses[]} course The mean of the rows' losses as the copy learns, from step 0:
 *   what is said before, on the way and after is one figure.
 */

/**
 * @typedef {{type: "tune/status", status: RunState["status"]}
 *   | {type: "tune/rows", rows: Row[]}
 *   | {type: "tune/after", outcomes: Outcome[], step: number}} TuneAction
 */

/** @returns {TuneState} */
const start = () => ({ run: noRun(), rows: [], course: [] });

/** Points of the course at most: more than a chart has pixels for. */
const MOST_POINTS = 400;

/** @param {TuneState | undefined} state @param {Action} action @returns {TuneState} */
export function tune(state = start(), action) {
  switch (action.type) {
    case "tune/status":
      return {
        ...state,
        run: withStatus(state.run, action.status),
        course: action.status === "starting" ? at(0, meanOf(state.rows, "before")) : state.course,
      };
    case "tune/rows":
      return {
        ...state,
        rows: action.rows,
        course: sameDrawings(action.rows, state.rows) ? state.course : [],
      };
    case "tune/after": {
      const rows = state.rows.map((row, index) => ({
        ...row,
        after: action.outcomes[index] ?? null,
      }));
      return { ...state, rows, course: longer(state.course, action.step, rows) };
    }
    case "engine/lost":
      return { ...state, run: lost(state.run) };
    case "engine/events": {
      const run = action.events.reduce(
        (run, event) => hearRun(run, "fineTune", event, action.at),
        state.run,
      );
      const discarded = action.events.some(
        (event) => event.type === "modelDiscarded" && event.slot === "fineTuned",
      );
      if (discarded) {
        const rows = state.rows.map((row) => ({ ...row, after: null }));
        return { ...state, run, rows, course: [] };
      }
      return run === state.run ? state : { ...state, run };
    }
    default:
      return state;
  }
}

/** @param {number} step @param {Losses | null} losses @returns {StepLosses[]} */
const at = (step, losses) => (losses ? [{ step, losses }] : []);

/** @param {StepLosses[]} course @param {number} step @param {Row[]} rows */
function longer(course, step, rows) {
  if (course.length === 0) return course;
  const points = [
    ...course.filter((point) => point.step < step),
    ...at(step, meanOf(rows, "after")),
  ];
  // The first stands for before; of the others every second is enough.
  return points.length > MOST_POINTS ? points.filter((_, index) => index % 2 === 0) : points;
}

/** @param {Row[]} rows @param {Row[]} others */
const sameDrawings = (rows, others) =>
  rows.length === others.length && rows.every(({ id }, index) => id === others[index].id);

/**
 * The mean of the losses of the rows that are compared; null while one is missing.
 *
 * @param {Row[]} rows
 * @param {"before" | "after"} when
 * @returns {Losses | null}
 */
export function meanOf(rows, when) {
  const known = rows.slice(0, COMPARED).flatMap((row) => row[when]?.losses ?? []);
  if (known.length === 0 || known.length < Math.min(rows.length, COMPARED)) return null;
  const over = (/** @type {keyof Losses} */ part) =>
    known.reduce((sum, losses) => sum + losses[part], 0) / known.length;
  return { reconstruction: over("reconstruction"), kl: over("kl"), total: over("total") };
}

/**
 * What is fine-tuned on: the drawings of one's own classes, and those of the strip that are
 * selected and are not there already. Until there is one of either, the examples.
 *
 * @param {Pick<State, "classes" | "strip"> & {teach: Pick<State["teach"], "examples">}} state
 * @returns {Omit<Row, "before" | "after">[]}
 */
export function material({ classes, strip, teach }) {
  const of = (/** @type {State["classes"]} */ some) =>
    some.flatMap(({ id: group, name: label, drawings }) =>
      drawings.flatMap(({ id, image }) => (image ? { id, label, group, image } : [])),
    );
  const own = of(classes);
  if (own.length === 0 && strip.length === 0)
    return of(teach.examples).map((one) => ({ ...one, ours: true }));
  const kept = selected(strip).flatMap(({ id, label, image }) => {
    const home = classes.find(({ name }) => name === label);
    const there = home?.drawings.some((one) => one.image && image && same(one.image, image));
    return there || !image ? [] : { id, label, group: home?.id ?? (label || id), image };
  });
  return [...own, ...kept];
}

/** @param {Uint8Array} one @param {Uint8Array} other */
const same = (one, other) => one.every((value, at) => value === other[at]);
