/** Teach: the classes as cards, each with its drawings. */

import { find, show, whenChanged } from "../app/dom.js";
import { choices, html, picture, render, repeat, text } from "../app/lit.js";
import { paint } from "../app/pixels.js";
import { taught } from "../state/teach.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../state/classes.js").OwnClass} OwnClass */

/**
 * @typedef {object} ClassIntents
 * @property {(name: string) => boolean} add With what is on the pad as its first drawing; whether
 *   there is such a class now.
 * @property {(id: string, name: string) => boolean} rename
 * @property {(id: string) => void} remove
 * @property {(into: string) => void} put What is on the pad.
 * @property {() => void} adopt The examples, as the visitor's own.
 * @property {(drawing: string, into: string) => void} move
 * @property {(drawing: string) => void} removeDrawing
 * @property {() => void} takeStrip
 */

/** @param {Document} page @param {ClassIntents} intents */
export function teachCardsView(page, intents) {
  const host = find(page, "teach", HTMLElement);
  const stand = find(page, "teach-examples", HTMLElement);
  const problem = find(page, "own-problem", HTMLElement);
  const list = find(page, "own-list", HTMLElement);
  const name = find(page, "own-name", HTMLInputElement);
  const pad = find(page, "own-pad", HTMLElement);
  const tools = find(page, "own-tools", HTMLElement);
  const target = find(page, "own-move", HTMLSelectElement);
  /** The drawing that is picked. @type {string | null} */
  let picked = null;
  /** @type {State | null} */
  let state = null;

  find(page, "own-form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    if (intents.add(name.value)) name.value = "";
  });
  find(page, "own-adopt", HTMLButtonElement).addEventListener("click", intents.adopt);
  find(page, "own-take", HTMLButtonElement).addEventListener("click", intents.takeStrip);
  target.addEventListener("change", () => picked && intents.move(picked, target.value));
  find(page, "own-remove", HTMLButtonElement).addEventListener(
    "click",
    () => picked && intents.removeDrawing(picked),
  );

  /** @param {string | null} id */
  const pick = (id) => {
    picked = id;
    redraw();
  };
  /** @param {string} id */
  const put = (id) => {
    intents.put(id);
    // For a drawing, where there was none; for the next one, where there was.
    pad.focus({ preventScroll: true });
  };
  /** Anywhere on a card but on what it holds. @param {string} id @param {Event} event */
  const tap = (id, event) => {
    const on = /** @type {Element} */ (event.target);
    if (!on.closest("button") && !on.closest("input")) put(id);
  };
  /** @param {OwnClass} own @param {Event} event */
  const rename = ({ id, name }, event) => {
    const title = /** @type {HTMLInputElement} */ (event.target);
    if (!intents.rename(id, title.value)) title.value = name;
  };

  /** @param {OwnClass} own @param {State["theme"]} theme @param {string | null} chosen */
  const tile = ({ name, drawings }, theme, chosen) =>
    repeat(
      drawings,
      ({ id }) => id,
      ({ id, image }, index) => html`
        <button
          type="button"
          class="own-tile"
          data-testid="own-drawing"
          data-id=${id}
          aria-pressed=${id === chosen}
          aria-label=${`Drawing ${index + 1} of ${name}`}
          title="Move or delete it"
          @click=${() => pick(picked === id ? null : id)}
        >
          <canvas class="picture" ${picture(image, theme)}></canvas>
        </button>
      `,
    );
  /** @param {string} id @param {string} name */
  const adder = (id, name) => html`
    <button
      type="button"
      class="own-tile own-put"
      data-testid="own-put"
      aria-label=${`Add drawing to ${name}`}
      title="Add what is on the pad"
      @click=${() => put(id)}
    ></button>
  `;
  /**
   * @param {OwnClass} own
   * @param {State["theme"]} theme
   * @param {string | null} chosen
   * @param {string | null} answer
   */
  const item = (own, theme, chosen, answer) => html`
    <li
      class="own-class"
      data-testid="own-class"
      data-id=${own.id}
      data-answer=${own.name === answer}
      @click=${(/** @type {Event} */ event) => tap(own.id, event)}
    >
      <div class="own-head">
        <input
          type="text"
          maxlength="24"
          class="own-title"
          data-testid="own-class-name"
          aria-label="Name of the class"
          ${text(own.name)}
          @change=${(/** @type {Event} */ event) => rename(own, event)}
        /><button
          type="button"
          class="icon-button cross"
          data-testid="own-delete"
          aria-label=${`Delete the class ${own.name}`}
          @click=${() => intents.remove(own.id)}
        ></button>
      </div>
      <div class="own-tiles" data-testid="own-drawings">
        ${tile(own, theme, chosen)}${adder(own.id, own.name)}
      </div>
    </li>
  `;

  /**
   * One that stands in until there are the visitor's own.
   * @param {OwnClass} own
   * @param {State["theme"]} theme
   * @param {string | null} answer
   */
  const example = ({ id, name, drawings }, theme, answer) => html`
    <li
      class="own-class"
      data-testid="example-class"
      data-id=${id}
      data-answer=${name === answer}
      @click=${(/** @type {Event} */ event) => tap(id, event)}
    >
      <div class="own-head"><b>${name}</b></div>
      <div class="own-tiles">
        ${drawings.map(
          ({ image }) => html`<canvas class="picture" ${picture(image, theme)}></canvas>`,
        )}${adder(id, name)}
      </div>
    </li>
  `;

  const draw = whenChanged(
    (
      /** @type {OwnClass[]} */ shown,
      /** @type {boolean} */ own,
      /** @type {State["theme"]} */ theme,
      /** @type {string | null} */ chosen,
      /** @type {boolean} */ blank,
      /** @type {string | null} */ answer,
    ) => {
      const items = repeat(
        shown,
        ({ id }) => id,
        (each) => (own ? item(each, theme, chosen, answer) : example(each, theme, answer)),
      );
      render(items, list);
      host.dataset.drawn = String(!blank);
      stand.hidden = own || shown.length === 0;
      const classes = own ? shown : [];
      list.dataset.count = host.dataset.classes = String(classes.length);
      const home = classes.find((own) => own.drawings.some(({ id }) => id === chosen));
      tools.hidden = !home;
      if (!home) return;
      const homes = classes.map(({ id, name }) => ({ value: id, name }));
      choices(target, homes, home.id);
      const canvas = tools.querySelector("canvas");
      const image = home.drawings.find(({ id }) => id === chosen)?.image ?? null;
      if (canvas) paint(canvas, image, theme);
    },
  );
  const redraw = () => {
    if (!state) return;
    const { classes, theme, teach } = state;
    const { answer } = teach;
    const taken = answer?.sure ? answer.names[0] : null;
    const blank = teach.example || teach.strokes.length === 0;
    draw(taught(state), classes.length > 0, theme, picked, blank, taken);
  };

  return (/** @type {State} */ next) => {
    state = next;
    problem.hidden = next.teach.said === null;
    show(problem, next.teach.said ?? "");
    redraw();
  };
}
