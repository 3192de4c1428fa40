/** Digits that the last run's copy makes up. */

import { find, whenChanged } from "../app/dom.js";
import { paintTiles } from "../app/pixels.js";

/** @typedef {import("../state/page.js").State} State */

/** @param {Document} page */
export function madeView(page) {
  const box = find(page, "made-box", HTMLElement);
  const tiles = find(page, "train-made", HTMLElement);
  const draw = whenChanged(
    (/** @type {Uint8Array | null} */ made, /** @type {State["theme"]} */ theme) => {
      box.hidden = made === null;
      paintTiles(tiles, made, theme, 0);
    },
  );
  return (/** @type {State} */ { train, theme }) => draw(train.made, theme);
}
