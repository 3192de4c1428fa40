/** A meta-training run: its controls, its figures and curves, and the weights that come out. */

import { find, show, whenChanged } from "../app/dom.js";
import { bytes, count, nats } from "../app/format.js";
import { linesChart } from "../app/lines-chart.js";
import { msPerStep } from "../app/pace.js";
import { runBar } from "../app/run-controls.js";
import { PARTS, recent } from "../state/meta-curves.js";
import { hasInnerLoop } from "../state/meta-hyper.js";
import { otherRun } from "../state/runs.js";
import { STORED } from "../state/stored.js";
import { methodFor } from "../text/algorithms.js";
import { dataFirst, wholeFirst } from "./costs.js";
import { setName } from "./meta-sets.js";
import { drawMetaTable } from "./meta-table.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../state/meta-training.js").MetaRun} MetaRun */
/** @typedef {import("../engine/wire.js").Algorithm} Algorithm */

/**
 * @typedef {import("../app/run-controls.js").RunIntents & {
 *   saveWeights: (algorithm: Algorithm) => void,
 *   openWeights: (algorithm: Algorithm, file: File) => void,
 * }} MetaRunIntents
 */

const HEIGHT = 150;
const percent = (/** @type {number} */ share) => `${+(100 * share).toFixed(1)} %`;
/** A loss of a few nats: what adaptation gains may be hundredths. */
const loss = (/** @type {number} */ value) => value.toFixed(value < 10 ? 3 : 1);

/** @param {Document} page @param {MetaRunIntents} intents */
export function metaRunView(page, intents) {
  const button = (/** @type {string} */ id) => find(page, id, HTMLButtonElement);
  const text = (/** @type {string} */ id) => find(page, id, HTMLElement);
  const panel = text("meta-training");
  const saveWeights = button("meta-weights-save");
  const file = find(page, "meta-weights-file", HTMLInputElement);
  /** @type {Algorithm} */
  let algorithm = "prototypes";

  const bar = runBar(
    text("meta-bar"),
    {
      run: "meta",
      start: "Start meta-training",
      starting: "Start meta-training",
      progress: "Meta-training progress",
      message: "message",
    },
    intents,
  );
  saveWeights.addEventListener("click", () => intents.saveWeights(algorithm));
  file.addEventListener("change", () => {
    const [chosen] = file.files ?? [];
    if (chosen) intents.openWeights(algorithm, chosen);
    file.value = "";
  });

  const losses = linesChart(
    text("meta-chart-loss"),
    [
      { name: "before", property: "--kl", dash: [5, 3] },
      { name: "after", property: "--accent" },
    ],
    { height: HEIGHT, say: loss, mark: (value) => String(+value.toFixed(3)) },
  );
  const accuracy = linesChart(
    text("meta-chart-accuracy"),
    [{ name: "accuracy", property: "--accent" }],
    {
      height: HEIGHT,
      say: percent,
      range: [0, 1],
    },
  );
  const elbo = linesChart(text("meta-chart-elbo"), [{ name: "−ELBO", property: "--total" }], {
    height: HEIGHT,
    say: nats,
    mark: (value) => String(+value.toFixed(1)),
  });

  const drawBar = whenChanged(
    (
      /** @type {MetaRun} */ run,
      /** @type {string | null} */ other,
      /** @type {boolean} */ ready,
      /** @type {string} */ message,
      /** @type {string | null} */ problem,
    ) => {
      panel.dataset.status = run.status;
      const each = msPerStep(run.pace);
      const rate = each === null ? null : 1000 / each;
      const shown = { text: rate === null ? "" : speed(rate), value: rate };
      bar({ run, other, ready, rate: shown, message, problem });
    },
  );
  const drawCurves = whenChanged(
    (
      /** @type {MetaRun["curves"]} */ curves,
      /** @type {Algorithm | null} */ ran,
      /** @type {number} */ chance,
    ) => {
      const { points } = curves;
      const steps = points.map(({ step }) => step);
      losses.show(steps, [points.map(PARTS.before), points.map(PARTS.after)]);
      accuracy.show(steps, [points.map(PARTS.accuracy)]);
      elbo.show(steps, [points.map(PARTS.elbo)]);
      drawMetaTable(find(page, "meta-table", HTMLTableElement), curves);
      for (const part of /** @type {const} */ (["before", "after", "accuracy", "elbo"])) {
        const value = recent(curves, part);
        const element = text(`meta-${part}`);
        const words =
          value === null
            ? "–"
            : part === "accuracy"
              ? percent(value)
              : part === "elbo"
                ? nats(value)
                : loss(value);
        show(element, words, value);
        const first = curves.first && PARTS[part](curves.first);
        if (first === null || first === undefined) delete element.dataset.first;
        else element.dataset.first = String(first);
      }
      const before = text("meta-before").parentElement;
      if (before) before.hidden = ran !== null && !hasInnerLoop(ran);
      show(
        text("meta-chance"),
        chance > 0 ? `guessing: ${percent(chance)}` : "",
        chance > 0 ? chance : null,
      );
      show(text("meta-gap-note"), gap(ran, recent(curves, "before"), recent(curves, "after")));
    },
  );
  const drawWeights = whenChanged(
    (
      /** @type {Algorithm} */ chosen,
      /** @type {string | undefined} */ set,
      /** @type {boolean} */ loaded,
      /** @type {string} */ cost,
      /** @type {boolean} */ idle,
    ) => {
      algorithm = chosen;
      const { name } = methodFor(chosen);
      show(text("meta-weights-title"), `Weights of “${name}”`);
      saveWeights.disabled = set === undefined || !idle;
      file.disabled = !idle;
      show(
        text("meta-weights-note"),
        set === undefined
          ? "None yet. Meta-train, or open a file: its method starts from them then."
          : "Its method starts from the weights " +
              `“${setName(set)}”${loaded ? "" : `, which are not here yet (${cost})`}.`,
      );
    },
  );
  const recolour = whenChanged((/** @type {string} */ _theme) => {
    for (const chart of [losses, accuracy, elbo]) chart.redraw();
  });

  return (/** @type {State} */ state) => {
    const { metaTraining, engine, fewShot, theme } = state;
    const { run, note, problem: wrong } = metaTraining;
    const other = otherRun(state, "metaTraining");
    drawBar(
      run,
      other,
      engine.status === "ready",
      note ?? [sentence(run), ...first(state)].filter(Boolean).join(" "),
      wrong,
    );
    drawCurves(run.curves, run.algorithm, run.chance);
    const loaded = fewShot.metaWeights[metaTraining.algorithm];
    const set = fewShot.sets[metaTraining.algorithm] ?? loaded;
    drawWeights(
      metaTraining.algorithm,
      set,
      set !== undefined && loaded === set,
      bytes(offerOf(state)?.bytes ?? 0),
      run.status === "idle",
    );
    recolour(theme);
  };
}

