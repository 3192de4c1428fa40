/** Attempts side by side. */

/** @param {(() => Promise<void>)[]} acts @param {number} lanes */
export async function inLanes(acts, lanes) {
  const waiting = [...acts];
  const lane = async () => {
    for (let act = waiting.shift(); act; act = waiting.shift()) await act();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
