/**
 * Wires See, Train and Teach: drawing and the map, training with its data and weights, fine-tuning.
 *
 * What a test may rely on, as `main.js` says of the others:
 *
 * model      model-chip › model-name model-pretrained model-trained model-adapted model-original,
 *            and the status
 * map        map (data-digits=<count>, once they have come to rest) map-caption map-place
 *            map-two (looks through two latents, and back) sample-again · boxes › box-network
 *            box-latents box-around box-objective box-between box-prior box-about (details; the
 *            lines of code in them are [data-source] figure)
 * draw       draw-panel (data-source="example|drawing|blank", data-encoded=<count of encodings>)
 *            pad pad-undo pad-clear pad-example pad-label pad-keep
 *            model-input model-reconstruction nats-reconstruction nats-kl nats-total
 *            latents (data-order) latents-count latents-silent latent-index latent-value
 *            latent-reset traversal encoder-layers encoder-live decoder-layers decoder-live
 *            epsilon-sum epsilon-rows epsilon-dice around around-spread around-again
 *            sum-reconstruction sum-kl sum-loudest prior prior-again prior-grid
 * walk       pins › pin (data-id, data-end="from|to|none") pin-remove · pin-place walk-straight
 *            walk-spherical interpolation walk-length (data-value) walk-at
 * strip      strip › strip-item (data-id, data-selected) › strip-select strip-label strip-open
 *            strip-delete; strip-clear strip-symbols strip-more strip-count
 * data       source-shards source-builtin source-idx (radios) builtin-train builtin-test
 *            builtin-seed builtin-problem idx-train-images idx-train-labels idx-test-images
 *            idx-test-labels data-load data-progress data-message data-stop data-retry
 * weights    weights-download weights-file weights-random weights-export weights-precision
 * train      train-preset beta-slider beta-value replay › replay-step (data-value) replay-at
 *            train-panel (data-begun, data-status="idle|starting|running|paused|stopping",
 *            data-threads=<workers that share a step>) start-scratch
 *            start-current hyper-learning-rate hyper-batch-size hyper-epochs hyper-max-steps
 *            hyper-beta hyper-latents hyper-reduction hyper-seed refresh-every
 *            train-start train-pause train-resume train-step train-stop
 *            train-progress train-count (data-value=<step>) train-eta train-rate train-ending
 *            loss-total loss-reconstruction loss-kl (data-value=<latest>, data-first=<first>)
 *            held-total held-reconstruction held-kl held-active
 *            collapse-demo collapse-alarm collapse-kl collapse-rate collapse-unknown
 *            collapse-figures (data-value=<KL>) collapse-restore
 *            chart-total chart-reconstruction chart-kl held-out held-out-reconstructions
 *            train-samples train-made trained-made trained-use trained-discard
 *            trained-used trained-gone beside-box train-beside held-active-box
 *            forming-box train-plane
 * fine-tune  teach-improve › tune-panel (data-status as train-panel) tune-start tune-stop tune-keep
 *            tune-return tune-discard tune-progress tune-count tune-ending tune-verdict tune-chart
 *            tune-loss (data-value, data-first); tune-settings › tune-learning-rate
 *            tune-batch-size tune-epochs tune-max-steps tune-seed tune-all tune-none
 *            tune-rows › tune-row (data-id), one a class › tune-original tune-before tune-after
 *            tune-before-nats tune-after-nats
 */

import { find } from "./app/dom.js";
import { PRESET } from "./app/preset.js";
import { dataFlow } from "./flows/data.js";
import { AROUND, drawFlow, GRID, PRIOR, STOPS } from "./flows/draw.js";
import { formingFlow } from "./flows/forming.js";
import { madeFlow } from "./flows/made.js";
import { mapFlow } from "./flows/map.js";
import { replayFlow } from "./flows/replay.js";
import { sourcesFlow } from "./flows/sources.js";
import { stripFlow } from "./flows/strip.js";
import { trainFlow } from "./flows/train.js";
import { tuneFlow } from "./flows/tune.js";
import { STEPS, walkFlow } from "./flows/walk.js";
import { weightsFlow } from "./flows/weights.js";
import { boxesView } from "./views/boxes.js";
import { collapseView } from "./views/collapse.js";
import { dataForm, dataSourceView } from "./views/data-source.js";
import { encodingView } from "./views/encoding.js";
import { formingView } from "./views/forming.js";
import { insideView } from "./views/inside.js";
import { latentsView } from "./views/latents.js";
import { lossChartsView } from "./views/loss-charts.js";
import { madeView } from "./views/made.js";
import { mapView } from "./views/map.js";
import { modelView } from "./views/model.js";
import { padView } from "./views/pad.js";
import { replayView } from "./views/replay.js";
import { stripView } from "./views/strip.js";
import { latentsField, trainView } from "./views/train.js";
import { tuneView } from "./views/tune.js";
import { walkView } from "./views/walk.js";
import { weightsView } from "./views/weights.js";

/** @typedef {import("./state/page.js").State} State */

/**
 * @param {import("./flows/context.js").FlowContext} context
 * @param {object} place
 * @param {Document} place.page
 * @param {() => string} place.newId
 * @param {() => import("./engine/spawn.js").Spawned} place.projector
 * @param {() => boolean} place.still Whether nothing is to move by itself.
 */
