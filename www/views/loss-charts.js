/** The loss curves of both runs. */

import { lossChart } from "../app/charts.js";
import { find, whenChanged } from "../app/dom.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../app/curves.js").Curves} Curves */

const HEIGHT = 150;

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

  const drawTrain = whenChanged((/** @type {Curves} */ curves) => {
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
    drawTrain(state.train.run.curves);
    drawTune(state.tune.course);
    recolour(state.theme);
  };
}
