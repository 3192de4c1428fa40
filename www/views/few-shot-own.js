/** The visitor's own classes: a pad, and the classes with their drawings. */

import { find, whenChanged } from "../app/dom.js";
import { choices, html, picture, render, repeat, text } from "../app/lit.js";
import { paint } from "../app/pixels.js";
import { padCanvas } from "./pad-canvas.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../state/classes.js").OwnClass} OwnClass */
/** @typedef {import("../state/classes.js").Example} Example */
/** @typedef {import("../engine/engine.js").Strokes} Strokes */

/**
 * @typedef {object} OwnIntents
 * @property {(name: string) => boolean} add Whether there is such a class now.
 * @property {(id: string, name: string) => boolean} rename
 * @property {(id: string) => void} remove
 * @property {(into: string, strokes: Strokes) => Promise<boolean>} draw
 * @property {(drawing: string, into: string) => void} move
 * @property {(drawing: string) => void} removeDrawing
 * @property {() => void} takeStrip
 */

/** @param {Document} page @param {OwnIntents} intents */
export function fewShotOwnView(page, intents) {
  const editor = find(page, "own-editor", HTMLElement);
  const list = find(page, "own-list", HTMLElement);
  const name = find(page, "own-name", HTMLInputElement);
  const undo = find(page, "own-undo", HTMLButtonElement);
  const clear = find(page, "own-clear", HTMLButtonElement);
  const tools = find(page, "own-tools", HTMLElement);
  const target = find(page, "own-move", HTMLSelectElement);
  /** What is on the pad: nobody else's business until it is put into a class. @type {Strokes} */
  let strokes = [];
  /** The drawing that is picked. @type {string | null} */
  let picked = null;
  /** @type {State | null} */
  let state = null;

  const pad = padCanvas(find(page, "own-pad", HTMLCanvasElement), {
    begin: () => strokes,
    change: hold,
  });
  /** @param {Strokes} next */
  function hold(next) {
    strokes = next;
    pad.show(strokes);
    undo.disabled = clear.disabled = strokes.length === 0;
    redraw();
  }
  undo.addEventListener("click", () => hold(strokes.slice(0, -1)));
  clear.addEventListener("click", () => hold([]));

  find(page, "own-form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    if (intents.add(name.value)) name.value = "";
    name.focus();
  });
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

  /** @param {OwnClass} own */
  const remove = ({ id, name, drawings: { length } }) => {
    const what = `“${name}” and its ${length} drawing${length === 1 ? "" : "s"}`;
    if (length === 0 || window.confirm(`Delete the class ${what}?`)) intents.remove(id);
  };
  /** @param {OwnClass} own */
  const put = async ({ id }) => {
    const drawn = strokes;
    // Unless the next drawing was begun meanwhile.
    if ((await intents.draw(id, drawn)) && strokes === drawn) hold([]);
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
  /** @param {OwnClass} own @param {State["theme"]} theme @param {string | null} chosen */
  const item = (own, theme, chosen) => html`
    <li class="own-class" data-testid="own-class" data-id=${own.id}>
      <div class="row middle">
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
          class="button"
          data-testid="own-put"
          aria-label=${`Put drawing here, into ${own.name}`}
          ?disabled=${strokes.length === 0}
          @click=${() => void put(own)}
        >
          Put drawing here</button
        ><button
          type="button"
          class="icon-button"
          data-testid="own-delete"
          aria-label=${`Delete the class ${own.name}`}
          @click=${() => remove(own)}
        >
          ×
        </button>
      </div>
      <div class="tiles small" data-testid="own-drawings">${tile(own, theme, chosen)}</div>
    </li>
  `;

  const draw = whenChanged(
    (
      /** @type {OwnClass[]} */ classes,
      /** @type {State["theme"]} */ theme,
      /** @type {string | null} */ chosen,
      /** @type {boolean} */ _blank,
    ) => {
      const items = repeat(
        classes,
        ({ id }) => id,
        (own) => item(own, theme, chosen),
      );
      render(items, list);
      list.dataset.count = String(classes.length);
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
  const redraw = () => state && draw(state.classes, state.theme, picked, strokes.length === 0);
  const drawPad = whenChanged(
    (/** @type {State["theme"]} */ _theme, /** @type {boolean} */ hidden) => {
      editor.hidden = hidden;
      pad.show(strokes);
    },
  );

  hold([]);
  return (/** @type {State} */ next) => {
    state = next;
    drawPad(next.theme, next.fewShot.settings.source !== "own");
    redraw();
  };
}
