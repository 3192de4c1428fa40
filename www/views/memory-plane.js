/**
 * The memory as a map: traces on the plane of their principal components, and what is looked up
 * among them.
 */

import { colour, FONT } from "../app/charts.js";
import { find, whenChanged } from "../app/dom.js";
import { PIXELS, SIDE } from "../app/pixels.js";
import { say } from "../app/words/say.js";
import { colourOf } from "./looks.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../state/memory.js").MemoryState} MemoryState */
/** @typedef {import("../engine/wire.js").MemoryTrace} Trace */

/** Of a picture, of what is looked up, and of the empty border, in CSS pixels. */
const [PICTURE, QUERY, BORDER] = [26, 40, 30];
/** Less attention than this is no line. */
const LEAST = 0.005;

/** @param {Document} page @param {{select: (id: number | null) => void}} intents */
export function memoryPlaneView(page, intents) {
  const canvas = find(page, "memory-plane", HTMLCanvasElement);
  /** Where each trace was drawn. @type {{id: number, x: number, y: number}[]} */
  let places = [];
  /** @type {(() => void) | null} */
  let again = null;

  canvas.addEventListener("click", (event) => {
    const { left, top } = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - left, event.clientY - top];
    const [nearest] = places
      .map(({ id, ...at }) => ({ id, far: Math.hypot(at.x - x, at.y - y) }))
      .sort((one, other) => one.far - other.far);
    intents.select(nearest && nearest.far < PICTURE ? nearest.id : null);
  });
  new ResizeObserver(() => again?.()).observe(canvas);

  const drawPlane = whenChanged(
    (
      /** @type {Trace[]} */ traces,
      /** @type {string[]} */ names,
      /** @type {MemoryState["recall"]} */ recall,
      /** @type {number | null} */ selected,
      /** @type {State["theme"]} */ _theme,
    ) => {
      canvas.setAttribute("aria-label", words(traces, names, recall));
      again = () => {
        places = draw(canvas, traces, names, recall, selected);
      };
      again();
    },
  );
  return (/** @type {State} */ { memory, theme }) =>
    drawPlane(memory.traces, memory.names, memory.recall, memory.selected, theme);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Trace[]} traces
 * @param {string[]} names
 * @param {MemoryState["recall"]} recall
 * @param {number | null} selected
 */
