/**
 * How fast a run goes and when it will be done, from when its steps were heard of. Time in which
 * the run was paused does not count.
 */

/**
 * @typedef {object} Pace
 * @property {{step: number, at: number}[]} marks The last few seconds of running, oldest first.
 */

const WINDOW_MS = 8000;

/** @returns {Pace} */
export const noPace = () => ({ marks: [] });

/**
 * @param {Pace} pace
 * @param {number} step
 * @param {number} at ms
 * @returns {Pace}
 */
export function mark(pace, step, at) {
  const marks = [...pace.marks, { step, at }];
  const recent = marks.filter((each) => each.at >= at - WINDOW_MS);
  return { marks: recent.length >= 2 ? recent : marks.slice(-2) };
}

/** Milliseconds a step, or null while it is too early to say. @param {Pace} pace */
export function msPerStep(pace) {
  const [first, last] = [pace.marks[0], pace.marks.at(-1)];
  if (!first || !last || last.step <= first.step) return null;
  return (last.at - first.at) / (last.step - first.step);
}

/** @param {Pace} pace @param {number} step @param {number} steps @returns {number | null} ms */
export function remaining(pace, step, steps) {
  const each = msPerStep(pace);
  return each === null ? null : each * Math.max(0, steps - step);
}
