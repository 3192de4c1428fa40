/** Teach: “Improve it”, fine-tuning on the drawings. */

import { find, show, whenChanged } from "../app/dom.js";
import { numberForm } from "../app/form.js";
import { count, nats } from "../app/format.js";
import { html, nothing, picture, render, repeat } from "../app/lit.js";
import { leftOf, leftText, shareOf, stepOf } from "../app/run-controls.js";
import { otherRun } from "../state/runs.js";
import { COMPARED, material, meanOf } from "../state/tune.js";

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

/** @param {Document} page @param {TuneIntents & {opened: () => void}} intents */
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
  const facts = text("tune-facts");
  const figure = text("tune-figure");
  const loss = text("tune-loss");
  const chosen = text("tune-selected");
  const verdict = text("tune-verdict");
  const rows = text("tune-rows");

  text("teach-improve").addEventListener("toggle", intents.opened);
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
      const idle = status === "idle";
      panel.dataset.status = status;
      start.disabled = !free;
      start.title = free || !idle ? "" : "Weights and a free engine are needed first";
      stop.hidden = status !== "running" && status !== "stopping";
      stop.disabled = status === "stopping";
      facts.hidden = progress.hidden = idle;
      form.disable(!idle);
      keep.hidden = !fineTuned || active || !idle;
      back.hidden = !active;
      discard.hidden = !fineTuned || !idle;
    },
  );
  const drawRun = whenChanged((/** @type {RunState} */ run) => {
    show(steps, stepOf(run), run.step);
    progress.value = shareOf(run);
    const left = leftOf(run);
    show(eta, leftText(left), left);
    show(ending, sentence(run));
  });
  const drawCourse = whenChanged((/** @type {State["tune"]["course"]} */ course) => {
    figure.hidden = course.length < 2;
    const [first, last] = [course[0]?.losses.total ?? null, course.at(-1)?.losses.total ?? null];
    show(loss, last === null ? "" : nats(last), last);
    if (first === null) delete loss.dataset.first;
    else loss.dataset.first = String(first);
  });
  const drawChosen = whenChanged(
    (
      /** @type {State["classes"]} */ classes,
      /** @type {State["strip"]} */ strip,
      /** @type {State["teach"]["examples"]} */ examples,
    ) => {
      const number = material({ classes, strip, teach: { examples } }).length;
      show(chosen, number === 0 ? "None" : `${number} drawing${number === 1 ? "" : "s"}`, number);
    },
  );
  const drawRows = whenChanged(
    (
      /** @type {Row[]} */ all,
      /** @type {State["theme"]} */ theme,
      /** @type {boolean} */ active,
    ) => {
      const shown = all.slice(0, COMPARED);
      /** @type {Map<string, Row[]>} */
      const groups = new Map();
      for (const row of shown) groups.set(row.group, [...(groups.get(row.group) ?? []), row]);
      const items = repeat(
        groups,
        ([group]) => group,
        ([group, rows], index) => element(group, rows, index, theme),
      );
      render(items, rows);
      const first = `The first ${COMPARED} of ${all.length} are compared. `;
      show(verdict, (shown.length < all.length ? first : "") + comparison(all, active));
    },
  );

  return (/** @type {State} */ state) => {
    const { tune, weights, engine, theme } = state;
    const free =
      tune.run.status === "idle" &&
      otherRun(state, "tune") === null &&
      weights.name !== null &&
      engine.status === "ready";
    const active = weights.active === "fineTuned";
    drawControls(tune.run.status, free, weights.fineTuned, active);
    drawRun(tune.run);
    drawCourse(tune.course);
    drawChosen(state.classes, state.strip, state.teach.examples);
    drawRows(tune.rows, theme, active);
  };
}

/** Drawings of a class that are pictured; what is said is of all of them. */
const PICTURED = 3;

/**
 * A class: what was drawn, and what the model makes of it before and after.
 *
 * @param {string} group
 * @param {Row[]} rows
 * @param {number} index
 * @param {State["theme"]} theme
 */
function element(group, rows, index, theme) {
  const { label, ours = false } = rows[0];
  const name = label || `drawing ${index + 1}`;
  const pictured = rows.slice(0, PICTURED);
  const [from, to] = [meanOf(rows, "before")?.total, meanOf(rows, "after")?.total];
  /**
   * @param {string} testId
   * @param {string} title
   * @param {string} spoken
   * @param {(row: Row) => Uint8Array | null} image
   */
  const line = (testId, title, spoken, image) => html`
    <small>${title}</small>
    <span class="tune-pictures" ?data-pending=${!image(rows[0])}
      >${pictured.map(
        (row) => html`<canvas
          class="picture"
          data-testid=${testId}
          role="img"
          aria-label=${spoken}
          ${picture(image(row), theme)}
        ></canvas>`,
      )}</span
    >
  `;
  /** @param {string} testId @param {number | undefined} value */
  const cost = (testId, value) => html`
    <span class="tune-nats" data-testid=${testId} data-value=${value ?? nothing}
      >${value === undefined ? "" : nats(value)}</span
    >
  `;
  const after = line("tune-after", "after", `${name}: after`, (row) => row.after?.image ?? null);
  const better = from === undefined || to === undefined ? nothing : to < from;
  return html`
    <li class="tune-row" data-testid="tune-row" data-id=${group} data-better=${better}>
      <b translate=${label && !ours ? "no" : nothing}>${name}</b>
      ${line("tune-original", "drawn", `${name}: drawn`, ({ image }) => image)}<span></span>
      ${line("tune-before", "before", `${name}: before`, ({ before }) => before?.image ?? null)}
      ${cost("tune-before-nats", from)}
      ${to === undefined ? nothing : [after, cost("tune-after-nats", to)]}
    </li>
  `;
}

/** @param {Row[]} rows @param {boolean} active Whether the copy is in use. */
function comparison(rows, active) {
  if (rows.length === 0) return "Draw a class of your own, or select kept drawings.";
  const [before, after] = [meanOf(rows, "before")?.total, meanOf(rows, "after")?.total];
  if (before === undefined) return "";
  if (after === undefined)
    return `Before: ${nats(before)} nats a drawing. Press the button, and see what a copy learns.`;
  const then = active
    ? "The copy is in use, in See too."
    : "Keep the copy, to use it in See, or discard it.";
  const [from, to, apart] = [before, after, Math.abs(before - after)].map(nats);
  return after <= before
    ? `${from} nats a drawing before, ${to} after: ${apart} fewer. ${then}`
    : `${from} nats a drawing before, ${to} after: ${apart} more. ${then}`;
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