export function drawAndTrain(context, { page, newId, projector, still }) {
  const { store } = context;
  const weights = weightsFlow(context);
  const data = dataFlow(context);
  const draw = drawFlow(context);
  const map = mapFlow(context, projector);
  const made = madeFlow(context);
  const forming = formingFlow(context);
  const replay = replayFlow(context, still);
  const walk = walkFlow(context, newId, draw.walkTo);
  const sources = sourcesFlow(context);
  const strip = stripFlow(context, newId);
  const tune = tuneFlow(context, weights.whole);
  const readForm = dataForm(page);
  const latents = latentsField(page);
  const loadData = async (images = 0) => {
    const form = readForm();
    if (form) await data.load({ ...form, train: Math.max(form.train, images) });
  };
  const train = trainFlow(context, {
    loadData,
    whole: weights.whole,
    stopData: data.stop,
    refreshDrawing: () => draw.refresh(),
  });

  const tuneBox = find(page, "teach-improve", HTMLDetailsElement);
  const views = [
    padView(page, {
      draw: draw.draw,
      example: draw.example,
      label: draw.label,
      keep: () => void strip.keep(),
    }),
    encodingView(
      page,
      {
        spread: draw.spread,
        aroundAgain: draw.aroundAgain,
        sampleAgain: draw.sampleAgain,
        priorAgain: draw.priorAgain,
      },
      { around: AROUND, prior: PRIOR, grid: GRID },
    ),
    boxesView(page, {
      open(box, names) {
        sources.open(box, names);
        if (box === "box-between") void walk.begin();
      },
    }),
    insideView(page),
    walkView(
      page,
      {
        pick: walk.pick,
        pinPlace: walk.pinPlace,
        unpin: walk.unpin,
        way: walk.way,
        go: walk.go,
      },
      STEPS,
    ),
    mapView(page, {
      go: draw.dragTo,
      back: draw.resetLatents,
      two: () => weights.prepare("z2"),
      whole: weights.unprepare,
    }),
    modelView(page, { activate: weights.activate, original: () => void weights.original() }),
    latentsView(
      page,
      { pick: draw.pickLatent, move: draw.moveLatent, reset: draw.resetLatents },
      STOPS.length,
    ),
    stripView(page, {
      toggle: strip.toggle,
      label: strip.label,
      remove: strip.remove,
      clear: strip.clear,
      addSymbols: () => void strip.addSymbols(),
      open(id) {
        const drawing = store.get().strip.find((each) => each.id === id);
        if (!drawing) return;
        draw.draw(drawing.strokes);
        draw.label(drawing.label);
      },
    }),
    dataSourceView(page, {
      choose: data.choose,
      load: () => void loadData().then(train.look),
      stop: data.stop,
      retry: () => void data.retry(),
    }),
    weightsView(page, {
      download: () => void weights.download(),
      random: () => void weights.random(1 + Math.floor(Math.random() * 1e6), latents()),
      open: (file) => void weights.loadFile(file),
      save: (precision) => void weights.exportTo(store.get().weights.active, precision),
    }),
    trainView(page, {
      start: (from, settings, latents) => void train.start(from, settings, latents),
      preset: (beta) => {
        const { settings, latents, images } = PRESET;
        void train.start("scratch", { ...settings, beta }, latents, images);
      },
      pause: () => void train.pause(),
      resume: () => void train.resume(),
      singleStep: () => void train.singleStep(),
      stop: () => void train.stop(),
      setRefresh: train.setRefresh,
      use: () => void weights.keepTrained(),
      discard: () => void weights.discardTrained(),
    }),
    lossChartsView(page),
    replayView(page, { show: replay.show }),
    madeView(page),
    formingView(page),
    collapseView(page, { restore: () => void weights.discardTrained() }),
    tuneView(page, {
      start: (settings) => void tune.start(settings),
      stop: () => void tune.stop(),
      keep: tune.keep,
      back: () => weights.activate("pretrained"),
      discard: () => void tune.discard(),
      select: strip.select,
      opened: () => void tune.compare(),
    }),
  ];

  /** @param {string} code */
  const clear = (code) => {
    if (store.get().notices.some((notice) => notice.code === code))
      store.dispatch({ type: "notice/cleared", code });
  };

  /** @param {State} state @param {State} before */
  function react(state, before) {
    // What these asked for has been done.
    if (state.draw.strokes !== before.draw.strokes && state.draw.strokes.length > 0) clear("blank");
    if (state.strip !== before.strip) clear("no-drawings");
    const modelChanged = state.weights.revision !== before.weights.revision;
    if (modelChanged || state.weights.active !== before.weights.active) draw.refresh();
    if (
      modelChanged ||
      state.weights.active !== before.weights.active ||
      state.draw.encoded !== before.draw.encoded ||
      state.walk.from !== before.walk.from ||
      state.walk.to !== before.walk.to ||
      state.walk.way !== before.walk.way
    )
      walk.follow();
    const elsewhere = state.place.room !== "see";
    if (state.weights.status === "ready" && !elsewhere && state.draw.encoded) map.draw();
    if (modelChanged) {
      void tune.compare();
      void train.look();
    }
    // All at once, where they come from an earlier visit.
    if (state.strip !== before.strip && state.strip.every(({ image }) => image))
      void tune.compare();
    // While one teaches, nothing that is not seen takes the engine's time.
    const taught =
      state.classes !== before.classes || state.teach.examples !== before.teach.examples;
    if (taught && tuneBox.open) void tune.compare();
    if (state.train.run.step !== before.train.run.step) {
      train.follow();
      forming.follow();
    }
    if (state.weights.trained !== before.weights.trained) {
      void made.draw();
      void forming.draw();
    }
    if (state.place.room === "train") void replay.arrive();
    if (state.tune.run.step !== before.tune.run.step) tune.follow();
  }

  return {
    views,
    react,
    weights,
    draw,
    tune,
    /** Brings data from the source that is chosen. */
    loadData,
    stopData: data.stop,
    retryData: data.retry,
    /** Which data sets this host has. */
    look: data.look,
    example: draw.example,
  };
}
