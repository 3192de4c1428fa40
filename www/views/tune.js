/** The Fine-tune panel. */

import { newest } from "../app/curves.js";
import { find, show, whenChanged } from "../app/dom.js";
import { numberForm } from "../app/form.js";
import { count, nats } from "../app/format.js";
import { html, nothing, picture, render, repeat } from "../app/lit.js";
import { leftOf, leftText, shareOf, stepOf } from "../app/run-controls.js";
import { otherRun } from "../state/runs.js";
import { selected } from "../state/strip.js";
import { COMPARED } from "../state/tune.js";

/** @typedef {import("../state/hyper.js").Settings} Settings */
/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../app/run-state.js").RunState} RunState */
/** @typedef {import("../state/tune.js").Row} Row */

/**
 * @typedef {object} TuneIntents
 * @property {(settings: Settings) => void} start
 * @property {() => void} stop
 * @property {() => void} keep
 * @property {() => void} back To the pretrained model, keeping the copy.
 * @property {() => void} discard
 * @property {(which: "all" | "none") => void} select
 */

/** @param {Document} page @param {TuneIntents} intents */
export function tuneView(page, intents) {
  const button = (/** @type {string} */ id) => find(page, id, HTMLButtonElement);
  const text = (/** @type {string} */ id) => find(page, id, HTMLElement);
  const panel = text("tune-panel");
  const form = numberForm(text("tune-hyper"), text("tune-problem"));
  const start = button("tune-start");
  const stop = button("tune-stop");
  const keep = button("tune-keep");
  const back = button("tune-return");
  const discard = button("tune-discard");
  const steps = text("tune-count");
  const eta = text("tune-eta");
  const progress = find(page, "tune-progress", HTMLProgressElement);
  const ending = text("tune-ending");
  const loss = text("tune-loss");
  const chosen = text("tune-selected");
  const verdict = text("tune-verdict");
  const rows = text("tune-rows");

  start.addEventListener("click", () => {
    const numbers = form.read();
    if (!numbers) return;
    intents.start(/** @type {Settings} */ ({ beta: 1, reduction: "sum", ...numbers }));
  });
  stop.addEventListener("click", intents.stop);
  keep.addEventListener("click", intents.keep);
  back.addEventListener("click", intents.back);
  discard.addEventListener("click", intents.discard);
  button("tune-all").addEventListener("click", () => intents.select("all"));
  button("tune-none").addEventListener("click", () => intents.select("none"));

  const drawControls = whenChanged(
    (
      /** @type {RunState["status"]} */ status,
      /** @type {boolean} */ free,
      /** @type {boolean} */ fineTuned,
      /** @type {boolean} */ active,
    ) => {
      panel.dataset.status = status;
      start.disabled = !free;
      start.title = free || status !== "idle" ? "" : "Weights and a free engine are needed first";
      stop.hidden = status !== "running" && status !== "stopping";
      stop.disabled = status === "stopping";
      form.disable(status !== "idle");
      keep.disabled = !fineTuned || active || status !== "idle";
      keep.textContent = active ? "Kept: in use" : "Keep";
      back.hidden = !active;
      discard.disabled = !fineTuned || status !== "idle";
    },
  );
  const drawRun = whenChanged((/** @type {RunState} */ run) => {
    show(steps, stepOf(run), run.step);
    progress.value = shareOf(run);
    const left = leftOf(run);
    show(eta, leftText(left), left);
    show(ending, sentence(run));
    const last = newest(run.curves);
    show(loss, last ? nats(last.losses.total) : "–", last?.losses.total ?? null);
    if (run.curves.first) loss.dataset.first = String(run.curves.first.losses.total);
    else delete loss.dataset.first;
  });
  const drawChosen = whenChanged((/** @type {number} */ number) =>
    show(chosen, number === 0 ? "None" : `${number} drawing${number === 1 ? "" : "s"}`, number),
  );
  const drawRows = whenChanged((/** @type {Row[]} */ all, /** @type {State["theme"]} */ theme) => {
    const shown = all.slice(0, COMPARED);
    const items = repeat(
      shown,
      ({ id }) => id,
      (row, index) => element(row, index, theme),
    );
    render(items, rows);
    const first = `The first ${COMPARED} of ${all.length} are compared. `;
    show(verdict, (shown.length < all.length ? first : "") + comparison(shown));
  });

  return (/** @type {State} */ state) => {
    const { tune, strip, weights, engine, theme } = state;
    const free =
      tune.run.status === "idle" &&
      otherRun(state, "tune") === null &&
      weights.name !== null &&
      engine.status === "ready";
    drawControls(tune.run.status, free, weights.fineTuned, weights.active === "fineTuned");
    drawRun(tune.run);
    drawChosen(selected(strip).length);
    drawRows(tune.rows, theme);
  };
}

