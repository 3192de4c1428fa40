/** What commands wait at while workers change. */

export class Gate {
  /** @type {Promise<void>} */
  #shut = Promise.resolve();

  /** Waits until it is open, however often it is shut meanwhile. */
  async pass() {
    let shut;
    do {
      shut = this.#shut;
      await shut;
    } while (shut !== this.#shut);
  }

  /**
   * Runs `change` while nobody is let through, after the changes before it.
   *
   * @param {() => Promise<void>} change
   */
  during(change) {
    const done = this.#shut.then(change);
    this.#shut = done.catch(() => {});
    return done;
  }
}
