/** One room at a time, and of it one part: which is shown, and what says so. */

import { whenChanged } from "../app/dom.js";
import { addressOf } from "../state/place.js";

/** @typedef {import("../state/place.js").Place} Place */

/** @param {Document} page */
export function roomsView(page) {
  const all = (/** @type {string} */ selector) =>
    /** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll(selector));
  const rooms = all("main [data-room]");
  const parts = all("[data-part]");
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (
    page.querySelectorAll('nav a[href^="#/"]')
  );
  const title = page.title;
  // As the markup has them: what a link shows later may be another language's.
  const names = new Map([...links].map((link) => [link.hash, link.textContent.trim()]));
  /** Where the visitor was in each, for when they come back. @type {Map<string, number>} */
  const scrolled = new Map();
  /** @type {Place | null} */
  let shown = null;

  const draw = whenChanged((/** @type {Place} */ place) => {
    const view = /** @type {Window} */ (page.defaultView);
    if (shown) scrolled.set(addressOf(shown), view.scrollY);
    for (const room of rooms) room.hidden = room.dataset.room !== place.room;
    for (const part of parts) {
      // A part's name is its room's own.
      const elsewhere = part.closest("[data-room]")?.getAttribute("data-room") !== place.room;
      part.hidden = !elsewhere && part.dataset.part !== place.part;
    }
    const address = addressOf(place);
    // In a story too, the part that it has opened is where one is.
    const open = addressOf({ room: place.room, part: place.part });
    for (const link of links) {
      const to = link.getAttribute("href") ?? "";
      const here = to === open || to === `#/${place.room}`;
      if (here) link.setAttribute("aria-current", to === open ? "page" : "true");
      else link.removeAttribute("aria-current");
    }
    const room = [...rooms].find(({ hidden }) => !hidden);
    const heading = room?.querySelector("h1");
    page.title = `${names.get(`#/${place.room}`)}: ${title}`;
    page.documentElement.dataset.room = place.room;
    if (shown && shown.room !== place.room) heading?.focus({ preventScroll: true });
    if (shown) view.scrollTo({ top: scrolled.get(address) ?? 0, behavior: "instant" });
    shown = place;
  });
  return (/** @type {import("../state/page.js").State} */ { place }) => draw(place);
}
