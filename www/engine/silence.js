/**
 * How long an engine may say nothing before that is a fault. A worker says that it is alive between
 * any two pieces of its work (`worker/pump.js`), so silence means that one piece takes too long: a
 * loop that does not end, a GPU that does not answer, a thread that the browser has stopped.
 */

/** @typedef {import("./engine.js").Backend} Backend */

/**
 * What is waited for. `opening`: the artefact is fetched, compiled and started. `working`: a
 * command, or a run's next steps.
 * @typedef {"opening" | "working"} Task
 */

/**
 * The longest silence, in ms. On the CPU a piece takes 0.1 s on a desk and at most a few seconds on
 * a phone; a software GPU took 16 s for a step, and compiles its shaders before the first.
 * @type {Record<Task, Record<Backend, number>>}
 */
export const SILENCE_MS = {
  opening: { cpu: 60_000, webgpu: 90_000 },
  working: { cpu: 20_000, webgpu: 60_000 },
};

/** How often the watch looks. */
const EVERY_MS = 1_000;

/**
 * @typedef {object} Clock
 * @property {() => number} now ms, and never backwards.
 * @property {(ms: number) => Promise<void>} sleep
 * @property {(act: () => void, ms: number) => () => void} every Answers with what ends it.
 */

/** @type {Clock} */
export const CLOCK = {
  now: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  every(act, ms) {
    const timer = setInterval(act, ms);
    return () => clearInterval(timer);
  },
};

export class SilenceWatch {
  /** @type {(ms: number) => void} */
  #silent;
  /** @type {() => void} */
  #heardAgain;
  /** @type {Clock} */
  #clock;
  /** @type {(() => void) | null} */
  #stop = null;
  #allowed = 0;
  #quiet = 0;
  #looked = 0;
  #said = false;

  /**
   * @param {(ms: number) => void} silent Called once a silence, with its length so far.
   * @param {() => void} heardAgain After a silence that was told of.
   * @param {Clock} clock
   */
  constructor(silent, heardAgain, clock) {
    this.#silent = silent;
    this.#heardAgain = heardAgain;
    this.#clock = clock;
  }

  /** Whatever is heard next is awaited for so long; null: nothing is. @param {number | null} ms */
  allow(ms) {
    if (ms === null) {
      this.#stop?.();
      this.#stop = null;
      this.heard();
      return;
    }
    this.#allowed = ms;
    if (this.#stop) return;
    this.#quiet = 0;
    this.#looked = this.#clock.now();
    this.#stop = this.#clock.every(() => this.#look(), EVERY_MS);
  }

  heard() {
    this.#quiet = 0;
    if (!this.#said) return;
    this.#said = false;
    this.#heardAgain();
  }

  #look() {
    const now = this.#clock.now();
    // A page that was frozen, or whose device slept, has not listened meanwhile.
    this.#quiet += Math.min(now - this.#looked, 2 * EVERY_MS);
    this.#looked = now;
    if (this.#said || this.#quiet < this.#allowed) return;
    this.#said = true;
    this.#silent(this.#quiet);
  }
}
