/**
 * Wires what a page lives through: it is left, frozen, taken into the back-forward cache, and comes
 * back; and other tabs do something meanwhile. It has no panel: what happens is said in notices
 * (data-code="storage|storage-cleared|kept-aside|left-behind").
 */

import { Database } from "./app/database.js";
import { CHANNEL } from "./app/kept.js";
import { LeftBehind } from "./app/left-behind.js";
import { keepingFlow } from "./flows/keeping.js";
import { leavingFlow } from "./flows/leaving.js";

/** @typedef {import("./state/page.js").State} State */

/**
 * @param {import("./flows/context.js").FlowContext} context
 * @param {object} place
 * @param {Window} place.window
 * @param {import("./app/storage.js").KeepingStorage} place.storage
 * @param {import("./app/storage.js").KeepingStorage} place.own Of this tab.
 * @param {() => string} place.newId
 */
export function lifecycle(context, { window, storage, own, newId }) {
  const { locks } = window.navigator;
  /** @type {BroadcastChannel | null} */
  let channel = null;
  const open = () => {
    channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }) => void keeping.hear(data);
  };
  const keeping = keepingFlow(context, {
    database: new Database(
      () => window.indexedDB,
      () => void keeping.listen(),
    ),
    storage,
    tell: (names) => channel?.postMessage(names),
  });
  const behind = new LeftBehind(locks ? storage : own, locks, newId());
  const leaving = leavingFlow(context, { behind, unkept: keeping.unkept });

  window.addEventListener("beforeunload", (event) => {
    if (leaving.wouldLose()) event.preventDefault();
  });
  // An open channel would keep the page out of the back-forward cache, and so would a lock.
  window.addEventListener("pagehide", () => {
    channel?.close();
    behind.rest();
  });
  window.addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    open();
    behind.wake();
    void keeping.listen();
  });
  // What other tabs said to a frozen one may be lost.
  window.document.addEventListener("resume", () => void keeping.listen());

  /** @param {State} state @param {State} before */
  function react(state, before) {
    leaving.follow();
    const changed = state.strip !== before.strip || state.classes !== before.classes;
    if (changed) keeping.follow();
    // Again with each new engine: the last may have died over it.
    if (!changed && state.engine.status === before.engine.status) return;
    if (state.engine.status === "ready" && keeping.undrawn()) void keeping.drawMissing();
  }

  open();
  void leaving.say();
  void keeping.start();
  return { react, keeping };
}