/** The weights that the algorithm is to have, beside the page. @param {State} state */
const offerOf = ({ fewShot: { offers, sets }, metaTraining: { algorithm } }) =>
  offers?.find((each) => each.algorithm === algorithm && each.set === sets[algorithm]);

/** @param {number} rate */
const speed = (rate) => `${rate.toFixed(rate < 10 ? 2 : 0)} steps/s`;

/**
 * @param {Algorithm | null} algorithm
 * @param {number | null} before
 * @param {number | null} after
 */
function gap(algorithm, before, after) {
  if (algorithm !== null && !hasInnerLoop(algorithm)) {
    return "One pass over the support is all the adaptation there is: there is no loss before it.";
  }
  const what =
    "The shaded gap between the lines is what the inner steps gain on images that they have " +
    "not seen. Meta-training is to lower the loss after adapting; the loss before need not " +
    "fall.";
  if (before === null || after === null) return what;
  const gained =
    `${loss(before)} − ${loss(after)} = ` + `${loss(before - after).replace("-", "−")} nats`;
  return after < before
    ? `${what} Now it is ${gained}.`
    : `${what} Now there is none: adapting makes the loss worse still (${gained}).`;
}

/** What a start fetches or makes before its first step. @param {State} state */
function first(state) {
  const { status } = state.metaTraining.run;
  if (status !== "idle") return [];
  const [data, whole] = [dataFirst(state), wholeFirst(state)];
  return [data && `Starting ${data}.`, whole && `From the pretrained VAE it ${whole}.`];
}

/** @param {MetaRun} run */
function sentence({ status, ended, algorithm, classes, images, stored }) {
  if (stored && algorithm !== null && status === "idle")
    return (
      `A stored run of ${methodFor(algorithm).name}, with an inner rate of ` +
      `${STORED.meta.innerRate}, on tasks of built-in digits.`
    );
  if (status === "running" || status === "paused")
    return `Tasks from ${count(images)} images of ${count(classes)} classes.`;
  if (status === "stopping") return "Stopping after this step…";
  if (!ended || algorithm === null || status !== "idle") return "";
  const steps = `${count(ended.step)} step${ended.step === 1 ? "" : "s"}`;
  const { name } = methodFor(algorithm);
  switch (ended.ending) {
    case "completed":
      return `Done after ${steps}. “${name}” starts from these weights now: compare it in Methods.`;
    case "stopped":
      return `Stopped after ${steps}. What was learnt is kept: “${name}” starts from it now.`;
    case "diverged":
      return ended.message ?? "Stopped: the loss was no longer a number.";
    case "lost":
      return (
        `The engine stopped at step ${count(ended.step)}, and the run was cut off. The weights ` +
        "are those of its last checkpoint, or from before it."
      );
    default:
      throw new Error(`There is no ending “${String(ended.ending)}”.`);
  }
}