/** @param {Row} row @param {number} index @param {State["theme"]} theme */
function element({ id, label, image, before, after }, index, theme) {
  const name = label || `drawing ${index + 1}`;
  const [from, to] = [before?.losses.total, after?.losses.total];
  /**
   * @param {string} testId
   * @param {string} title
   * @param {Uint8Array | null} shown
   * @param {number | undefined} value
   */
  const cell = (testId, title, shown, value) => html`
    <figure class=${shown ? "" : "pending"}>
      <canvas
        class="picture"
        data-testid=${testId}
        role="img"
        aria-label=${`${name}: ${title}`}
        ${picture(shown, theme)}
      ></canvas>
      <figcaption>
        <small>${title}</small>
        <span class="tune-nats" data-testid=${`${testId}-nats`} data-value=${value ?? nothing}
          >${value === undefined ? "–" : nats(value)}</span
        >
      </figcaption>
    </figure>
  `;
  const better = from === undefined || to === undefined ? nothing : to < from;
  return html`
    <li class="tune-row" data-testid="tune-row" data-id=${id} data-better=${better}>
      <figure>
        <canvas
          class="picture"
          data-testid="tune-original"
          role="img"
          aria-label=${`${name}: your drawing`}
          ${picture(image, theme)}
        ></canvas>
        <figcaption><small>${name}</small><span class="tune-nats">&nbsp;</span></figcaption>
      </figure>
      ${cell("tune-before", "pretrained", before?.image ?? null, from)}
      ${cell("tune-after", "adapted", after?.image ?? null, to)}
    </li>
  `;
}

/** @param {Row[]} rows */
function comparison(rows) {
  if (rows.length === 0) return "Select drawings to see what the pretrained model makes of them.";
  const mean = (/** @type {"before" | "after"} */ when) => {
    const values = rows
      .map((row) => row[when]?.losses.total)
      .filter((value) => value !== undefined);
    return values.length === rows.length
      ? values.reduce((sum, value) => sum + value, 0) / values.length
      : null;
  };
  const [before, after] = [mean("before"), mean("after")];
  if (before === null) return "";
  if (after === null)
    return (
      `The pretrained model needs ${nats(before)} nats a drawing. Fine-tune, and see what a ` +
      "copy of it learns."
    );
  const change = before - after;
  return (
    `${nats(before)} nats a drawing before, ${nats(after)} after: ${nats(Math.abs(change))} ` +
    `${change >= 0 ? "fewer" : "more"}. Keep the adapted model for the Draw panel, or discard ` +
    "it."
  );
}

/** @param {RunState} run */
function sentence({ ended, status }) {
  if (status !== "idle" || !ended) return "";
  const at = `${count(ended.step)} step${ended.step === 1 ? "" : "s"}`;
  switch (ended.ending) {
    case "completed":
      return `Done after ${at}.`;
    case "stopped":
      return `Stopped after ${at}.`;
    case "diverged":
      return ended.message ?? "Stopped: the loss was no longer a number.";
    case "lost":
      return "The run was cut off when the engine stopped.";
    default:
      throw new Error(`There is no ending “${String(ended.ending)}”.`);
  }
}