function draw(canvas, traces, names, recall, selected) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const context = canvas.getContext("2d");
  if (!context || width === 0) return [];
  const ratio = window.devicePixelRatio || 1;
  [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
  context.scale(ratio, ratio);
  const to = frame(
    [...traces.map(({ place }) => place), ...(recall ? [recall.place] : [])],
    width,
    height,
  );
  const at = traces.map(({ id, place }) => ({ id, ...to(place) }));
  if (traces.length === 0) {
    context.fillStyle = colour("--muted");
    context.font = "14px system-ui, sans-serif";
    context.textAlign = "center";
    context.fillText(say("The memory is empty."), width / 2, height / 2 - 8);
    return [];
  }
  axes(context, to([0, 0]), width, height);

  const query = recall && to(recall.place);
  if (recall && query) {
    context.strokeStyle = colour("--accent");
    context.lineCap = "round";
    recall.ids.forEach((id, index) => {
      const end = at.find((each) => each.id === id);
      const share = recall.attention[index];
      if (!end || share < LEAST) return;
      context.globalAlpha = 0.25 + 0.6 * share;
      context.lineWidth = 0.75 + 11 * share;
      context.beginPath();
      context.moveTo(query.x, query.y);
      context.lineTo(end.x, end.y);
      context.stroke();
    });
    context.globalAlpha = 1;
  }
  traces.forEach(({ id, label, image }, index) => {
    const { x, y } = at[index];
    picture(context, image, colour(colourOf(label)), x, y, PICTURE);
    if (id === selected) {
      context.strokeStyle = colour("--accent");
      context.lineWidth = 2;
      context.strokeRect(x - PICTURE / 2 - 2, y - PICTURE / 2 - 2, PICTURE + 4, PICTURE + 4);
    }
    tag(
      context,
      names[label] ?? "",
      colour(colourOf(label)),
      x + PICTURE / 2 - 2,
      y - PICTURE / 2 + 6,
    );
  });
  if (recall && query) {
    context.fillStyle = colour("--surface");
    context.strokeStyle = colour("--accent");
    context.lineWidth = 2.5;
    context.beginPath();
    context.arc(query.x, query.y, QUERY / 2 + 3, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
    picture(context, recall.image, colour("--ink"), query.x, query.y, QUERY * 0.8);
  }
  return at;
}

/**
 * From the plane to the canvas: one scale for both directions, since distances are to be compared.
 *
 * @param {[number, number][]} points
 * @param {number} width
 * @param {number} height
 */
function frame(points, width, height) {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, right] = [Math.min(0, ...xs), Math.max(0, ...xs)];
  const [low, high] = [Math.min(0, ...ys), Math.max(0, ...ys)];
  const scale = Math.min(
    (width - 2 * BORDER) / Math.max(right - left, 1e-6),
    (height - 2 * BORDER) / Math.max(high - low, 1e-6),
  );
  // A single trace lies on the centre, at no distance from anything.
  const fine = Math.min(scale, 1e4);
  return (/** @type {[number, number]} */ [x, y]) => ({
    x: width / 2 + fine * (x - (left + right) / 2),
    y: height / 2 - fine * (y - (low + high) / 2),
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{x: number, y: number}} origin
 * @param {number} width
 * @param {number} height
 */
function axes(context, { x, y }, width, height) {
  context.strokeStyle = colour("--line");
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x, 0);
  context.lineTo(x, height);
  context.moveTo(0, y);
  context.lineTo(width, y);
  context.stroke();
}

/**
 * An image's ink in a colour, on nothing: pictures may lie on each other.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Uint8Array} image
 * @param {string} ink
 * @param {number} x
 * @param {number} y
 * @param {number} size
 */
function picture(context, image, ink, x, y, size) {
  const stamp = document.createElement("canvas");
  stamp.width = stamp.height = SIDE;
  const small = stamp.getContext("2d");
  if (!small) return;
  const data = small.createImageData(SIDE, SIDE);
  for (let pixel = 0; pixel < PIXELS; pixel++) data.data[4 * pixel + 3] = image[pixel];
  small.putImageData(data, 0, 0);
  small.globalCompositeOperation = "source-in";
  small.fillStyle = ink;
  small.fillRect(0, 0, SIDE, SIDE);
  context.drawImage(stamp, x - size / 2, y - size / 2, size, size);
}

/**
 * A class's name, short.
 * @param {CanvasRenderingContext2D} context
 * @param {string} name
 * @param {string} ink
 * @param {number} x
 * @param {number} y
 */
function tag(context, name, ink, x, y) {
  const short = name.length > 4 ? `${name.slice(0, 3)}…` : name;
  context.font = `600 ${FONT}`;
  context.textAlign = "left";
  context.lineWidth = 3;
  context.strokeStyle = colour("--surface");
  context.strokeText(short, x, y);
  context.fillStyle = ink;
  context.fillText(short, x, y);
}

/**
 * The same for those who do not see it.
 * @param {Trace[]} traces
 * @param {string[]} names
 * @param {MemoryState["recall"]} recall
 */
function words(traces, names, recall) {
  if (traces.length === 0) return "The memory is empty.";
  const held =
    `${traces.length} traces of ${names.length} classes on the plane of their two principal ` +
    "components.";
  if (!recall) return held;
  const most = Math.max(...recall.attention);
  const nearest = traces.find(({ id }) => id === recall.ids[recall.attention.indexOf(most)]);
  const of = nearest ? ` of class ${names[nearest.label]}` : "";
  return (
    `${held} What is looked up draws ${(100 * most).toFixed(0)} % of its attention from one ` +
    `trace${of}.`
  );
}
