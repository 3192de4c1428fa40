/**
 * Curves of meta-training: some lines over the outer steps, each faint as it is and strong as
 * smoothed.
 */

import { axis, colour, fit } from "./charts.js";
import { smooth } from "./curves.js";
import { count } from "./format.js";
import uPlot from "./uplot.js";

/**
 * @typedef {object} Line
 * @property {string} name
 * @property {string} property The custom property with its colour.
 * @property {number[]} [dash] So that colour is not all that tells it from another.
 */

/**
 * @param {HTMLElement} host
 * @param {Line[]} lines Between the first two, where there are two, the gap is shaded.
 * @param {object} how
 * @param {number} how.height
 * @param {(value: number) => string} how.say
 * @param {(value: number) => string} [how.mark] At the axis, in place of `say`.
 * @param {[number, number]} [how.range] Of the values; fitted where there is none.
 */
export function linesChart(host, lines, { height, say, mark, range }) {
  const readout = host.appendChild(document.createElement("p"));
  readout.className = "readout";
  const series = lines.flatMap(({ property, dash }) => {
    const stroke = () => colour(property);
    return [
      {
        stroke: () => `color-mix(in srgb, ${stroke()} 28%, transparent)`,
        width: 1,
        points: { show: false },
      },
      { stroke, width: 2, dash, points: { show: false } },
    ];
  });
  const gap = () => `color-mix(in srgb, ${colour(lines[0].property)} 12%, transparent)`;
  const chart = new uPlot(
    {
      width: Math.max(120, Math.floor(host.clientWidth)),
      height,
      padding: [8, 16, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { setScale: false } },
      scales: { x: { time: false }, y: { range: range ?? around } },
      axes: [
        {
          ...axis(),
          size: 22,
          space: 60,
          values: (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? count(tick) : "")),
        },
        {
          ...axis(),
          size: 46,
          space: 28,
          values: (u, ticks) =>
            ticks.map((tick) => (u.data[0].length === 0 ? "" : (mark ?? say)(tick))),
        },
      ],
      series: [{}, ...series],
      bands: lines.length > 1 ? [{ series: [2, 4], fill: gap }] : [],
      hooks: { setCursor: [(u) => (readout.textContent = under(u))] },
    },
    [[], ...series.map(() => [])],
    host,
  );
  fit(chart, host, height);

  /** What the cursor points at. @param {uPlot} u */
  function under({ cursor: { idx }, data }) {
    if (idx === null || idx === undefined || data[0][idx] === undefined) return "";
    const values = lines.map(({ name }, line) => {
      const value = data[1 + 2 * line][idx];
      return typeof value === "number" ? `${name} ${say(value)}` : "";
    });
    return [`step ${count(Number(data[0][idx]))}`, ...values.filter(Boolean)].join(" · ");
  }

  return {
    /** @param {number[]} steps @param {(number | null)[][]} values For each line. */
    show(steps, values) {
      host.dataset.points = String(steps.length);
      const data = values.flatMap((raw) => {
        // A line that is not measured in this run is absent from all of it.
        const known = raw.filter((value) => value !== null);
        return known.length === raw.length
          ? [raw, smooth(known, Math.min(0.95, raw.length / (raw.length + 8)))]
          : [raw.map(() => null), raw.map(() => null)];
      });
      chart.setData([steps, ...data]);
    },
    redraw: () => chart.redraw(false),
  };
}

/** A margin about the values. @type {uPlot.Range.Function} */
function around(_, least, most) {
  if (least === null || most === null || least === undefined || most === undefined) return [0, 1];
  const margin = Math.max((most - least) * 0.08, 1e-3);
  return [Math.max(0, least - margin), most + margin];
}
