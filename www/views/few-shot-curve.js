/**
 * Accuracy against shots: a line for each method with its confidence intervals, and the same as a
 * table.
 */

import { axis, colour, fit } from "../app/charts.js";
import { find, show, whenChanged } from "../app/dom.js";
import { html, nothing, render, repeat, styled } from "../app/lit.js";
import uPlot from "../app/uplot.js";
import { running } from "../state/lacks.js";
import { curveKey, SHOTS } from "../state/scores.js";
import { inOrder, methodOf } from "../text/methods.js";
import { dataFirst } from "./costs.js";
import { DASHES, looks } from "./looks.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../state/scores.js").Curve} Curve */
/** @typedef {import("../engine/wire.js").Method} Method */

const HEIGHT = 320;
/** Between the whiskers of neighbours, in pixels. */
const APART = 5;
/** Evenly, not as the numbers lie: between 1 and 2 shots most happens. */
const PLACES = SHOTS.map((_, index) => index);

/** @param {Document} page @param {{start: () => void}} intents */
export function fewShotCurveView(page, intents) {
  const host = find(page, "curve-chart", HTMLElement);
  const start = find(page, "curve-start", HTMLButtonElement);
  const message = find(page, "curve-message", HTMLElement);
  const table = find(page, "curve-table", HTMLTableElement);
  const cost = find(page, "curve-cost", HTMLElement);
  start.addEventListener("click", intents.start);

  /** @type {Method[]} */
  let methods = [];
  /** @type {Curve | null} */
  let shown = null;
  const chart = new uPlot(
    {
      width: Math.max(160, Math.floor(host.clientWidth)),
      height: HEIGHT,
      padding: [10, 24, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, range: [-0.25, SHOTS.length - 0.75] }, y: { range: [0, 100] } },
      axes: [
        {
          ...axis(),
          size: 42,
          label: "Shots a class",
          labelSize: 18,
          labelFont: "12px system-ui, sans-serif",
          splits: () => PLACES,
          values: () => SHOTS.map(String),
        },
        { ...axis(), size: 48, values: (_, ticks) => ticks.map((tick) => `${tick} %`) },
      ],
      series: [{}],
      hooks: { draw: [paint] },
    },
    [PLACES],
    host,
  );
  fit(chart, host, HEIGHT);

  /**
   * Lines, points and whiskers side by side, which uPlot's own series cannot be.
   * @param {uPlot} plot
   */
  function paint(plot) {
    if (!shown) return;
    const { ctx: context } = plot;
    const scale = uPlot.pxRatio;
    context.save();
    context.lineWidth = 2 * scale;
    methods.forEach((method, index) => {
      const { stroke, dash } = looks(method);
      const aside = (index - (methods.length - 1) / 2) * APART * scale;
      const points = estimates(/** @type {Curve} */ (shown), method).flatMap((over, at) =>
        over
          ? [
              {
                x: plot.valToPos(at, "x", true) + aside,
                y: plot.valToPos(100 * over.mean, "y", true),
                over,
              },
            ]
          : [],
      );
      context.strokeStyle = context.fillStyle = colour(stroke);
      context.setLineDash(DASHES[dash].map((length) => length * scale));
      context.beginPath();
      points.forEach(({ x, y }, at) => (at === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
      context.stroke();
      context.setLineDash([]);
      for (const { x, y, over } of points) {
        context.beginPath();
        context.arc(x, y, 3 * scale, 0, 7);
        context.fill();
        if (over.halfWidth == null) continue;
        const [top, bottom] = [1, -1].map((sign) =>
          plot.valToPos(
            100 * Math.min(1, Math.max(0, over.mean + sign * (over.halfWidth ?? 0))),
            "y",
            true,
          ),
        );
        context.beginPath();
        context.moveTo(x, top);
        context.lineTo(x, bottom);
        context.stroke();
      }
    });
    context.restore();
  }

  const draw = whenChanged(
    (/** @type {Curve | null} */ curve, /** @type {State["theme"]} */ _theme) => {
      shown = curve;
      methods = curve ? inOrder(/** @type {Method[]} */ (Object.keys(curve.points))) : [];
      host.dataset.points = String(
        curve ? methods.flatMap((id) => estimates(curve, id)).length : 0,
      );
      chart.redraw(false);
      render(tableOf(curve, methods), table);
    },
  );
  const drawLine = whenChanged((/** @type {State} */ state) => {
    const { work } = state.scores;
    const own = state.fewShot.settings.source === "own";
    const none = running(state).length === 0;
    start.disabled = work !== null || own || none || state.engine.status !== "ready";
    start.title = own ? "Your own classes are one task: there are no others to draw" : "";
    const curve = state.scores.curve;
    const stale = curve !== null && !curve.stored && curve.key !== curveKey(state);
    const tasks = Math.max(
      0,
      ...Object.values(curve?.points ?? {})
        .flat()
        .map((point) => point?.accuracies.length ?? 0),
    );
    table.dataset.stale = String(stale);
    show(cost, own ? "" : dataFirst(state));
    show(
      message,
      curve
        ? `${stale ? "Of other settings than the present ones: " : ""}${curve.protocol}; ` +
            `${tasks} tasks a point.${curve.cut ? ` It ends there: ${curve.cut}` : ""}` +
            (curve.stored ? " Measured beforehand, and stored." : "")
        : "Runs the ticked methods over many tasks, at each number of shots.",
    );
  });

  return (/** @type {State} */ state) => {
    draw(state.scores.curve, state.theme);
    drawLine(state);
  };
}

/** @param {Curve} curve @param {Method} method */
const estimates = (curve, method) =>
  (curve.points[method] ?? []).map((point) => point?.estimate ?? null);

/** @param {Curve | null} curve @param {Method[]} methods */
function tableOf(curve, methods) {
  if (!curve || methods.length === 0) return nothing;
  const { shots } = curve;
  const rows = repeat(
    methods,
    (method) => method,
    (method) => html`
      <tr>
        <th scope="row">${swatch(method)}${methodOf(method).name}</th>
        ${estimates(curve, method).map(
          (over, at) =>
            html`<td
              data-testid="curve-point"
              data-method=${method}
              data-shots=${shots[at]}
              data-value=${over?.mean ?? nothing}
            >
              ${estimate(over)}
            </td>`,
        )}
      </tr>
    `,
  );
  return html`
      <thead>
        <tr>
          <th scope="col">Accuracy in %, by shots</th>
          ${shots.map((number) => html`<th scope="col">${number}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
  `;
}

/** A piece of a method's line. @param {Method} method */
function swatch(method) {
  const { stroke, dash } = looks(method);
  return html`<span
    class="swatch"
    aria-hidden="true"
    ${styled("--ink", `var(${stroke})`)}
    data-dash=${dash}
  ></span>`;
}

/** @param {import("../engine/wire.js").Estimate | null} over */
function estimate(over) {
  if (over === null) return "";
  const mean = (100 * over.mean).toFixed(1);
  return over.halfWidth == null ? mean : `${mean} ± ${(100 * over.halfWidth).toFixed(1)}`;
}
