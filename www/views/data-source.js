/** Where the training data comes from. */

import { find, show, whenChanged } from "../app/dom.js";
import { numberForm } from "../app/form.js";
import { bytes, count } from "../app/format.js";
import { arrived } from "../state/data.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../state/data.js").DataState} DataState */
/** @typedef {import("../state/data.js").SourceKind} SourceKind */

/**
 * @typedef {{choose: (source: SourceKind) => void, load: () => void, stop: () => void,
 *   retry: () => void}} DataIntents
 */

/** @param {Document} page @param {DataIntents} intents */
export function dataSourceView(page, intents) {
  const radios = {
    builtIn: find(page, "source-builtin", HTMLInputElement),
    shards: find(page, "source-shards", HTMLInputElement),
    idx: find(page, "source-idx", HTMLInputElement),
  };
  const load = find(page, "data-load", HTMLButtonElement);
  const stop = find(page, "data-stop", HTMLButtonElement);
  const retry = find(page, "data-retry", HTMLButtonElement);
  const progress = find(page, "data-progress", HTMLProgressElement);
  const message = find(page, "data-message", HTMLElement);
  const shardsName = find(page, "shards-name", HTMLElement);
  const shardsDetail = find(page, "shards-detail", HTMLElement);
  const fields = {
    builtIn: find(page, "builtin-fields", HTMLElement),
    idx: find(page, "idx-fields", HTMLElement),
  };

  for (const [source, radio] of /** @type {[SourceKind, HTMLInputElement][]} */ (
    Object.entries(radios)
  )) {
    radio.addEventListener("change", () => intents.choose(source));
  }
  load.addEventListener("click", intents.load);
  stop.addEventListener("click", intents.stop);
  retry.addEventListener("click", intents.retry);

  const draw = whenChanged((/** @type {DataState} */ data, /** @type {boolean} */ training) => {
    radios[data.source].checked = true;
    radios.shards.disabled = data.hosted === false;
    show(shardsName, data.offer?.name ?? "MNIST");
    show(shardsDetail, offer(data));
    fields.builtIn.hidden = data.source !== "builtIn";
    fields.idx.hidden = data.source !== "idx";
    const arriving =
      data.status === "loading" || data.shards.some((shard) => shard.status === "fetching");
    load.disabled = arriving || training;
    stop.hidden = !arriving || data.arriving !== "shards";
    progress.hidden = !arriving || data.source !== "shards";
    progress.value = arrived(data);
    retry.hidden =
      arriving ||
      data.arriving !== "shards" ||
      data.problem === null ||
      !data.shards.some((shard) => shard.status === "failed");
    show(message, sentence(data));
  });

  return (/** @type {State} */ state) => draw(state.data, state.train.run.status !== "idle");
}

/** @param {DataState} data */
function offer({ hosted, offer, unknown }) {
  if (offer) return `${count(offer.images)} images, ${bytes(offer.bytes)}`;
  if (unknown !== null) return `not known to be here (${unknown}); asked again by “Load”`;
  return hosted === false ? "not on this host" : "looking for it…";
}

/**
 * The form as the flow takes it.
 *
 * @param {Document} page
 * @returns {() => import("../state/data.js").DataForm | null} Null where something is wrong: it has
 *   been said.
 */
export function dataForm(page) {
  const fields = find(page, "builtin-fields", HTMLElement);
  const form = numberForm(fields, find(page, "builtin-problem", HTMLElement));
  const file = (/** @type {string} */ id) => find(page, id, HTMLInputElement).files?.[0] ?? null;
  return () => {
    const numbers = form.read();
    if (numbers === null) return null;
    // Nothing is read of fields that are not shown: their source is not the one that is chosen.
    const { train, test, seed } = numbers;
    return {
      train: train ?? 0,
      test: test ?? 0,
      seed: seed ?? 0,
      files: {
        trainImages: file("idx-train-images"),
        trainLabels: file("idx-train-labels"),
        testImages: file("idx-test-images"),
        testLabels: file("idx-test-labels"),
      },
    };
  };
}

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
