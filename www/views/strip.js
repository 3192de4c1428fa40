/** The strip of kept drawings. */

import { find, make, show, whenChanged } from "../app/dom.js";
import { paint } from "../app/pixels.js";

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
  clear.addEventListener("click", () => {
    if (window.confirm("Delete all your drawings from this device?")) intents.clear();
  });
  find(page, "strip-symbols", HTMLButtonElement).addEventListener("click", intents.addSymbols);

  /** @param {Drawing} drawing */
  function item({ id }) {
    const select = make("input", { type: "checkbox", "data-testid": "strip-select" });
    select.addEventListener("change", () => intents.toggle(id));
    const open = make(
      "button",
      { type: "button", class: "strip-picture", "data-testid": "strip-open" },
      make("canvas", { class: "picture" }),
    );
    open.addEventListener("click", () => intents.open(id));
    const label = make("input", {
      type: "text",
      maxlength: "24",
      placeholder: "label",
      "data-testid": "strip-label",
    });
    label.addEventListener("change", () => intents.label(id, label.value));
    const remove = make(
      "button",
      { type: "button", class: "icon-button", "data-testid": "strip-delete" },
      "×",
    );
    remove.addEventListener("click", () => intents.remove(id));
    return make(
      "li",
      { class: "strip-item", "data-testid": "strip-item", "data-id": id },
      open,
      label,
      make("span", { class: "strip-tools" }, select, remove),
    );
  }

  const draw = whenChanged(
    (/** @type {Drawing[]} */ drawings, /** @type {State["theme"]} */ theme) => {
      const here = new Map(
        [...host.children].map((element) => [element.getAttribute("data-id"), element]),
      );
      for (const [id, element] of here)
        if (!drawings.some((drawing) => drawing.id === id)) element.remove();
      drawings.forEach((drawing, index) => {
        const element = here.get(drawing.id) ?? host.appendChild(item(drawing));
        update(/** @type {HTMLElement} */ (element), drawing, index, theme);
      });
      const selected = drawings.filter((drawing) => drawing.selected).length;
      const text =
        drawings.length === 0
          ? "none kept yet"
          : `${drawings.length} kept, ${selected} selected for fine-tuning`;
      show(count, text, drawings.length);
      empty.hidden = drawings.length > 0;
      clear.disabled = drawings.length === 0;
    },
  );

  return (/** @type {State} */ state) => draw(state.strip, state.theme);
}

/**
 * @param {HTMLElement} element
 * @param {Drawing} drawing
 * @param {number} index
 * @param {State["theme"]} theme
 */
function update(element, { label, selected, image }, index, theme) {
  const name = `drawing ${index + 1}${label ? `, ${label}` : ""}`;
  element.dataset.selected = String(selected);
  const select = find(element, "strip-select", HTMLInputElement);
  select.checked = selected;
  select.setAttribute("aria-label", `Fine-tune on ${name}`);
  select.title = "Fine-tune on it";
  const text = find(element, "strip-label", HTMLInputElement);
  if (document.activeElement !== text) text.value = label;
  text.setAttribute("aria-label", `Label of ${name}`);
  const open = find(element, "strip-open", HTMLButtonElement);
  open.setAttribute("aria-label", `Put ${name} on the pad`);
  open.title = "Put it on the pad";
  find(element, "strip-delete", HTMLButtonElement).setAttribute("aria-label", `Delete ${name}`);
  const canvas = element.querySelector("canvas");
  if (canvas) paint(canvas, image, theme);
}
