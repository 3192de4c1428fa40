/** Deletes what this browser keeps for the page, in all its tabs. */

import { answered, Database } from "../app/database.js";
import { CHANNEL, nameOf } from "../app/kept.js";
import { openStorage } from "../app/storage.js";

const OURS = /^metavae\./;

/**
 * @param {Window} window
 * @returns {Promise<number>} How many drawings and classes there were.
 */
export async function reset(window) {
  const database = new Database(() => window.indexedDB);
  const names = await database.transact("readwrite", async ({ entries }) => {
    const keys = /** @type {[string, string][]} */ (await answered(entries.getAllKeys()));
    await answered(entries.clear());
    return keys.map(([kind, id]) => nameOf(kind, id));
  });
  await database.close();
  // Open tabs take it for what another tab has deleted, and let go of it too.
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(names);
  channel.close();
  for (const storage of [openStorage(window), openStorage(window, "sessionStorage")]) {
    const keys = Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? "");
    for (const key of keys) if (OURS.test(key)) storage.removeItem(key);
  }
  return names.length;
}
