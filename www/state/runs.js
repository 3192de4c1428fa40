/** Which run has the engine: it takes one at a time. */

/** @typedef {"train" | "tune" | "metaTraining"} Kind */

/** @type {Record<Kind, string>} */
const NAMES = { train: "Training", tune: "Fine-tuning", metaTraining: "Meta-training" };

/**
 * What another run than this one is called, where one is under way.
 *
 * @param {Pick<import("./page.js").State, "train" | "tune" | "metaTraining">} state
 * @param {Kind} own
 * @returns {string | null}
 */
export function otherRun(state, own) {
  const kinds = /** @type {Kind[]} */ (Object.keys(NAMES));
  const other = kinds.find((kind) => kind !== own && state[kind].run.status !== "idle");
  return other ? NAMES[other] : null;
}
