/** The Train panel's controls and figures. */

import { newest } from "../app/curves.js";
import { find, show, whenChanged } from "../app/dom.js";
import { choice, numberForm } from "../app/form.js";
import { count, nats } from "../app/format.js";
import { numeral } from "../app/numeral.js";
import { msPerStep } from "../app/pace.js";
import { paintTiles } from "../app/pixels.js";
import { canStart, runBar } from "../app/run-controls.js";
import { DEMONSTRATION } from "../state/collapse.js";
import { shownOf } from "../state/replay.js";
import { otherRun } from "../state/runs.js";
import { latestOf } from "./loss-charts.js";

/** @typedef {import("../state/hyper.js").Settings} Settings */
/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../app/run-state.js").RunState} RunState */

/**
 * @typedef {object} TrainIntents
 * @property {(start: "scratch" | "current", settings: Settings, latents: number) => void} start
 * @property {(beta: number) => void} preset
 * @property {() => void} pause
 * @property {() => void} resume
 * @property {() => void} singleStep
 * @property {() => void} stop
 * @property {(every: number) => void} setRefresh
 * @property {() => void} use
 * @property {() => void} discard
 */

const ROW = 10;

/** @param {Document} page @param {TrainIntents} intents */
export function trainView(page, intents) {
  const button = (/** @type {string} */ id) => find(page, id, HTMLButtonElement);
  const text = (/** @type {string} */ id) => find(page, id, HTMLElement);
  const panel = text("train-panel");
  const form = numberForm(text("hyper"), text("hyper-problem"));
  const reduction = find(page, "hyper-reduction", HTMLSelectElement);
  const latents = find(page, "hyper-latents", HTMLSelectElement);
  const warning = text("reduction-warning");
  const scratch = find(page, "start-scratch", HTMLInputElement);
  const current = find(page, "start-current", HTMLInputElement);
  const demonstrate = button("collapse-demo");
  const heldOut = text("held-out");
  const reconstructions = text("held-out-reconstructions");
  const samples = text("train-samples");
  const [heldOutBox, samplesBox] = [text("held-out-box"), text("samples-box")];
  const [besideBox, beside] = [text("beside-box"), text("train-beside")];
  const [used, gone] = [text("trained-used"), text("trained-gone")];

  const start = () => {
    const numbers = form.read();
    if (!numbers) return;
    const settings = /** @type {Settings} */ ({ reduction: reduction.value, ...numbers });
    intents.start(scratch.checked ? "scratch" : "current", settings, Number(latents.value));
  };
  const bar = runBar(
    text("train-bar"),
    {
      run: "train",
      start: "Train with the settings below",
      plain: true,
      starting: "Getting the data…",
      progress: "Training progress",
      message: "ending",
    },
    { ...intents, start },
  );
  const preset = button("train-preset");
  const beta = betaSlider(page, (value) => form.fill({ beta: String(value) }));
  preset.addEventListener("click", () => intents.preset(beta.value()));
  text("hyper").addEventListener("input", () => beta.show(form.texts().beta));
  const made = text("trained-made");
  button("trained-use").addEventListener("click", intents.use);
  button("trained-discard").addEventListener("click", intents.discard);
  demonstrate.addEventListener("click", () => {
    form.fill(DEMONSTRATION.texts);
    reduction.value = DEMONSTRATION.reduction;
    latents.value = String(DEMONSTRATION.latents);
    warning.hidden = false;
    scratch.checked = true;
    start();
  });
  reduction.addEventListener("change", () => (warning.hidden = reduction.value !== "meanPixels"));
  form.use("pictureEvery", intents.setRefresh);

  const drawBar = whenChanged(
    (
      /** @type {RunState} */ run,
      /** @type {string | null} */ other,
      /** @type {boolean} */ ready,
    ) => {
      panel.dataset.status = run.status;
      panel.dataset.threads = String(run.threads);
      const place = run.steps === 0 ? "" : ` · epoch ${epochOf(run)}`;
      bar({ run, other, ready, place, rate: rateOf(run), message: sentence(run) });
      panel.dataset.begun = String(run.steps > 0);
      preset.hidden = run.status !== "idle";
      preset.disabled = !canStart({ run, other, ready });
      demonstrate.disabled = preset.disabled;
    },
  );
  const drawForm = whenChanged((/** @type {boolean} */ idle, /** @type {boolean} */ weights) => {
    form.disable(!idle);
    for (const input of [scratch, reduction, latents]) input.disabled = !idle;
    current.disabled = !idle || !weights;
    if (idle && !weights) scratch.checked = true;
  });
  const curvesOf = latestOf();
  const drawLosses = whenChanged((/** @type {ReturnType<typeof curvesOf>} */ curves) => {
    const whole = "every" in curves ? /** @type {RunState["curves"]} */ (curves) : null;
    const last = whole ? newest(whole) : (curves.train.at(-1) ?? null);
    const first = whole?.first;
    const held = curves.heldOut.at(-1);
    for (const part of /** @type {const} */ (["total", "reconstruction", "kl"])) {
      const latest = text(`loss-${part}`);
      show(latest, last ? nats(last.losses[part]) : "", last?.losses[part] ?? null);
      if (first) latest.dataset.first = String(first.losses[part]);
      else delete latest.dataset.first;
      const figure = text(`held-${part}`);
      show(figure, held ? nats(held.losses[part]) : "", held?.losses[part] ?? null);
      if (figure.parentElement) figure.parentElement.hidden = !held;
    }
  });
  const drawPictures = whenChanged(
    (
      /** @type {State["train"]["heldOut"]} */ row,
      /** @type {Uint8Array | null} */ sampled,
      /** @type {Uint8Array | null} */ compared,
      /** @type {State["theme"]} */ theme,
    ) => {
      besideBox.hidden = !compared;
      paintTiles(beside, compared, theme, ROW);
      heldOutBox.hidden = !row;
      paintTiles(heldOut, row?.images ?? null, theme, ROW);
      paintTiles(reconstructions, row?.reconstructions ?? null, theme, ROW);
      samplesBox.hidden = !sampled;
      paintTiles(samples, sampled, theme, ROW);
    },
  );

  return (/** @type {State} */ state) => {
    const { train, engine, weights, theme } = state;
    drawBar(train.run, otherRun(state, "train"), engine.status === "ready");
    drawForm(train.run.status === "idle", weights.name !== null);
    made.hidden = weights.trained === null || train.run.status !== "idle";
    used.hidden = train.fate !== "used";
    gone.hidden = train.fate !== "discarded";
    drawLosses(curvesOf(state));
    const recorded = train.run.steps > 0 ? null : shownOf(state.replay);
    drawPictures(
      train.heldOut,
      recorded?.samples ?? train.samples,
      made.hidden ? null : train.beside,
      theme,
    );
  };
}

