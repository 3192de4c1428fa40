/**
 * What the page may say while the engine is at long work. The engine asks for a breath between its
 * tasks, chunks and inner steps; every so often it gets a macrotask, in which messages come in, and
 * hears whether the work is still wanted.
 */

/** @typedef {import("../engine/engine.js").EngineHost} EngineHost */
/** @typedef {import("../engine/wire.js").Command} Command */
/** @typedef {import("../engine/wire.js").Report} Report */

/** A macrotask costs some 0.1 ms. */
const EVERY_MS = 50;

/** What may take seconds and can be cancelled: everything else is over before anyone could. */
const LONG = new Set(["learnTask", "scoreTask", "leaveOneOut", "scoreEpisode", "useBuiltIn"]);

/** @type {Report} */
export const CANCELLED = {
  code: "cancelled",
  message: "This was stopped before it was done. Nothing has changed.",
  retryable: false,
};

/** @implements {EngineHost} */
export class Breath {
  /** @type {{breathe: () => Promise<void>, now: () => number}} */
  #at;
  /** What the engine is at. @type {Command | "pull" | null} */
  #work = null;
  #stopped = false;
  #last = 0;

  #alive;

  /**
   * @param {{breathe: () => Promise<void>, now: () => number}} at
   * @param {() => void} alive Says that the engine is at work.
   */
  constructor(at, alive) {
    this.#at = at;
    this.#alive = alive;
  }

  /**
   * @template T
   * @param {Command | "pull"} work
   * @param {() => Promise<T>} call Of the engine.
   */
  async during(work, call) {
    this.#work = work;
    this.#stopped = false;
    this.#last = this.#at.now();
    try {
      return await call();
    } finally {
      this.#work = null;
    }
  }

  breathe() {
    if (this.#stopped || this.#at.now() - this.#last < EVERY_MS) return this.#stopped;
    return this.#turn();
  }

  async #turn() {
    this.#alive();
    await this.#at.breathe();
    this.#last = this.#at.now();
    return this.#stopped;
  }

  /** The pull under way ends with the step that it has taken. Whether there is one. */
  endPull() {
    const pulling = this.#work === "pull";
    this.#stopped ||= pulling;
    return pulling;
  }

  /** The command under way ends undone, where it is a long one. */
  cancel() {
    const work = this.#work;
    this.#stopped ||= work !== null && work !== "pull" && isLong({ command: work });
  }
}

/** @param {object} message Whether it asks for what can be cancelled. */
export const isLong = (message) =>
  "command" in message && LONG.has(/** @type {{command: Command}} */ (message).command.type);

/** A single step that was not taken, since its run is to stop. @param {any} error */
export function unlessCancelled(error) {
  if (error?.code === CANCELLED.code) return [];
  throw error;
}
