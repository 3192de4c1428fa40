/** What is kept between visits: random acts of two tabs in Node, and the page itself in Chromium. */

import { schedule } from "../storage/schedule.js";
import { tabs } from "../storage/tabs.js";

/** @param {import("../faults.js").Faults} faults */
export async function run(faults) {
  const most = faults.long ? 500 : 100;
  for (let seed = 1; seed <= most; seed++)
    await faults.attempt(`the acts of seed ${seed}`, () => schedule(seed));
  await tabs(faults);
}
