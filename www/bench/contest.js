/**
 * Engines against each other, on a page or from a terminal: each is opened, takes its first step,
 * proves that it computes what the others compute, and is then timed in windows that take turns,
 * so that a machine that grows busier or warmer is so for all.
 */

import { relativeDistance, round, spread } from "./statistics.js";

/** @typedef {import("./types.js").Contestant} Contestant */
/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./types.js").Result} Result */
/** @typedef {import("./types.js").Window} Window */

/** Relative differences up to which two engines compute the same. */
export const AGREEMENT = { loss: 1e-3, gradient: 1e-2 };
/** A window takes about this long: long enough that its one reading does not count. */
const WINDOW_MS = 1500;
const MOST_STEPS = 20;

/**
 * @typedef {object} Rules
 * @property {number} windows
 * @property {number} limitMs For any one thing that is asked of an engine.
 * @property {(text: string, done: number) => void} tell Progress, and the share done, from 0 to 1.
 * @property {() => boolean} [stopped] Whether to leave off.
 */

/** One engine on its way through. */
class Runner {
  /** @type {Result} */
  result;
  /** @type {Contestant | null} */
  contestant = null;
  /** @type {import("./types.js").Gradient | null} */
  answer = null;

  /** @param {Entry} entry */
  constructor({ id, name, runs, library }) {
    this.result = { id, name, runs, library, status: "measured" };
  }

  /** @param {import("./types.js").Status} status @param {string} reason */
  async drop(status, reason) {
    Object.assign(this.result, { status, reason });
    await this.contestant?.close();
    this.contestant = null;
  }
}

/**
 * @param {Entry[]} entries
 * @param {(entry: Entry) => Promise<Contestant | string>} invite A sentence where it cannot take
 *   part.
 * @param {import("./task.js").Task} task
 * @param {Rules} rules
 * @returns {Promise<Result[]>}
 */
export async function contest(entries, invite, task, rules) {
  const runners = entries.map((entry) => new Runner(entry));
  const turns = entries.length * (rules.windows + 1);
  let turn = 0;
  const tell = (/** @type {Runner} */ runner, /** @type {string} */ what) =>
    rules.tell(`${runner.result.name}: ${what}`, turn / turns);
  try {
    for (const [index, entry] of entries.entries()) {
      if (rules.stopped?.()) break;
      tell(runners[index], "starting");
      await start(runners[index], entry, invite, task, rules.limitMs);
      turn++;
    }
    await compare(runners);
    for (let window = 1; window <= rules.windows; window++) {
      for (const runner of runners) {
        if (rules.stopped?.()) break;
        if (runner.contestant) tell(runner, `window ${window} of ${rules.windows}`);
        await measure(runner, rules.limitMs);
        turn++;
      }
    }
  } finally {
    for (const { contestant } of runners) await contestant?.close();
  }
  for (const { result } of runners) conclude(result);
  return runners.map(({ result }) => result);
}

/**
 * @param {Runner} runner
 * @param {Entry} entry
 * @param {(entry: Entry) => Promise<Contestant | string>} invite
 * @param {import("./task.js").Task} task
 * @param {number} limitMs
 */
async function start(runner, entry, invite, task, limitMs) {
  const { result } = runner;
  await attempt(runner, async () => {
    const invited = await invite(entry);
    if (typeof invited === "string") return runner.drop("leftOut", invited);
    runner.contestant = invited;
    const began = performance.now();
    const opened = await within(invited.open(task), limitMs, "starting");
    Object.assign(result, opened, { openMs: round(performance.now() - began) });
    result.firstStepMs = round((await within(invited.first(), limitMs, "its first step")).ms);
    runner.answer = await within(invited.agree(), limitMs, "the gradient to compare");
    const { ms } = await within(invited.window(1), limitMs, "a step");
    result.stepsPerWindow = Math.min(Math.max(Math.round(WINDOW_MS / ms), 1), MOST_STEPS);
    await within(invited.settle(result.stepsPerWindow), limitMs, "warming up");
  });
}

