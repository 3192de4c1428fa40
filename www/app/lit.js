/** lit-html, and what the page's templates need beside it. */

import { Directive, directive } from "../../vendor/lit-html/directive.js";
import { html, noChange, nothing, render } from "../../vendor/lit-html/lit-html.js";
import { paint, paintTiles } from "./pixels.js";

export { live } from "../../vendor/lit-html/directives/live.js";
export { repeat } from "../../vendor/lit-html/directives/repeat.js";
export { html, nothing, render };

/** @typedef {import("lit-html").ElementPart} ElementPart */

/**
 * Whether two values are the same. Images are views of larger arrays and never changed in place:
 * they are the same where they show the same bytes.
 *
 * @param {unknown} one
 * @param {unknown} other
 */
const same = (one, other) =>
  one instanceof Uint8Array && other instanceof Uint8Array
    ? one.buffer === other.buffer &&
      one.byteOffset === other.byteOffset &&
      one.length === other.length
    : Object.is(one, other);

/**
 * A directive that draws on its element when something is other than last time, and not at each
 * rendering.
 *
 * @template {Element} E
 * @template {unknown[]} A
 * @param {(element: E, ...given: A) => void} draw
 * @returns {(...given: A) => unknown}
 */
export const drawn = (draw) =>
  directive(
    class extends Directive {
      /** @type {A | undefined} */
      last;

      /** @param {A} _given @returns {unknown} */
      render(..._given) {
        return noChange;
      }

      /** @param {ElementPart} part @param {A} given */
      update({ element }, given) {
        if (!this.last?.every((value, index) => same(value, given[index])))
          draw(/** @type {E} */ (element), ...given);
        this.last = given;
        return noChange;
      }
    },
  );

/** An image on a canvas: `<canvas ${picture(image, theme)}>`. */
export const picture = drawn(paint);

/** Images in a row: `<div class="tiles" ${tiles(images, theme)}></div>`. */
export const tiles = drawn(paintTiles);

/**
 * Properties of an element's style, in pairs; null takes one away: `<i ${styled("--share", 0.5)}>`.
 * The page's policy forbids `style="…"`, which whoever gets markup into a page would use too.
 */
export const styled = drawn(
  (/** @type {Element} */ element, /** @type {(string | number | null)[]} */ ...pairs) => {
    const { style } = /** @type {HTMLElement} */ (element);
    for (let at = 0; at < pairs.length; at += 2) {
      const value = pairs[at + 1];
      style.setProperty(String(pairs[at]), value === null ? null : String(value));
    }
  },
);

/** The state's text in an input, unless the visitor is typing: `<input ${text(name)}>`. */
export const text = directive(
  class extends Directive {
    /** @param {string} _text @returns {unknown} */
    render(_text) {
      return noChange;
    }

    /** @param {ElementPart} part @param {[string]} text */
    update({ element }, [text]) {
      const input = /** @type {HTMLInputElement} */ (element);
      if (document.activeElement !== input && input.value !== text) input.value = text;
      return noChange;
    }
  },
);

/**
 * A select's options, and which of them is chosen.
 *
 * @param {HTMLSelectElement} select
 * @param {{value: string, name: string, disabled?: boolean}[]} options
 * @param {string} chosen
 */
export function choices(select, options, chosen) {
  render(
    options.map(
      ({ value, name, disabled = false }) =>
        html`<option value=${value} ?disabled=${disabled}>${name}</option>`,
    ),
    select,
  );
  select.value = chosen;
}
