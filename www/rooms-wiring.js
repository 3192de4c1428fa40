/**
 * Wires the rooms to the address: one room at a time, and back and forward work.
 *
 * What a test may rely on, as `main.js` says of the others:
 *
 * rooms      `<html>` data-room="see|train|teach|lab" · [data-room] (sections, one not hidden) ·
 *            [data-part] of the lab's · links to them in `nav`, aria-current on the open one
 */

import { addressOf, placeIn } from "./state/place.js";
import { roomsView } from "./views/rooms.js";

/**
 * @param {import("./flows/context.js").FlowContext} context
 * @param {Window} window
 */
export function rooms({ store }, window) {
  const follow = () => {
    const { hash } = window.location;
    const place = placeIn(hash);
    if (!place) return;
    const address = addressOf(place);
    // As it would be written today, so that a copied address is a lasting one.
    if (address !== hash) window.history.replaceState(null, "", address);
    store.dispatch({ type: "place/moved", place });
  };
  window.addEventListener("hashchange", follow);
  follow();
  return { views: [roomsView(window.document)] };
}