/**
 * Everyone against the first engine of another library than ours, or, alone, the first.
 * @param {Runner[]} runners
 */
async function compare(runners) {
  const answered = runners.filter(({ answer }) => answer);
  const referee = REFEREES.map((library) =>
    answered.find(({ result }) => result.library === library),
  ).find(Boolean);
  if (!referee?.answer) return;
  const { total, gradient } = referee.answer;
  for (const runner of answered) {
    if (!runner.answer) continue;
    const loss = Math.abs(runner.answer.total - total) / Math.abs(total);
    const distance = relativeDistance(runner.answer.gradient, gradient);
    runner.result.agreement = {
      with: referee.result.name,
      loss: round(loss),
      gradient: round(distance),
    };
    // Not “greater than”: what is not a number does not agree.
    if (!(loss <= AGREEMENT.loss && distance <= AGREEMENT.gradient)) {
      await runner.drop(
        "computesSomethingElse",
        `computes something else than ${referee.result.name}: its loss differs by ` +
          `${percent(loss)}, its gradient by ${percent(distance)}`,
      );
    }
    runner.answer = null;
  }
}

/** Whose answer is taken for right, the most used first. @type {Entry["library"][]} */
const REFEREES = ["torch", "tfjs", "jaxjs", "metavae"];

/** @param {Runner} runner @param {number} limitMs */
async function measure(runner, limitMs) {
  const { contestant, result } = runner;
  if (!contestant) return;
  await attempt(runner, async () => {
    const steps = result.stepsPerWindow ?? 1;
    const window = await within(contestant.window(steps), limitMs, "a window");
    if (!Number.isFinite(window.loss)) throw new Error(`its loss became ${window.loss}`);
    result.windowsMsPerStep ??= [];
    result.windowsMsPerStep.push(round(window.ms / steps));
    if (window.gpu)
      (GPU_WINDOWS.get(result) ?? GPU_WINDOWS.set(result, []).get(result))?.push({
        ...window.gpu,
        steps,
      });
  });
}

/**
 * What the windows of a result cost on WebGPU.
 * @type {WeakMap<Result, (import("./types.js").GpuWindow & {steps: number})[]>}
 */
const GPU_WINDOWS = new WeakMap();

/** @param {Result} result */
function conclude(result) {
  if (result.status !== "measured") return;
  if (!result.windowsMsPerStep) {
    Object.assign(result, {
      status: "leftOut",
      reason: "the benchmark was stopped before its first window",
    });
    return;
  }
  result.msPerStep = spread(result.windowsMsPerStep);
  const windows = GPU_WINDOWS.get(result);
  if (!windows) return;
  const each = (/** @type {"dispatches" | "submits" | "bytesWritten" | "hostMs"} */ key) =>
    spread(windows.map((window) => round(window[key] / window.steps)));
  result.gpu = {
    dispatchesPerStep: each("dispatches").median,
    submitsPerStep: each("submits").median,
    bytesWrittenPerStep: each("bytesWritten").median,
    hostMsPerStep: each("hostMs"),
  };
}

/**
 * A failure ends one engine, not the contest.
 * @param {Runner} runner
 * @param {() => Promise<unknown>} act
 */
async function attempt(runner, act) {
  try {
    await act();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    await runner.drop(error instanceof TooSlow ? "didNotFinish" : "failed", text);
  }
}

class TooSlow extends Error {}

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {number} limitMs
 * @param {string} what
 * @returns {Promise<T>}
 */
async function within(promise, limitMs, what) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(
      () => reject(new TooSlow(`did not finish ${what} in ${limitMs / 1000} s`)),
      limitMs,
    );
  });
  try {
    return /** @type {T} */ (await Promise.race([promise, late]));
  } finally {
    clearTimeout(timer);
    promise.catch(() => {});
  }
}

/** @param {number} share */
const percent = (share) =>
  Number.isFinite(share) ? `${(100 * share).toPrecision(2)} %` : "beyond all measure";
