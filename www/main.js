/**
 * Wires the page: one store, one engine session, the views, the flows between them.
 *
 * What a test may rely on (`[data-testid="…"]` unless said otherwise):
 *
 * `<html>`   data-ready="true" once the engine answers and the weights are settled (loaded, or
 *            missing and said so) · data-device="cpu|webgpu" · data-model="pretrained|adapted"
 *            · data-weights="fetching|ready|missing" · data-run="none|pretrain|fineTune|metaTrain"
 *            · data-data="none|loading|partial|ready" · data-upgrade="none|loading|waiting|failed"
 * Numbers    an element that shows a number carries it unrounded in data-value.
 * Pictures 28 × 28 canvases; a row of pictures is a `.tiles` element of canvases, with data-count.
 *
 * status     status-device status-device-reason status-data status-weights status-memory
 *            model-pretrained model-adapted (buttons, aria-pressed) theme-toggle
 * notices    notices › notice (data-kind="info|warning|error", data-code) › notice-text
 *            notice-action notice-dismiss
 * draw       draw-panel (data-source="example|drawing|blank", data-encoded=<count of encodings>)
 *            pad pad-undo pad-clear pad-example pad-label pad-keep
 *            model-input model-reconstruction nats-reconstruction nats-kl nats-total
 *            latents latent-index latent-value latent-reset traversal
 *            around around-spread around-again
 *            prior prior-again interpolate-from interpolate-to interpolation
 * strip      strip › strip-item (data-id, data-selected) › strip-select strip-label strip-open
 *            strip-delete; strip-clear strip-symbols strip-count
 * data       source-shards source-builtin source-idx (radios) builtin-train builtin-test
 *            builtin-seed idx-train-images idx-train-labels idx-test-images idx-test-labels
 *            data-load data-progress data-message data-retry
 * weights    weights-download weights-file weights-random weights-export weights-precision
 * train      train-panel (data-status="idle|starting|running|paused|stopping",
 *            data-threads=<workers that share a step>) start-scratch
 *            start-current hyper-learning-rate hyper-batch-size hyper-epochs hyper-max-steps
 *            hyper-beta hyper-reduction hyper-seed refresh-every
 *            train-start train-pause train-resume train-step train-stop
 *            train-progress train-count (data-value=<step>) train-eta train-rate train-ending
 *            loss-total loss-reconstruction loss-kl (data-value=<latest>, data-first=<first>)
 *            held-total held-reconstruction held-kl held-active
 *            collapse-demo collapse-alarm collapse-figures (data-value=<KL>) collapse-restore
 *            chart-total chart-reconstruction chart-kl held-out held-out-reconstructions
 *            train-samples
 * fine-tune  tune-panel (data-status as train-panel) tune-learning-rate tune-batch-size
 *            tune-epochs tune-max-steps tune-seed tune-start tune-stop tune-progress tune-count
 *            tune-ending tune-chart tune-loss (data-value, data-first)
 *            tune-all tune-none tune-keep tune-return tune-discard
 *            tune-rows › tune-row (data-id) › tune-original tune-before tune-after
 *            tune-before-nats tune-after-nats
 * few-shot   see few-shot-wiring.js; memory and meta-training: see meta-learning-wiring.js
 */

import { keepTheme, loadTheme, openStorage } from "./app/storage.js";
import { EngineSession } from "./engine/session.js";
import { fewShotBench } from "./few-shot-wiring.js";
import { dataFlow } from "./flows/data.js";
import { deviceFlow } from "./flows/device.js";
import { AROUND, drawFlow, PRIOR, STEPS_BETWEEN, STOPS } from "./flows/draw.js";
import { keepDrawings, loadClasses, loadDrawings } from "./flows/kept-drawings.js";
import { stripFlow } from "./flows/strip.js";
import { trainFlow } from "./flows/train.js";
import { tuneFlow } from "./flows/tune.js";
import { weightsFlow } from "./flows/weights.js";
import { metaLearning } from "./meta-learning-wiring.js";
import { pageStore } from "./state/page.js";
import { collapseView } from "./views/collapse.js";
import { dataSourceView, readDataForm } from "./views/data-source.js";
import { encodingView } from "./views/encoding.js";
import { latentsView } from "./views/latents.js";
import { lossChartsView } from "./views/loss-charts.js";
import { noticesView } from "./views/notices.js";
import { padView } from "./views/pad.js";
import { statusView } from "./views/status.js";
import { stripView } from "./views/strip.js";
import { themeView } from "./views/theme.js";
import { trainView } from "./views/train.js";
import { tuneView } from "./views/tune.js";
import { weightsView } from "./views/weights.js";

