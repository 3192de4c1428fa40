/** The loss curves of both runs. */

import { lossChart } from "../app/charts.js";
import { find, whenChanged } from "../app/dom.js";
import { shownOf } from "../state/replay.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../app/curves.js").Curves} Curves */

const HEIGHT = 150;

/** Those of the run here, or before there is one of the recorded one: the same while they are. */
export function latestOf() {
  /** @type {State["replay"] | null} */
  let of = null;
  /** @type {Pick<Curves, "train" | "heldOut">} */
  let shown = { train: [], heldOut: [] };
  return (/** @type {State} */ { train, replay }) => {
    if (train.run.steps > 0) return train.run.curves;
    if (of !== replay) {
      of = replay;
      shown = shownOf(replay) ?? { train: [], heldOut: [] };
    }
    return shown;
  };
}

/** @param {Document} page */
export function lossChartsView(page) {
  const charts = /** @type {const} */ ([
    ["total", "--total"],
    ["reconstruction", "--reconstruction"],
    ["kl", "--kl"],
  ]).map(([part, property]) => ({
    part,
    chart: lossChart(find(page, `chart-${part}`, HTMLElement), property, HEIGHT),
  }));
  const tune = lossChart(find(page, "tune-chart", HTMLElement), "--total", HEIGHT);

  const curvesOf = latestOf();
  const drawTrain = whenChanged((/** @type {Pick<Curves, "train" | "heldOut">} */ curves) => {
    for (const { part, chart } of charts) chart.show(curves.train, curves.heldOut, part);
  });
  const drawTune = whenChanged((/** @type {State["tune"]["course"]} */ course) =>
    tune.show(course, [], "total", false),
  );
  const recolour = whenChanged((/** @type {string} */ _theme) => {
    for (const { chart } of charts) chart.redraw();
    tune.redraw();
  });
  return (/** @type {State} */ state) => {
    drawTrain(curvesOf(state));
    drawTune(state.tune.course);
    recolour(state.theme);
  };
}
