/** Weights in and out. */

import { find, whenChanged } from "../app/dom.js";

/** @typedef {import("../engine/wire.js").Precision} Precision */

/**
 * @typedef {object} WeightsIntents
 * @property {() => void} download
 * @property {() => void} random
 * @property {(file: File) => void} open
 * @property {(precision: Precision) => void} save
 */

/** @param {Document} page @param {WeightsIntents} intents */
export function weightsView(page, intents) {
  const download = find(page, "weights-download", HTMLButtonElement);
  const random = find(page, "weights-random", HTMLButtonElement);
  const file = find(page, "weights-file", HTMLInputElement);
  const save = find(page, "weights-export", HTMLButtonElement);
  const precision = find(page, "weights-precision", HTMLSelectElement);

  download.addEventListener("click", intents.download);
  random.addEventListener("click", intents.random);
  save.addEventListener("click", () => intents.save(precision.value === "f32" ? "f32" : "f16"));
  file.addEventListener("change", () => {
    const [picked] = file.files ?? [];
    if (picked) intents.open(picked);
    // So that picking the same file again is heard.
    file.value = "";
  });

  const draw = whenChanged((/** @type {boolean} */ training, /** @type {boolean} */ has) => {
    download.disabled = random.disabled = file.disabled = training;
    save.disabled = !has;
  });
  return (/** @type {import("../state/page.js").State} */ { train, tune, weights }) =>
    draw(train.run.status !== "idle" || tune.run.status !== "idle", weights.name !== null);
}