/** @typedef {import("./state/page.js").State} State */
/** @typedef {import("./engine/client.js").WorkerLike} WorkerLike */

const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
const systemTheme = () => (prefersDark.matches ? "dark" : "light");

const storage = openStorage(window);
const store = pageStore({
  theme: loadTheme(storage) ?? systemTheme(),
  strip: loadDrawings(storage),
  classes: loadClasses(storage),
});

/** @type {ReturnType<typeof deviceFlow>} */
let device;
const session = new EngineSession(
  () => {
    const worker = new Worker(new URL("./worker/worker.js", import.meta.url), { type: "module" });
    return /** @type {WorkerLike} */ (/** @type {unknown} */ (worker));
  },
  {
    events: (events) => store.dispatch({ type: "engine/events", events, at: performance.now() }),
    memory: (bytes) => store.dispatch({ type: "engine/memory", bytes }),
    lost: (reason) => device.hearer.lost(reason),
    restored: (restored, step) => device.hearer.restored(restored, step),
    failed: (reason) => device.hearer.failed(reason),
  },
);

const context = {
  store,
  session,
  fetcher: /** @type {typeof fetch} */ ((input, init) => fetch(input, init)),
  url: (/** @type {string} */ relative) => new URL(relative, import.meta.url).href,
};
const { gpu } = /** @type {{gpu?: import("./engine/device.js").Gpu}} */ (
  /** @type {unknown} */ (navigator)
);
device = deviceFlow(context, { search: location.search, gpu });
const weights = weightsFlow(context);
const data = dataFlow(context);
const draw = drawFlow(context);
const strip = stripFlow(context, newId);
const tune = tuneFlow(context);
const train = trainFlow(context, {
  loadData: () => data.load(readDataForm(document)),
  refreshDrawing: () => draw.refresh(),
});
const bench = fewShotBench(context, {
  page: document,
  storage,
  newId,
  loadData: () => data.load(readDataForm(document)),
});

const meta = metaLearning(context, {
  page: document,
  loadData: () => data.load(readDataForm(document)),
  ensureWeights: bench.ensure,
});

