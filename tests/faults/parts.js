/**
 * The parts of the suite, a file each in `parts/` and a row here. A file exports
 * `run(faults)`, which makes its attempts and settles when all are made.
 */

/**
 * @typedef {object} Part
 * @property {string} name Its file, and what `--only` calls it.
 * @property {string} what What is tried.
 * @property {string} kept What "nothing lost" means.
 * @property {number} least Attempts that the short form makes at least; fewer are a loss.
 * @property {number} minutes It is ended, and has lost, after so many; ten times as many with
 *   `--long`.
 */

/** @type {Part[]} */
export const PARTS = [
  {
    name: "storage",
    what: "two tabs, what nobody understands, no room, cleared, 5 MB of drawings",
    kept: "every drawing and class; a start at most 1 s longer",
    least: 16,
    minutes: 4,
  },
  {
    name: "lifecycle",
    what: "hidden, frozen, clocks set, discarded, back-forward cache, reloaded or closed mid-run",
    kept: "what is lost is said; the rest goes on or is back",
    least: 10,
    minutes: 6,
  },
  {
    name: "soak",
    what: "minutes of training, drawing and encoding, after warm-up",
    kept: "heap, engine, elements, listeners and workers stay as many",
    least: 3,
    minutes: 6,
  },
];