/** Readies the field for how many latents fresh weights get. @param {Document} page */
export const latentsField = (page) => choice(find(page, "hyper-latents", HTMLSelectElement));

/**
 * The KL's weight as a slider: 0, then tenfold from 0.01 to 10.
 *
 * @param {Document} page
 * @param {(beta: number) => void} use
 */
function betaSlider(page, use) {
  const slider = find(page, "beta-slider", HTMLInputElement);
  const said = find(page, "beta-value", HTMLElement);
  // Finer than the slider's steps, where it was typed.
  let beta = 1;
  const say = () => {
    const plain = beta === 0 ? "0: a plain auto-encoder" : String(beta);
    show(said, plain, beta);
    slider.setAttribute("aria-valuetext", plain);
  };
  slider.addEventListener("input", () => {
    const at = slider.valueAsNumber;
    beta = at === 0 ? 0 : Number((10 ** (3 * at - 2)).toPrecision(2));
    say();
    use(beta);
  });
  say();
  return {
    value: () => beta,
    /** What stands in the field. @param {string} text */
    show(text) {
      const { value } = numeral(text);
      if (value === null || !(value >= 0 && value <= 10)) return;
      beta = value;
      slider.value = String(beta < 0.01 ? 0 : (Math.log10(beta) + 2) / 3);
      say();
    },
  };
}

/** The epoch that its next or its last step belongs to. @param {RunState} run */
function epochOf({ step, steps, stepsPerEpoch }) {
  const epoch = (/** @type {number} */ steps) => Math.ceil(steps / (stepsPerEpoch || 1));
  return Math.min(epoch(step || 1), epoch(steps));
}

/** How fast it goes. @param {RunState} run */
function rateOf({ pace, batchSize, threads }) {
  const each = msPerStep(pace);
  if (each === null) return { text: "", value: null };
  const shared = threads > 1 ? ` · ${threads} threads` : "";
  const images = count(Math.round((1000 * batchSize) / each));
  const text = `${each.toFixed(each < 10 ? 1 : 0)} ms a step · ${images} images/s${shared}`;
  return { text, value: each };
}

/** @param {RunState} run */
function sentence({ ended, status }) {
  if (status !== "idle" || !ended) return "";
  const at = count(ended.step);
  switch (ended.ending) {
    case "completed":
      return `Done after ${at} steps.`;
    case "stopped":
      return `Stopped after ${at} steps. What was learnt is there.`;
    case "diverged":
      return ended.message ?? "Stopped: the loss was no longer a number.";
    case "lost":
      return "The run was cut off when the engine stopped.";
    default:
      throw new Error(`There is no ending “${String(ended.ending)}”.`);
  }
}
