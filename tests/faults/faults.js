/** What a part of the suite counts with: attempts to make something go wrong, and losses. */

/** An attempt that does not settle by then is a loss: it hangs. */
const PATIENCE_MS = 60_000;

export class Faults {
  /** @type {string[]} */
  losses = [];
  /** What could not be tried on this machine, and why. @type {string[]} */
  skipped = [];
  /** Figures that belong beside the counts. @type {Record<string, number>} */
  figures = {};
  attempts = 0;
  /** Attempts that were not made, since this machine has not what they need. */
  skippedAttempts = 0;

  /** @param {{long: boolean}} how */
  constructor({ long }) {
    this.long = long;
  }

  /**
   * Tries once. A throw is a loss, and so is what has not settled in time.
   *
   * @param {string} name What is tried, as a phrase.
   * @param {() => Promise<unknown> | unknown} act
   * @param {number} [patience] ms
   */
  async attempt(name, act, patience = PATIENCE_MS) {
    this.attempts++;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`nothing happened within ${patience / 1000} s`)),
        patience,
      );
    });
    try {
      await Promise.race([Promise.resolve().then(act), late]);
    } catch (error) {
      this.lose(name, error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Attempts that were made elsewhere: a fuzzer's inputs, another program's tests. @param {number} attempts */
  count(attempts) {
    this.attempts += attempts;
  }

  /** @param {string} name @param {unknown} why */
  lose(name, why) {
    // An engine's refusal is no `Error`, but has a sentence.
    const { stack, message } = /** @type {Partial<Error>} */ (Object(why));
    const said = stack ?? message ?? String(why);
    this.losses.push(`${name}: ${said}`);
    console.error(`LOST ${name}: ${said}`);
  }

  /** @param {string} what @param {string} why @param {number} [attempts] That it would have been. */
  skip(what, why, attempts = 0) {
    this.skippedAttempts += attempts;
    this.skipped.push(`${what}: ${why}`);
    console.log(`skipped ${what}: ${why}`);
  }
}
