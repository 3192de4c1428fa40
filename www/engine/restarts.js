/** When a dead engine is replaced, and when no more: a budget, with pauses that grow. */

/** What kills an engine so often is there to stay. */
const MOST_AN_HOUR = 8;
const HOUR_MS = 3_600_000;
/**
 * Before the first replacement, the second, … of a series: a host or a driver that is away comes
 * back in seconds.
 */
const PAUSES_MS = [0, 1_000, 3_000, 10_000, 30_000];
/** Deaths further apart than this are no series. */
const SERIES_MS = 120_000;

export class Restarts {
  /** @type {number[]} */
  #deaths = [];

  /**
   * Counts a death.
   *
   * @param {number} now ms, of a clock that never goes backwards.
   * @returns {number | null} How long to wait before the next engine, in ms; null: no more of them.
   */
  after(now) {
    this.#deaths = [...this.#deaths.filter((at) => at > now - HOUR_MS), now];
    if (this.#deaths.length > MOST_AN_HOUR) return null;
    let series = 0;
    for (let at = this.#deaths.length - 1; at > 0; at--) {
      if (this.#deaths[at] - this.#deaths[at - 1] > SERIES_MS) break;
      series++;
    }
    return PAUSES_MS[Math.min(series, PAUSES_MS.length - 1)];
  }

  /** Begins anew: the visitor wants another try. */
  forgive() {
    this.#deaths = [];
  }
}
