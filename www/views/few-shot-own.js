/** The visitor's own classes: a pad, and the classes with their drawings. */

import { find, make, whenChanged } from "../app/dom.js";
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
    for (const button of list.querySelectorAll("[data-testid=own-put]")) {
      /** @type {HTMLButtonElement} */ (button).disabled = strokes.length === 0;
    }
  }
  undo.addEventListener("click", () => hold(strokes.slice(0, -1)));
  clear.addEventListener("click", () => hold([]));
  hold([]);

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
    if (state) draw(state.classes, state.theme, picked);
  };

  /** @param {OwnClass} own */
  const item = ({ id }) => {
    const title = make("input", {
      type: "text",
      maxlength: "24",
      class: "own-title",
      "data-testid": "own-class-name",
      "aria-label": "Name of the class",
    });
    title.addEventListener("change", () => {
      if (intents.rename(id, title.value)) return;
      title.value = state?.classes.find((own) => own.id === id)?.name ?? "";
    });
    const put = make(
      "button",
      { type: "button", class: "button", "data-testid": "own-put" },
      "Put drawing here",
    );
    put.disabled = strokes.length === 0;
    put.addEventListener("click", async () => {
      const drawn = strokes;
      // Unless the next drawing was begun meanwhile.
      if ((await intents.draw(id, drawn)) && strokes === drawn) hold([]);
    });
    const remove = make(
      "button",
      { type: "button", class: "icon-button", "data-testid": "own-delete" },
      "×",
    );
    remove.addEventListener("click", () => {
      const own = state?.classes.find((each) => each.id === id);
      const many = own?.drawings.length ?? 0;
      if (
        many === 0 ||
        window.confirm(
          `Delete the class “${own?.name}” and its ${many} drawing${many === 1 ? "" : "s"}?`,
        )
      )
        intents.remove(id);
    });
    const head = make("div", { class: "row middle" }, title, put, remove);
    return make(
      "li",
      { class: "own-class", "data-testid": "own-class", "data-id": id },
      head,
      make("div", { class: "tiles small", "data-testid": "own-drawings" }),
    );
  };

  /** @param {HTMLElement} host @param {OwnClass} own @param {State["theme"]} theme */
  const drawings = (host, own, theme) => {
    const here = new Map([...host.children].map((tile) => [tile.getAttribute("data-id"), tile]));
    for (const [id, tile] of here)
      if (!own.drawings.some((drawing) => drawing.id === id)) tile.remove();
    own.drawings.forEach(({ id, image }, index) => {
      let tile = /** @type {HTMLElement | undefined} */ (here.get(id));
      if (!tile) {
        const button = make(
          "button",
          { type: "button", class: "own-tile", "data-testid": "own-drawing", "data-id": id },
          make("canvas", { class: "picture" }),
        );
        button.addEventListener("click", () => pick(picked === id ? null : id));
        host.append(button);
        tile = button;
      }
      tile.setAttribute("aria-pressed", String(picked === id));
      tile.setAttribute("aria-label", `Drawing ${index + 1} of ${own.name}`);
      tile.title = "Move or delete it";
      paint(/** @type {HTMLCanvasElement} */ (tile.firstElementChild), image, theme);
    });
  };

  const draw = whenChanged(
    (
      /** @type {OwnClass[]} */ classes,
      /** @type {State["theme"]} */ theme,
      /** @type {string | null} */ chosen,
    ) => {
      const here = new Map(
        [...list.children].map((element) => [element.getAttribute("data-id"), element]),
      );
      for (const [id, element] of here) if (!classes.some((own) => own.id === id)) element.remove();
      for (const own of classes) {
        const element = here.get(own.id) ?? list.appendChild(item(own));
        const title = find(element, "own-class-name", HTMLInputElement);
        if (document.activeElement !== title) title.value = own.name;
        find(element, "own-put", HTMLButtonElement).setAttribute(
          "aria-label",
          `Put the drawing into ${own.name}`,
        );
        find(element, "own-delete", HTMLButtonElement).setAttribute(
          "aria-label",
          `Delete the class ${own.name}`,
        );
        drawings(find(element, "own-drawings", HTMLElement), own, theme);
      }
      list.dataset.count = String(classes.length);
      const home = classes.find((own) => own.drawings.some(({ id }) => id === chosen));
      tools.hidden = !home;
      if (!home) return;
      target.replaceChildren(...classes.map(({ id, name }) => make("option", { value: id }, name)));
      target.value = home.id;
      const canvas = tools.querySelector("canvas");
      const image = home.drawings.find(({ id }) => id === chosen)?.image ?? null;
      if (canvas) paint(canvas, image, theme);
    },
  );
  const drawPad = whenChanged(
    (/** @type {State["theme"]} */ _theme, /** @type {boolean} */ hidden) => {
      editor.hidden = hidden;
      pad.show(strokes);
    },
  );

  return (/** @type {State} */ next) => {
    state = next;
    drawPad(next.theme, next.fewShot.settings.source !== "own");
    draw(next.classes, next.theme, picked);
  };
}
