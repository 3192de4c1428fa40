/** uPlot in the page's colours. A chart reads them from the style sheet each time it draws. */

import { chartTable } from "./chart-table.js";
import { smooth } from "./curves.js";
import { count, nats } from "./format.js";
import uPlot from "./uplot.js";

/** @typedef {import("../engine/wire.js").StepLosses} StepLosses */
/** @typedef {keyof import("../engine/wire.js").Losses} Part */

/** The value of a custom property now. @param {string} name */
export const colour = (name) =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export const FONT = "11px system-ui, sans-serif";

/** @returns {uPlot.Axis} */
export const axis = () => ({
  stroke: () => colour("--muted"),
  font: FONT,
  grid: { stroke: () => colour("--line"), width: 1 },
  ticks: { show: false },
});

/**
 * Keeps a chart as wide as its host.
 *
 * @param {uPlot} chart
 * @param {HTMLElement} host
 * @param {number} height
 */
export function fit(chart, host, height) {
  new ResizeObserver(() => {
    const width = Math.floor(host.clientWidth);
    if (width > 0 && width !== chart.width) chart.setSize({ width, height });
  }).observe(host);
}

/**
 * One part of the loss over steps: each point faint, smoothed strong, held out dashed.
 *
 * @param {HTMLElement} host
 * @param {string} property The custom property with its colour.
 * @param {number} height
 */
export function lossChart(host, property, height) {
  const width = Math.max(120, Math.floor(host.clientWidth));
  const stroke = () => colour(property);
  const readout = host.appendChild(document.createElement("p"));
  readout.className = "readout";
  /** @type {uPlot.Options} */
  const options = {
    width,
    height,
    padding: [8, 16, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { setScale: false } },
    scales: { x: { time: false }, y: { range: frame } },
    axes: [
      {
        ...axis(),
        size: 22,
        space: 60,
        values: (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? short(tick) : "")),
      },
      {
        ...axis(),
        size: 42,
        space: 28,
        values: (chart, ticks) =>
          ticks.map((tick) => (chart.data[0].length === 0 ? "" : short(tick))),
      },
    ],
    series: [
      {},
      {
        stroke: () => `color-mix(in srgb, ${stroke()} 30%, transparent)`,
        width: 1,
        points: { show: false },
      },
      { stroke, width: 2, points: { show: false } },
      {
        stroke: () => colour("--ink"),
        width: 1.5,
        dash: [5, 3],
        spanGaps: true,
        points: {
          show: true,
          size: 5,
          stroke: () => colour("--ink"),
          fill: () => colour("--surface"),
        },
      },
    ],
    hooks: { setCursor: [(chart) => (readout.textContent = under(chart))] },
  };
  const chart = new uPlot(options, [[], [], [], []], host);
  fit(chart, host, height);
  const table = chartTable(host, ["Steps", "Training", "Held out"]);
  return {
    /**
     * @param {StepLosses[]} train
     * @param {StepLosses[]} heldOut
     * @param {Part} part
     * @param {boolean} [noisy] Whether each value is a batch's, to be smoothed.
     */
    show(train, heldOut, part, noisy = true) {
      const raw = train.map(({ losses }) => losses[part]);
      const fine = noisy ? smooth(raw, Math.min(0.95, raw.length / (raw.length + 8))) : raw;
      const steps = train.map(({ step }) => step);
      const joined = uPlot.join([
        [steps, raw, fine],
        [heldOut.map(({ step }) => step), heldOut.map(({ losses }) => losses[part])],
      ]);
      chart.setData(/** @type {uPlot.AlignedData} */ (joined));
      const [at, , strong, held] = joined;
      const figure = (/** @type {unknown} */ value) =>
        typeof value === "number" ? nats(value) : "";
      table.show(at?.length ?? 0, (row) => [
        count(Number(at?.[row])),
        figure(strong?.[row]),
        figure(held?.[row]),
      ]);
    },
    redraw: () => chart.redraw(false),
  };
}

/** What the cursor points at. @param {uPlot} chart */
function under({ cursor, data }) {
  const { idx } = cursor;
  if (idx === null || idx === undefined || data[0][idx] === undefined) return "";
  const [step, raw, , held] = data.map((series) => series[idx]);
  const parts = [`step ${count(Number(step))}`];
  if (typeof raw === "number") parts.push(nats(raw));
  if (typeof held === "number") parts.push(`held out ${nats(held)}`);
  return parts.join(" · ");
}

/**
 * The first steps from random weights are far above all others; without a cut they would press the
 * rest into a line. So the scale ends where all but the first tenth of the points end.
 *
 * @type {uPlot.Range.Function}
 */
function frame(chart, least, most) {
  if (least === null || most === null || least === undefined || most === undefined) return [0, 1];
  const [, raw] = chart.data;
  const settled = raw
    .slice(Math.floor(raw.length * 0.1))
    .filter((value) => value !== null && value !== undefined);
  const top =
    raw.length > 60 && settled.length > 0 ? Math.max(.../** @type {number[]} */ (settled)) : most;
  const margin = Math.max((top - least) * 0.08, 1e-3);
  return [Math.max(0, least - margin), top + margin];
}

/** @param {number} value */
function short(value) {
  if (value >= 10_000) return `${+(value / 1000).toFixed(1)}k`;
  return String(+value.toFixed(Math.abs(value) < 1 ? 3 : 1));
}
