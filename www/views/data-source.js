/** Where the training data comes from. */

import { find, show, whenChanged } from "../app/dom.js";
import { bytes, count } from "../app/format.js";
import { arrived } from "../state/data.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../state/data.js").DataState} DataState */
/** @typedef {import("../state/data.js").SourceKind} SourceKind */

/**
 * @typedef {{choose: (source: SourceKind) => void, load: () => void, retry: () => void}}
 *   DataIntents
 */

/** @param {Document} page @param {DataIntents} intents */
export function dataSourceView(page, intents) {
  const radios = {
    builtIn: find(page, "source-builtin", HTMLInputElement),
    shards: find(page, "source-shards", HTMLInputElement),
    idx: find(page, "source-idx", HTMLInputElement),
  };
  const load = find(page, "data-load", HTMLButtonElement);
  const retry = find(page, "data-retry", HTMLButtonElement);
  const progress = find(page, "data-progress", HTMLProgressElement);
  const message = find(page, "data-message", HTMLElement);
  const shardsName = find(page, "shards-name", HTMLElement);
  const shardsDetail = find(page, "shards-detail", HTMLElement);
  const groups = [...page.querySelectorAll("[data-source].fields")];

  for (const [source, radio] of /** @type {[SourceKind, HTMLInputElement][]} */ (
    Object.entries(radios)
  )) {
    radio.addEventListener("change", () => intents.choose(source));
  }
  load.addEventListener("click", intents.load);
  retry.addEventListener("click", intents.retry);

  const draw = whenChanged((/** @type {DataState} */ data, /** @type {boolean} */ training) => {
    radios[data.source].checked = true;
    radios.shards.disabled = data.hosted === false;
    show(shardsName, data.offer?.name ?? "MNIST");
    show(shardsDetail, offer(data));
    for (const group of groups) {
      /** @type {HTMLElement} */ (group).hidden = group.getAttribute("data-source") !== data.source;
    }
    const arriving =
      data.status === "loading" || data.shards.some((shard) => shard.status === "fetching");
    load.disabled = arriving || training;
    progress.hidden = !arriving || data.source !== "shards";
    progress.value = arrived(data);
    retry.hidden =
      arriving || data.problem === null || !data.shards.some((shard) => shard.status === "failed");
    show(message, sentence(data));
  });

  return (/** @type {State} */ state) => draw(state.data, state.train.run.status !== "idle");
}

/** @param {DataState} data */
function offer({ hosted, offer }) {
  if (offer) return `${count(offer.images)} images, ${bytes(offer.bytes)}`;
  return hosted === false ? "not on this host" : "looking for it…";
}

/**
 * The form as the flow reads it.
 * @param {Document} page
 * @returns {import("../state/data.js").DataForm}
 */
export function readDataForm(page) {
  const number = (/** @type {string} */ id) => find(page, id, HTMLInputElement).valueAsNumber;
  const file = (/** @type {string} */ id) => find(page, id, HTMLInputElement).files?.[0] ?? null;
  return {
    train: whole(number("builtin-train")),
    test: whole(number("builtin-test")),
    seed: whole(number("builtin-seed")),
    files: {
      trainImages: file("idx-train-images"),
      trainLabels: file("idx-train-labels"),
      testImages: file("idx-test-images"),
      testLabels: file("idx-test-labels"),
    },
  };
}

/** An empty or broken field becomes 0, which the engine refuses by name. @param {number} value */
const whole = (value) => (Number.isFinite(value) && value >= 0 ? Math.round(value) : 0);

/** @param {DataState} data */
function sentence(data) {
  const { status, source, inUse, problem, train, expectedTrain } = data;
  if (problem !== null) return problem;
  if (status === "loading") return source === "builtIn" ? "Drawing digits…" : "Arriving…";
  if (status === "none" || inUse !== source) return "Loaded by itself when training starts.";
  if (status === "partial")
    return `${count(train)} of ${count(expectedTrain)} images are here; training can start.`;
  return `All ${count(train)} images are here.`;
}
