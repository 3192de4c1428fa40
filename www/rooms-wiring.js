/**
 * Wires the rooms to the address: one room at a time, and back and forward work.
 *
 * What a test may rely on, as `main.js` says of the others:
 *
 * rooms      `<html>` data-room="see|train|teach|lab" data-panel="<address>" data-hide="<pieces>"
 *            (in a frame of another page) · [data-room] (sections, one not hidden) ·
 *            [data-part] of the lab's · links to them in `nav`, aria-current on the open one
 */

import { panelIn } from "./app/panel.js";
import { addressOf, PLACES, placeIn } from "./state/place.js";
import { roomsView } from "./views/rooms.js";

/**
 * @param {import("./flows/context.js").FlowContext} context
 * @param {Window} window
 */
export function rooms({ store }, window) {
  const { address: only, hidden, wrong } = panelIn(window.location.search, PLACES);
  const { dataset } = window.document.documentElement;
  if (only !== null) dataset.panel = only;
  if (hidden.length > 0) dataset.hide = hidden.join(" ");
  for (const text of wrong)
    store.dispatch({ type: "notice/shown", kind: "warning", code: "panel", text });
  const panel = only === null ? null : placeIn(only);
  /** Whether an address leads out of the panel. @param {string} hash */
  const outside = (hash) => panel !== null && placeIn(hash)?.room !== panel.room;

  const follow = () => {
    const { hash } = window.location;
    const place = outside(hash) ? panel : placeIn(hash);
    if (!place) return;
    const address = addressOf(place);
    // As it would be written today, so that a copied address is a lasting one.
    if (address !== hash) window.history.replaceState(null, "", address);
    store.dispatch({ type: "place/moved", place });
  };
  window.addEventListener("hashchange", follow);
  window.document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link?.hash.startsWith("#/") || !outside(link.hash)) return;
    // A frame shows its panel alone: another room is the whole page's, in a tab of its own.
    event.preventDefault();
    const whole = new URL(window.location.href);
    for (const name of ["panel", "hide"]) whole.searchParams.delete(name);
    whole.hash = link.hash;
    window.open(whole, "_blank", "noopener");
  });
  follow();
  return { views: [roomsView(window.document)] };
}
