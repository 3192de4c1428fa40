/** A clock that a test moves. */

/**
 * Sleeps end at once, and are kept; what is to happen every so often happens when time passes.
 */
export function fakeClock() {
  let now = 0;
  /** @type {Set<{act: () => void, every: number, next: number}>} */
  const timers = new Set();
  /** @type {number[]} */
  const slept = [];
  return {
    slept,
    /** How many timers are set. */
    waiting: () => timers.size,
    now: () => now,
    /** @param {number} ms */
    async sleep(ms) {
      slept.push(ms);
    },
    /** @param {() => void} act @param {number} every */
    every(act, every) {
      const timer = { act, every, next: now + every };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    /** @param {number} ms */
    pass(ms) {
      for (const end = now + ms; now < end; ) {
        const due = [...timers].map(({ next }) => next).filter((next) => next <= end);
        now = Math.min(end, ...due);
        for (const timer of [...timers]) {
          if (timer.next > now || !timers.has(timer)) continue;
          timer.next += timer.every;
          timer.act();
        }
      }
    },
    /** The device sleeps: timers that are due meanwhile act once, afterwards. @param {number} ms */
    sleepThrough(ms) {
      now += ms;
      for (const timer of [...timers]) {
        timer.next = now + timer.every;
        timer.act();
      }
    },
  };
}
