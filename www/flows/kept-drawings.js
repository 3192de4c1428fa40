/** What the page remembers between visits: drawings and own classes, as strokes. */

import { nameOf } from "../app/kept.js";
import { rangeOf } from "../app/limits.js";

/** @typedef {import("../app/kept.js").Kind} Kind */

/** Fields for names take 24; this is what nobody typed. */
const LONGEST_NAME = 1000;

/**
 * What is wrong with strokes, by the engine's own limits, so that it can draw whatever is kept.
 *
 * @param {any} strokes
 * @returns {string | null}
 */
function wrongStrokes(strokes) {
  const { most } = rangeOf("drawing.strokes");
  if (!Array.isArray(strokes) || ![...strokes].every(Array.isArray)) return "has no strokes";
  if (strokes.length > most) return `has more than ${most} strokes`;
  const numbers = strokes.reduce((sum, { length }) => sum + length, 0);
  const points = rangeOf("drawing.points");
  if (numbers / 2 < points.least) return "is blank";
  if (numbers / 2 > points.most) return `has more than ${points.most} points`;
  if (strokes.some(({ length }) => length % 2 !== 0)) return "has half a point";
  // The engine computes in single precision.
  // A hole in an array is passed over by `every`, and found by `findIndex`.
  if (
    strokes.some(
      (stroke) => stroke.findIndex((/** @type {unknown} */ at) => !isCoordinate(at)) >= 0,
    )
  )
    return "has a coordinate that is no number";
  return null;
}

/** @param {unknown} value */
const isCoordinate = (value) => typeof value === "number" && Number.isFinite(Math.fround(value));

/** @param {any} value @param {string[]} parts A further one would be lost with the next change. */
const wrongParts = (value, ...parts) =>
  Object.keys(value).sort().join() === parts.sort().join()
    ? null
    : "has other parts than it should";

/** @param {unknown} name */
const wrongName = (name) =>
  typeof name === "string" && name.length <= LONGEST_NAME ? null : "has no proper name";

/** @type {Record<"drawing" | "class" | "example", Kind>} */
export const KINDS = {
  /** One of the strip. */
  drawing: {
    wrong: (value) =>
      wrongParts(value, "label", "strokes") ??
      wrongName(value.label) ??
      wrongStrokes(value.strokes),
  },
  class: {
    wrong: (value) =>
      wrongParts(value, "name") ?? (value.name === "" ? "has no name" : wrongName(value.name)),
    children: "example",
  },
  /** A drawing of a class. */
  example: {
    wrong: (value) =>
      wrongParts(value, "into", "strokes") ??
      (typeof value.into === "string" ? wrongStrokes(value.strokes) : "has no class"),
    parent: ({ into }) => nameOf("class", into),
  },
};

/**
 * What is to be kept of a state.
 *
 * @param {Pick<import("../state/page.js").State, "strip" | "classes">} state
 * @returns {Map<string, any>} Values by the entries' names, in order.
 */
export function valuesIn({ strip, classes }) {
  /** @type {Map<string, any>} */
  const values = new Map();
  for (const { id, label, strokes } of strip) values.set(nameOf("drawing", id), { label, strokes });
  for (const { id, name, drawings } of classes) {
    values.set(nameOf("class", id), { name });
    for (const { id: one, strokes } of drawings)
      values.set(nameOf("example", one), { into: id, strokes });
  }
  return values;
}
