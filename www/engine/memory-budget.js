/** When an engine holds so much memory that a fresh one is better: wasm gives none back. */

/** What may be held for good, by an engine with nothing under way. */
const MOST_IDLE_BYTES = 640 * 2 ** 20;

export class MemoryBudget {
  #whenNew = 0;

  /** Another engine is measured from now on. */
  renewed() {
    this.#whenNew = 0;
  }

  /**
   * @param {number} bytes What it holds now.
   * @returns {boolean} Whether it is too much. One that needed half of it from the start has no use
   *   for being replaced.
   */
  exceeded(bytes) {
    this.#whenNew ||= bytes;
    return bytes > MOST_IDLE_BYTES && bytes > 2 * this.#whenNew;
  }
}
