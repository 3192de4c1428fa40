/** The strip of kept drawings. */

import { find, show, whenChanged } from "../app/dom.js";
import { html, live, picture, render, repeat, text } from "../app/lit.js";
import { say } from "../app/words/say.js";

/** So many are shown at first, the newest: the page takes half a second for each thousand. */
const SHOWN = 200;

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../state/strip.js").Drawing} Drawing */

/**
 * @typedef {object} StripIntents
 * @property {(id: string) => void} toggle
 * @property {(id: string, label: string) => void} label
 * @property {(id: string) => void} open Back on the pad.
 * @property {(id: string) => void} remove
 * @property {() => void} clear
 * @property {() => void} addSymbols
 */

/** @param {Document} page @param {StripIntents} intents */
export function stripView(page, intents) {
  const host = find(page, "strip", HTMLElement);
  const count = find(page, "strip-count", HTMLElement);
  const empty = find(page, "strip-empty", HTMLElement);
  const clear = find(page, "strip-clear", HTMLButtonElement);
  const more = find(page, "strip-more", HTMLButtonElement);
  let most = SHOWN;
  clear.addEventListener("click", () => {
    if (window.confirm(say("Delete all your drawings from this device?"))) intents.clear();
  });
  find(page, "strip-symbols", HTMLButtonElement).addEventListener("click", intents.addSymbols);

  more.addEventListener("click", () => {
    most += SHOWN;
    if (state) draw(state.strip, state.theme, most);
  });
  /** @type {State | null} */
  let state = null;

  /** @param {Drawing} drawing @param {number} index @param {State["theme"]} theme */
  const item = ({ id, label, selected, image }, index, theme) => {
    const name = `drawing ${index + 1}${label ? `, ${label}` : ""}`;
    const relabel = (/** @type {Event} */ event) =>
      intents.label(id, /** @type {HTMLInputElement} */ (event.target).value);
    return html`
      <li class="strip-item" data-testid="strip-item" data-id=${id} data-selected=${selected}>
        <button
          type="button"
          class="strip-picture"
          data-testid="strip-open"
          aria-label=${`Put ${name} on the pad`}
          title="Put it on the pad"
          @click=${() => intents.open(id)}
        >
          <canvas class="picture" ${picture(image, theme)}></canvas>
        </button>
        <input
          type="text"
          maxlength="24"
          placeholder="label"
          data-testid="strip-label"
          aria-label=${`Label of ${name}`}
          ${text(label)}
          @change=${relabel}
        />
        <span class="strip-tools">
          <label class="strip-pick"
            ><input
              type="checkbox"
              data-testid="strip-select"
              aria-label=${`Fine-tune on ${name}`}
              title="Fine-tune on it"
              .checked=${live(selected)}
              @change=${() => intents.toggle(id)} /></label
          ><button
            type="button"
            class="icon-button"
            data-testid="strip-delete"
            aria-label=${`Delete ${name}`}
            @click=${() => intents.remove(id)}
          >
            ×
          </button>
        </span>
      </li>
    `;
  };

  const draw = whenChanged(
    (
      /** @type {Drawing[]} */ drawings,
      /** @type {State["theme"]} */ theme,
      /** @type {number} */ most,
    ) => {
      const hidden = Math.max(0, drawings.length - most);
      const items = repeat(
        drawings.slice(hidden),
        ({ id }) => id,
        (drawing, index) => item(drawing, hidden + index, theme),
      );
      more.hidden = hidden === 0;
      more.textContent = `Show ${Math.min(hidden, SHOWN)} earlier ones`;
      render(items, host);
      const selected = drawings.filter((drawing) => drawing.selected).length;
      const said =
        drawings.length === 0
          ? "none kept yet"
          : `${drawings.length} kept, ${selected} selected for fine-tuning`;
      show(count, said, drawings.length);
      empty.hidden = drawings.length > 0;
      clear.disabled = drawings.length === 0;
    },
  );

  return (/** @type {State} */ next) => {
    state = next;
    draw(next.strip, next.theme, most);
  };
}
