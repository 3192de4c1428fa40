/** The drawings and own classes that the page remembers between visits, as strokes. */

/** @typedef {import("../app/storage.js").KeepingStorage} KeepingStorage */
/** @typedef {import("../state/classes.js").OwnClass} OwnClass */
/** @typedef {import("../state/strip.js").Drawing} Drawing */

const DRAWINGS = "metavae.drawings.v1";
const CLASSES = "metavae.classes.v1";

/**
 * Kept as strokes; the engine draws them again. What is damaged is left out.
 *
 * @param {KeepingStorage} storage
 * @returns {Drawing[]}
 */
export function loadDrawings(storage) {
  try {
    const kept = JSON.parse(storage.getItem(DRAWINGS) ?? "[]");
    if (!Array.isArray(kept)) return [];
    return kept.filter(isKept).map(({ id, label, strokes }) => ({
      id,
      label,
      strokes,
      selected: true,
      image: null,
    }));
  } catch {
    return [];
  }
}

/** @param {unknown} value @returns {value is Pick<Drawing, "id" | "label" | "strokes">} */
function isKept(value) {
  if (typeof value !== "object" || value === null) return false;
  const { id, label, strokes } = /** @type {Record<string, unknown>} */ (value);
  return typeof id === "string" && typeof label === "string" && areStrokes(strokes);
}

/** @param {unknown} strokes @returns {strokes is import("../engine/engine.js").Strokes} */
const areStrokes = (strokes) =>
  Array.isArray(strokes) &&
  strokes.length > 0 &&
  strokes.every(
    (stroke) => Array.isArray(stroke) && stroke.length > 1 && stroke.every(Number.isFinite),
  );

/**
 * @param {KeepingStorage} storage
 * @param {Drawing[]} drawings
 * @returns {boolean} Whether they could be kept: storage may be full or forbidden.
 */
export function keepDrawings(storage, drawings) {
  try {
    const kept = drawings.map(({ id, label, strokes }) => ({ id, label, strokes }));
    storage.setItem(DRAWINGS, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

/**
 * The visitor's own classes, as strokes. What is damaged is left out.
 *
 * @param {KeepingStorage} storage
 * @returns {OwnClass[]}
 */
export function loadClasses(storage) {
  try {
    const kept = JSON.parse(storage.getItem(CLASSES) ?? "[]");
    if (!Array.isArray(kept)) return [];
    return kept
      .filter(
        (each) =>
          typeof each?.id === "string" &&
          typeof each.name === "string" &&
          Array.isArray(each.drawings),
      )
      .map(({ id, name, drawings }) => ({
        id,
        name,
        drawings: drawings
          .filter(
            (/** @type {any} */ one) => typeof one?.id === "string" && areStrokes(one.strokes),
          )
          .map((/** @type {any} */ one) => ({ id: one.id, strokes: one.strokes, image: null })),
      }));
  } catch {
    return [];
  }
}

/**
 * @param {KeepingStorage} storage
 * @param {OwnClass[]} classes
 * @returns {boolean} Whether they could be kept.
 */
export function keepClasses(storage, classes) {
  try {
    const kept = classes.map(({ id, name, drawings }) => ({
      id,
      name,
      drawings: drawings.map(({ id, strokes }) => ({ id, strokes })),
    }));
    storage.setItem(CLASSES, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}
