/** The posterior: means as bars, their spread as whiskers, and a hand on each of them. */

import { axis, colour, fit } from "../app/charts.js";
import { find, make, show, whenChanged } from "../app/dom.js";
import { latentName, nats, latent as number } from "../app/format.js";
import { choicesOf } from "../app/limits.js";
import { paintTiles } from "../app/pixels.js";
import uPlot from "../app/uplot.js";
import { latents, movedOf } from "../state/draw.js";
import { divergences, order } from "../state/latents.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../engine/wire.js").Encoded} Encoded */

const HEIGHT = 190;
const REACH = 4;

/**
 * @typedef {object} LatentIntents
 * @property {(latent: number | null) => void} pick
 * @property {(latent: number, value: number) => void} move
 * @property {() => void} reset
 */

/** @param {Document} page @param {LatentIntents} intents @param {number} stops */
export function latentsView(page, intents, stops) {
  const host = find(page, "latents", HTMLElement);
  const picker = find(page, "latent-index", HTMLSelectElement);
  const caption = find(page, "latent-caption", HTMLElement);
  const slider = find(page, "latent-value", HTMLInputElement);
  const reset = find(page, "latent-reset", HTMLButtonElement);
  const film = find(page, "traversal", HTMLElement);
  const told = /** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll("[data-latents]"));
  const [unpicked] = picker.options;
  const fold = find(page, "latents-silent", HTMLButtonElement);
  /** How many latents the model has that encoded last. */
  let total = 0;
  /** The latents on display, those that tell most first. @type {number[]} */
  let listed = [];
  /** Whether the silent ones are among them. */
  let unfolded = false;
  /** @type {ReadonlySet<number>} */
  let silent = new Set();

  const readout = host.appendChild(make("p", { class: "readout" }));
  /** @type {Encoded | null} */
  let encoded = null;
  /** @type {number | null} */
  let picked = null;
  /** @type {number[] | null} */
  let z = null;

  const chart = new uPlot(
    {
      width: Math.max(200, host.clientWidth),
      height: HEIGHT,
      padding: [6, 4, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { setScale: false, x: false, y: false } },
      scales: {
        x: { time: false, range: () => [-0.7, Math.max(1, listed.length) - 0.3] },
        y: { range: [-REACH, REACH] },
      },
      axes: [
        {
          ...axis(),
          grid: { show: false },
          size: 20,
          splits: () => ticks(listed.length),
          values: (_, ticks) => ticks.map((at) => (at in listed ? latentName(listed[at]) : "")),
        },
        {
          ...axis(),
          size: 26,
          splits: () => [-3, -2, -1, 0, 1, 2, 3],
          values: (_, ticks) =>
            ticks.map((tick) => (tick % 2 === 0 ? "" : String(tick).replace("-", "−"))),
        },
      ],
      series: [
        {},
        {
          paths: uPlot.paths.bars?.({ size: [0.62, 14], align: 0 }),
          fill: () => `color-mix(in srgb, ${colour("--accent")} 55%, transparent)`,
          width: 0,
          points: { show: false },
        },
      ],
      hooks: { drawClear: [drawPrior], draw: [drawWhiskers], setCursor: [tellOfCursor] },
    },
    [[], []],
    host,
  );
  fit(chart, host, HEIGHT);
  resize(choicesOf("latents").first);

  /** @param {number} count */
  function resize(count) {
    if (count === total) return;
    total = count;
    const names = Array.from({ length: count }, (_, at) =>
      make("option", { value: String(at) }, latentName(at)),
    );
    picker.replaceChildren(unpicked, ...names);
    for (const place of told) show(place, String(count));
  }

  /** Which latents are on display, and in which order. */
  function list() {
    const found = encoded && order(encoded);
    silent = new Set(found?.silent);
    const all = unfolded || (picked !== null && silent.has(picked));
    listed = found ? [...found.speaking, ...(all ? found.silent : [])] : [];
    const { size } = silent;
    fold.hidden = size === 0;
    fold.setAttribute("aria-expanded", String(all));
    show(fold, size === 1 ? "1 silent latent" : `${size} silent latents`, size);
    host.dataset.order = listed.join(" ");
    const indices = listed.map((_, at) => at);
    chart.setData([indices, listed.map((latent) => encoded?.mean[latent] ?? null)]);
  }
  fold.addEventListener("click", () => {
    // A silent one that is moved would stay on display.
    if (fold.getAttribute("aria-expanded") === "true" && picked !== null && silent.has(picked))
      intents.pick(null);
    unfolded = fold.getAttribute("aria-expanded") !== "true";
    list();
  });

  /** The prior's ±1, behind the bars. @param {uPlot} u */
  function drawPrior(u) {
    const { ctx, bbox } = u;
    ctx.fillStyle = colour("--band");
    const top = u.valToPos(1, "y", true);
    ctx.fillRect(bbox.left, top, bbox.width, u.valToPos(-1, "y", true) - top);
    const place = picked === null ? -1 : listed.indexOf(picked);
    if (place < 0) return;
    const half = (u.valToPos(1, "x", true) - u.valToPos(0, "x", true)) / 2;
    ctx.fillStyle = `color-mix(in srgb, ${colour("--accent")} 16%, transparent)`;
    ctx.fillRect(u.valToPos(place, "x", true) - half, bbox.top, 2 * half, bbox.height);
  }

  /** @param {uPlot} u */
  function tellOfCursor({ cursor: { idx } }) {
    const pointed = typeof idx === "number" ? listed[idx] : undefined;
    readout.textContent = encoded && pointed !== undefined ? posterior(encoded, pointed) : "";
  }

  /** @param {uPlot} u */
  function drawWhiskers(u) {
    if (!encoded || !z) return;
    const { ctx } = u;
    const scale = uPlot.pxRatio;
    ctx.save();
    for (const [place, index] of listed.entries()) {
      const [mean, deviation, now] = [encoded.mean[index], encoded.deviation[index], z[index]];
      const x = u.valToPos(place, "x", true);
      // Who says nothing is the quietest ink.
      ctx.lineWidth = (silent.has(index) ? 1 : 1.5) * scale;
      ctx.strokeStyle = colour(silent.has(index) ? "--line" : "--ink");
      ctx.beginPath();
      ctx.moveTo(x, u.valToPos(mean - deviation, "y", true));
      ctx.lineTo(x, u.valToPos(mean + deviation, "y", true));
      ctx.stroke();
      if (now === mean) continue;
      ctx.fillStyle = colour("--kl");
      ctx.beginPath();
      ctx.arc(x, u.valToPos(now, "y", true), 4.5 * scale, 0, 7);
      ctx.fill();
    }
    ctx.restore();
  }

  // A mouse or pen takes hold of a bar; a finger only picks one, since it may mean to scroll.
  /** @param {PointerEvent} event */
  const place = (event) => {
    const box = chart.over.getBoundingClientRect();
    const index = Math.round(chart.posToVal(event.clientX - box.left, "x"));
    const value = chart.posToVal(event.clientY - box.top, "y");
    const latent = listed[Math.min(Math.max(index, 0), listed.length - 1)];
    return { latent, value: bounded(value) };
  };
  let held = false;
  chart.over.addEventListener("pointerdown", (event) => {
    if (!encoded || listed.length === 0) return;
    intents.pick(place(event).latent);
    held = event.pointerType !== "touch";
    if (held) chart.over.setPointerCapture(event.pointerId);
  });
  chart.over.addEventListener("pointermove", (event) => {
    if (held && picked !== null) intents.move(picked, place(event).value);
  });
  chart.over.addEventListener("pointerup", () => (held = false));
  chart.over.addEventListener("pointercancel", () => (held = false));

  host.addEventListener("keydown", (event) => {
    if (!z) return;
    const sideways = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const upwards = { ArrowUp: 0.25, ArrowDown: -0.25 }[event.key];
    if (sideways !== undefined) {
      const count = listed.length;
      const at = picked === null ? -1 : listed.indexOf(picked);
      if (count > 0) intents.pick(listed[at < 0 ? 0 : (at + sideways + count) % count]);
    } else if (upwards !== undefined && picked !== null) {
      intents.move(picked, bounded(z[picked] + upwards));
    } else return;
    event.preventDefault();
  });
  picker.addEventListener("change", () =>
    intents.pick(picker.value === "" ? null : Number(picker.value)),
  );
  slider.addEventListener("input", () => {
    if (picked !== null) intents.move(picked, slider.valueAsNumber);
  });
  reset.addEventListener("click", intents.reset);

  const drawChart = whenChanged(
    (/** @type {State["draw"]} */ draw, /** @type {string} */ _theme) => {
      encoded = draw.encoded;
      picked = draw.latent;
      z = latents(draw);
      if (encoded) resize(encoded.mean.length);
      list();
      host.dataset.points = String(listed.length);
    },
  );
  const drawKnob = whenChanged(
    (
      /** @type {Encoded | null} */ encoded,
      /** @type {number | null} */ latent,
      /** @type {number | null} */ now,
      /** @type {boolean} */ moved,
    ) => {
      const ready = encoded !== null && latent !== null;
      picker.value = latent === null ? "" : String(latent);
      picker.disabled = encoded === null;
      slider.disabled = !ready;
      reset.disabled = !moved;
      if (!ready || now === null) return show(caption, "Choose a latent to see what it does");
      const mean = encoded.mean[latent];
      slider.value = String(now);
      const name = latentName(latent);
      show(
        caption,
        now === mean
          ? `${name} = ${number(mean)}, its mean`
          : `${name} = ${number(now)}, moved from ${number(mean)}`,
      );
    },
  );
  const drawFilm = whenChanged(
    (
      /** @type {Uint8Array | null} */ traversal,
      /** @type {number | null} */ latent,
      /** @type {State["theme"]} */ theme,
    ) => {
      film.hidden = latent === null;
      paintTiles(film, traversal, theme, stops);
    },
  );
  return (/** @type {State} */ { draw, theme }) => {
    drawChart(draw, theme);
    const now = draw.latent === null ? null : (latents(draw)?.[draw.latent] ?? null);
    drawKnob(draw.encoded, draw.latent, now, movedOf(draw).length > 0);
    drawFilm(draw.traversal, draw.latent, theme);
  };
}

/** The first, the last, and some between that leave room for their names. @param {number} count */
function ticks(count) {
  const step = Math.max(1, count / 8);
  const even = Array.from({ length: Math.ceil(count / step) }, (_, at) => at * step);
  return even.at(-1) === count - 1 ? even : [...even, count - 1];
}

/**
 * One latent of q(z|x), and what it tells: its part of KL(q ‖ N(0, 1)).
 *
 * @param {Encoded} encoded
 * @param {number} index
 */
function posterior({ mean, deviation }, index) {
  const [m, s] = [mean[index], deviation[index]];
  const [kl] = divergences([m], [s]);
  const name = latentName(index);
  return `${name}: mean ${number(m)}, spread ${number(s)}, KL ${nats(kl)} nats`;
}

/** @param {number} value */
const bounded = (value) => Math.min(Math.max(value, -REACH), REACH);
