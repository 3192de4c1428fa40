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
    name: "engines",
    what:
      "a first visit, a drawing, fine-tuning, a task, pretraining and a reload in Chromium, Firefox " +
      "(each on the CPU and on software WebGPU) and WebKitGTK",
    kept: "the same figures within tolerance; no error in the console",
    least: 30,
    minutes: 6,
  },
];
