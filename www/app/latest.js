/**
 * At most one call at a time, and after it only the newest of those asked for meanwhile: a pen
 * makes far more drawings than an engine can encode.
 *
 * @param {() => Promise<void>} run Reads what it needs when it starts, so that it sees the newest.
 * @returns {() => Promise<void>} Settles when nothing is running or wanted any more.
 */
export function latest(run) {
  /** @type {Promise<void> | null} */
  let running = null;
  let again = false;
  return () => {
    if (running) {
      again = true;
      return running;
    }
    running = (async () => {
      try {
        do {
          again = false;
          await run();
        } while (again);
      } finally {
        running = null;
      }
    })();
    return running;
  };
}
