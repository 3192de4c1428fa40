/** The Train panel's controls and figures. */

import { newest } from "../app/curves.js";
import { find, show, whenChanged } from "../app/dom.js";
import { numberForm } from "../app/form.js";
import { count, duration, nats } from "../app/format.js";
import { msPerStep, remaining } from "../app/pace.js";
import { paintTiles } from "../app/pixels.js";
import { DEMONSTRATION } from "../state/collapse.js";
import { otherRun } from "../state/runs.js";

/** @typedef {import("../state/hyper.js").Settings} Settings */
/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../app/run-state.js").RunState} RunState */

/**
 * @typedef {object} TrainIntents
 * @property {(start: "scratch" | "current", settings: Settings) => void} start
 * @property {() => void} pause
 * @property {() => void} resume
 * @property {() => void} singleStep
 * @property {() => void} stop
 * @property {(every: number) => void} setRefresh
 */

const ROW = 10;

/** @param {Document} page @param {TrainIntents} intents */
export function trainView(page, intents) {
  const button = (/** @type {string} */ id) => find(page, id, HTMLButtonElement);
  const text = (/** @type {string} */ id) => find(page, id, HTMLElement);
  const panel = text("train-panel");
  const form = numberForm(text("hyper"), text("hyper-problem"));
  const reduction = find(page, "hyper-reduction", HTMLSelectElement);
  const warning = text("reduction-warning");
  const scratch = find(page, "start-scratch", HTMLInputElement);
  const current = find(page, "start-current", HTMLInputElement);
  const start = button("train-start");
  const demonstrate = button("collapse-demo");
  const pause = button("train-pause");
  const resume = button("train-resume");
  const single = button("train-step");
  const stop = button("train-stop");
  const steps = text("train-count");
  const rate = text("train-rate");
  const eta = text("train-eta");
  const progress = find(page, "train-progress", HTMLProgressElement);
  const ending = text("train-ending");
  const heldOut = text("held-out");
  const reconstructions = text("held-out-reconstructions");
  const samples = text("train-samples");

  start.addEventListener("click", () => {
    const numbers = form.read();
    if (!numbers) return;
    const settings = /** @type {Settings} */ ({ reduction: reduction.value, ...numbers });
    intents.start(scratch.checked ? "scratch" : "current", settings);
  });
  demonstrate.addEventListener("click", () => {
    form.fill(DEMONSTRATION.texts);
    reduction.value = DEMONSTRATION.reduction;
    warning.hidden = false;
    scratch.checked = true;
    start.click();
  });
  pause.addEventListener("click", intents.pause);
  resume.addEventListener("click", intents.resume);
  single.addEventListener("click", intents.singleStep);
  stop.addEventListener("click", intents.stop);
  reduction.addEventListener("change", () => (warning.hidden = reduction.value !== "meanPixels"));
  form.use("pictureEvery", intents.setRefresh);

  const drawControls = whenChanged(
    (
      /** @type {RunState["status"]} */ status,
      /** @type {string | null} */ other,
      /** @type {State["engine"]["status"]} */ engine,
    ) => {
      const idle = status === "idle";
      panel.dataset.status = status;
      start.hidden = !idle && status !== "starting";
      start.disabled = !idle || other !== null || engine !== "ready";
      start.textContent = status === "starting" ? "Getting the data…" : "Start training";
      demonstrate.disabled = start.disabled;
      start.title = other ? `${other} is under way` : "";
      pause.hidden = status !== "running";
      resume.hidden = single.hidden = status !== "paused";
      stop.hidden = status !== "running" && status !== "paused" && status !== "stopping";
      stop.disabled = status === "stopping";
      form.disable(!idle);
      for (const input of [scratch, current, reduction]) input.disabled = !idle;
    },
  );
  const drawCurrent = whenChanged((/** @type {string | null} */ name) => {
    current.disabled = name === null;
    if (name === null) scratch.checked = true;
  });
  const drawRun = whenChanged((/** @type {RunState} */ run) => {
    const epoch = run.stepsPerEpoch
      ? Math.min(
          Math.ceil((run.step || 1) / run.stepsPerEpoch),
          Math.ceil(run.steps / run.stepsPerEpoch),
        )
      : 0;
    show(
      steps,
      run.steps === 0
        ? "Not started"
        : `Step ${count(run.step)} of ${count(run.steps)} · epoch ${epoch}`,
      run.step,
    );
    progress.value = run.steps === 0 ? 0 : run.step / run.steps;
    const each = msPerStep(run.pace);
    const shared = run.threads > 1 ? ` · ${run.threads} threads` : "";
    show(
      rate,
      each === null
        ? ""
        : `${each.toFixed(each < 10 ? 1 : 0)} ms a step · ` +
            `${count(Math.round((1000 * run.batchSize) / each))} images/s${shared}`,
      each,
    );
    panel.dataset.threads = String(run.threads);
    const left = run.status === "running" ? remaining(run.pace, run.step, run.steps) : null;
    show(
      eta,
      left === null ? (run.status === "paused" ? "paused" : "") : `about ${duration(left)} left`,
      left,
    );
    show(ending, sentence(run));
    drawLosses(run);
  });
  /** @param {RunState} run */
  function drawLosses({ curves }) {
    const last = newest(curves);
    const held = curves.heldOut.at(-1);
    for (const part of /** @type {const} */ (["total", "reconstruction", "kl"])) {
      const latest = text(`loss-${part}`);
      show(latest, last ? nats(last.losses[part]) : "–", last?.losses[part] ?? null);
      if (curves.first) latest.dataset.first = String(curves.first.losses[part]);
      else delete latest.dataset.first;
      show(text(`held-${part}`), held ? nats(held.losses[part]) : "–", held?.losses[part] ?? null);
    }
  }
  const drawPictures = whenChanged(
    (
      /** @type {State["train"]["heldOut"]} */ row,
      /** @type {Uint8Array | null} */ sampled,
      /** @type {State["theme"]} */ theme,
    ) => {
      paintTiles(heldOut, row?.images ?? null, theme, ROW);
      paintTiles(reconstructions, row?.reconstructions ?? null, theme, ROW);
      paintTiles(samples, sampled, theme, ROW);
    },
  );

  return (/** @type {State} */ state) => {
    const { train, engine, weights, theme } = state;
    drawControls(train.run.status, otherRun(state, "train"), engine.status);
    if (train.run.status === "idle") drawCurrent(weights.name);
    drawRun(train.run);
    drawPictures(train.heldOut, train.samples, theme);
  };
}

/** @param {RunState} run */
function sentence({ ended, status }) {
  if (status !== "idle" || !ended) return "";
  const at = count(ended.step);
  switch (ended.ending) {
    case "completed":
      return `Done after ${at} steps. These weights are in use now: draw above and see.`;
    case "stopped":
      return `Stopped after ${at} steps. What was learnt is kept and in use.`;
    case "diverged":
      return ended.message ?? "Stopped: the loss was no longer a number.";
    case "lost":
      return "The run was cut off when the engine stopped.";
    default:
      throw new Error(`There is no ending “${String(ended.ending)}”.`);
  }
}
