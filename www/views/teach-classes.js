/** Teach: its pad, and the classes with their drawings. */

import { find, show, whenChanged } from "../app/dom.js";
import { choices, html, picture, render, repeat, text } from "../app/lit.js";
import { paint } from "../app/pixels.js";
import { say } from "../app/words/say.js";
import { taught } from "../state/teach.js";
import { padCanvas } from "./pad-canvas.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../state/classes.js").OwnClass} OwnClass */
/** @typedef {import("../state/classes.js").Example} Example */
/** @typedef {import("../engine/engine.js").Strokes} Strokes */

/**
 * @typedef {object} ClassIntents
 * @property {(strokes: Strokes) => void} pad At each move of the pen.
 * @property {(name: string, strokes: Strokes) => boolean} add With that as its first drawing;
 *   whether there is such a class now.
 * @property {(id: string, name: string) => boolean} rename
 * @property {(id: string) => void} remove
 * @property {(into: string, strokes: Strokes) => Promise<boolean>} draw
 * @property {(drawing: string, into: string) => void} move
 * @property {(drawing: string) => void} removeDrawing
 * @property {() => void} takeStrip
 */

/** @param {Document} page @param {ClassIntents} intents */
export function teachClassesView(page, intents) {
  const stand = find(page, "teach-examples", HTMLElement);
  const problem = find(page, "own-problem", HTMLElement);
  const list = find(page, "own-list", HTMLElement);
  const name = find(page, "own-name", HTMLInputElement);
  const undo = find(page, "own-undo", HTMLButtonElement);
  const clear = find(page, "own-clear", HTMLButtonElement);
  const tools = find(page, "own-tools", HTMLElement);
  const target = find(page, "own-move", HTMLSelectElement);
  /** What is on the pad. @type {Strokes} */
  let strokes = [];
  let stands = false;
  /** The drawing that is picked. @type {string | null} */
  let picked = null;
  /** @type {State | null} */
  let state = null;

  const pad = padCanvas(find(page, "own-pad", HTMLCanvasElement), {
    begin: () => (stands ? [] : strokes),
    change: intents.pad,
  });
  undo.addEventListener("click", () => intents.pad(strokes.slice(0, -1)));
  clear.addEventListener("click", () => intents.pad([]));

  find(page, "own-form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    if (intents.add(name.value, stands ? [] : strokes)) {
      name.value = "";
      intents.pad([]);
    }
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
    if (length === 0 || window.confirm(say(`Delete the class ${what}?`))) intents.remove(id);
  };
  /** @param {OwnClass} own */
  const put = async ({ id }) => {
    const drawn = strokes;
    // Unless the next drawing was begun meanwhile.
    if ((await intents.draw(id, drawn)) && strokes === drawn) intents.pad([]);
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
          ?disabled=${strokes.length === 0 || stands}
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

  /** One that nobody can change. @param {OwnClass} own @param {State["theme"]} theme */
  const example = ({ id, name, drawings }, theme) => html`
    <li class="own-class" data-testid="example-class" data-id=${id}>
      <b>${name}</b>
      <div class="tiles small">
        ${drawings.map(
          ({ image }) => html`<canvas class="picture" ${picture(image, theme)}></canvas>`,
        )}
      </div>
    </li>
  `;

  const draw = whenChanged(
    (
      /** @type {OwnClass[]} */ shown,
      /** @type {boolean} */ own,
      /** @type {State["theme"]} */ theme,
      /** @type {string | null} */ chosen,
      /** @type {boolean} */ _blank,
    ) => {
      const items = repeat(
        shown,
        ({ id }) => id,
        (each) => (own ? item(each, theme, chosen) : example(each, theme)),
      );
      render(items, list);
      stand.hidden = own;
      const classes = own ? shown : [];
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
  const redraw = () => {
    if (!state) return;
    const { classes, theme } = state;
    draw(taught(state), classes.length > 0, theme, picked, strokes.length === 0 || stands);
  };
  const drawPad = whenChanged(
    (
      /** @type {State["theme"]} */ _theme,
      /** @type {Strokes} */ next,
      /** @type {boolean} */ example,
    ) => {
      strokes = next;
      stands = example;
      pad.show(strokes, stands);
      undo.disabled = clear.disabled = strokes.length === 0;
    },
  );

  return (/** @type {State} */ next) => {
    state = next;
    drawPad(next.theme, next.teach.strokes, next.teach.example);
    problem.hidden = next.teach.said === null;
    show(problem, next.teach.said ?? "");
    redraw();
  };
}
