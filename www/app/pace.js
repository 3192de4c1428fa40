/**
 * How fast a run goes and when it will be done, from when its steps were heard of. Time in which
 * the run was paused does not count.
 */

/**
 * @typedef {object} Pace
 * @property {{step: number, at: number}[]} marks The last few seconds of running, oldest first.
 */

const WINDOW_MS = 8000;
/** Steps that take so many times as long as those before were not all that happened. */
const ASLEEP = 20;

/** @returns {Pace} */
export const noPace = () => ({ marks: [] });

/**
 * @param {Pace} pace
 * @param {number} step
 * @param {number} at ms
 * @returns {Pace}
 */
export function mark(pace, step, at) {
  const last = pace.marks.at(-1);
  const each = msPerStep(pace);
  // The machine slept, the tab was frozen, a clock was set: nothing follows from what was before.
  const expected = last && each !== null ? each * Math.max(step - last.step, 1) : Infinity;
  if (last && (at < last.at || at - last.at > Math.max(WINDOW_MS, ASLEEP * expected)))
    return { marks: [{ step, at }] };
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
