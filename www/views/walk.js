/** The pictures to walk between, and the walk. */

import { find, show, whenChanged } from "../app/dom.js";
import { latent as number } from "../app/format.js";
import { html, nothing, picture, render, repeat } from "../app/lit.js";
import { paintTiles } from "../app/pixels.js";
import { norm } from "../app/walk.js";
import { collection } from "../state/walk.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../state/walk.js").Pin} Pin */

/**
 * @typedef {object} WalkIntents
 * @property {(id: string) => void} pick
 * @property {() => void} pinPlace
 * @property {(id: string) => void} unpin
 * @property {(way: import("../app/walk.js").Way) => void} way
 * @property {(at: number) => void} go
 */

/** @param {Document} page @param {WalkIntents} intents @param {number} steps */
export function walkView(page, intents, steps) {
  const host = find(page, "pins", HTMLElement);
  const film = find(page, "interpolation", HTMLElement);
  const length = find(page, "walk-length", HTMLElement);
  const at = find(page, "walk-at", HTMLInputElement);
  const place = find(page, "pin-place", HTMLButtonElement);
  const ways = /** @type {const} */ ([
    ["straight", find(page, "walk-straight", HTMLButtonElement)],
    ["spherical", find(page, "walk-spherical", HTMLButtonElement)],
  ]);
  place.addEventListener("click", intents.pinPlace);
  at.addEventListener("input", () => intents.go(at.valueAsNumber));
  for (const [way, button] of ways) button.addEventListener("click", () => intents.way(way));

  /**
   * @param {Pin} pin
   * @param {Pick<State["walk"], "from" | "to">} ends
   * @param {State["theme"]} theme
   * @param {boolean} own Whether it is nowhere else, and can be taken away here.
   */
  const item = ({ id, label, image }, { from, to }, theme, own) => {
    const end = id === from ? "from" : id === to ? "to" : "none";
    return html`
      <li>
        <button
          type="button"
          class="pin"
          data-testid="pin"
          data-id=${id}
          data-end=${end}
          aria-pressed=${end !== "none"}
          @click=${() => intents.pick(id)}
        >
          <canvas class="picture" ${picture(image, theme)}></canvas>
          <span>${label}</span>
          ${end === "none" ? nothing : html`<b>${end === "from" ? "From" : "To"}</b>`}
        </button>
        ${
          own
            ? html`<button
              type="button"
              class="icon-button"
              data-testid="pin-remove"
              aria-label=${`Unpin ${label}`}
              @click=${() => intents.unpin(id)}
            >
              ×
            </button>`
            : nothing
        }
      </li>
    `;
  };

  const drawPins = whenChanged(
    (
      /** @type {State["draw"]["encoded"]} */ _encoded,
      /** @type {State["strip"]} */ _strip,
      /** @type {State["walk"]} */ walk,
      /** @type {State["theme"]} */ theme,
    ) => {
      if (!state) return;
      const own = new Set(walk.pins.filter(({ code }) => code !== null).map(({ id }) => id));
      const pins = repeat(
        collection(state),
        ({ id }) => id,
        (pin) => item(pin, walk, theme, own.has(pin.id)),
      );
      render(pins, host);
      for (const [way, button] of ways)
        button.setAttribute("aria-pressed", String(walk.way === way));
      at.disabled = walk.codes === null;
      if (at.valueAsNumber !== walk.at) at.value = String(walk.at);
    },
  );
  const drawFilm = whenChanged(
    (
      /** @type {Uint8Array | null} */ images,
      /** @type {number[][] | null} */ codes,
      /** @type {State["theme"]} */ theme,
    ) => {
      paintTiles(film, images, theme, steps);
      if (!codes) return show(length, "Choose two pictures", null);
      const middle = norm(codes[Math.floor(codes.length / 2)]);
      const [first, last, usual] = [
        norm(codes[0]),
        norm(codes[codes.length - 1]),
        Math.sqrt(codes[0].length),
      ].map(number);
      show(
        length,
        `|z| is ${first}, ${number(middle)} half way, ${last}; ` +
          `a code of the prior has about ${usual}`,
        middle,
      );
    },
  );

  /** @type {State | null} */
  let state = null;
  return (/** @type {State} */ next) => {
    state = next;
    const { draw, strip, walk, theme, boxes } = next;
    if (boxes.open !== "box-between") return;
    place.disabled = !draw.at?.image;
    drawPins(draw.encoded, strip, walk, theme);
    drawFilm(walk.images, walk.codes, theme);
  };
}