const views = [
  ...bench.views,
  ...meta.views,
  themeView(document, {
    toggle() {
      const theme = store.get().theme === "dark" ? "light" : "dark";
      keepTheme(storage, theme);
      store.dispatch({ type: "theme/changed", theme });
    },
  }),
  statusView(document),
  noticesView(document, {
    dismiss: (id) => store.dispatch({ type: "notice/dismissed", id }),
    act(intent) {
      switch (intent) {
        case "retryData":
          return void data.retry();
        case "retryWeights":
          return void weights.download();
        case "randomWeights":
          return void weights.random(1);
        case "reload":
          return location.reload();
        default:
          throw new Error(`There is no intent “${String(intent)}”.`);
      }
    },
  }),
  padView(document, {
    draw: draw.draw,
    example: draw.example,
    label: draw.label,
    keep: () => void strip.keep().then(draw.interpolateFirst),
  }),
  encodingView(
    document,
    {
      activate: weights.activate,
      spread: draw.spread,
      aroundAgain: draw.aroundAgain,
      priorAgain: draw.priorAgain,
      interpolate: draw.interpolate,
    },
    { around: AROUND, prior: PRIOR, between: STEPS_BETWEEN },
  ),
  latentsView(
    document,
    { pick: draw.pickLatent, move: draw.moveLatent, reset: draw.resetLatents },
    STOPS.length,
  ),
  stripView(document, {
    toggle: strip.toggle,
    label: strip.label,
    remove: strip.remove,
    clear: strip.clear,
    addSymbols: () => void strip.addSymbols().then(draw.interpolateFirst),
    open(id) {
      const drawing = store.get().strip.find((each) => each.id === id);
      if (!drawing) return;
      draw.draw(drawing.strokes);
      draw.label(drawing.label);
    },
  }),
  dataSourceView(document, {
    choose: data.choose,
    load: () => void data.load(readDataForm(document)).then(train.look),
    retry: () => void data.retry(),
  }),
  weightsView(document, {
    download: () => void weights.download(),
    random: () => void weights.random(1 + Math.floor(Math.random() * 1e6)),
    open: (file) => void weights.loadFile(file),
    save: (precision) => void weights.exportTo(store.get().weights.active, precision),
  }),
  trainView(document, {
    start: (from, settings) => void train.start(from, settings),
    pause: () => void train.pause(),
    resume: () => void train.resume(),
    singleStep: () => void train.singleStep(),
    stop: () => void train.stop(),
    setRefresh: train.setRefresh,
  }),
  lossChartsView(document),
  collapseView(document, { restore: () => void weights.download() }),
  tuneView(document, {
    start: (settings) => void tune.start(settings),
    stop: () => void tune.stop(),
    keep: tune.keep,
    back: () => weights.activate("pretrained"),
    discard: () => void tune.discard(),
    select: strip.select,
  }),
];

const render = () => views.forEach((view) => view(store.get()));
let frame = 0;
store.subscribe((state, before) => {
  if (frame === 0) {
    frame = requestAnimationFrame(() => {
      frame = 0;
      render();
    });
  }
  react(state, before);
});

/**
 * What follows from a change of state, beyond showing it.
 *
 * @param {State} state
 * @param {State} before
 */
function react(state, before) {
  // What these asked for has been done.
  if (state.draw.strokes !== before.draw.strokes && state.draw.strokes.length > 0) clear("blank");
  if (state.strip !== before.strip) clear("no-drawings");
  const modelChanged = state.weights.revision !== before.weights.revision;
  if (modelChanged || state.weights.active !== before.weights.active) draw.refresh();
  if (modelChanged) {
    void tune.compare();
    void train.look();
    void strip.drawMissing().then(draw.interpolateFirst);
  }
  if (state.strip !== before.strip) {
    if (!keepDrawings(storage, state.strip)) {
      store.dispatch({
        type: "notice/shown",
        kind: "warning",
        code: "storage",
        text:
          "This browser does not let the page keep your drawings: they will be gone when you " +
          "leave.",
      });
    }
    void tune.compare();
  }
  bench.react(state, before);
  meta.react(state, before);
  if (state.train.run.step !== before.train.run.step) train.follow();
  if (state.tune.run.step !== before.tune.run.step) tune.follow();
  for (const [now, then] of [
    [state.train.run, before.train.run],
    [state.tune.run, before.tune.run],
    [state.metaTraining.run, before.metaTraining.run],
  ]) {
    if (now.ended !== then.ended && now.ended?.ending === "diverged" && now.ended.message) {
      store.dispatch({
        type: "notice/shown",
        kind: "error",
        code: "diverged",
        text: now.ended.message,
      });
    }
  }
}

/** @param {string} code */
function clear(code) {
  if (store.get().notices.some((notice) => notice.code === code))
    store.dispatch({ type: "notice/cleared", code });
}

/** `crypto.randomUUID` is missing where the page is served from another machine without TLS. */
function newId() {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}

prefersDark.addEventListener("change", () => {
  if (loadTheme(storage) === null) store.dispatch({ type: "theme/changed", theme: systemTheme() });
});

render();
const committed = weights.prefetch();
void committed.describe();
void data.look();
void bench.look();
try {
  await device.start();
  // Unless the visitor was quicker than the engine.
  if (store.get().draw.strokes.length === 0) draw.example();
  await committed.load();
  await device.consider();
} catch (error) {
  device.tell(error);
}
