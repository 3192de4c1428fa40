/**
 * Wires the rest of the lab: the external memory and meta-training.
 *
 * What a test may rely on, as `main.js` says of the others:
 *
 * memory     memory-panel (data-traces=<count>, data-writing) memory-remember-task memory-form ›
 *            memory-class memory-remember; memory-capacity memory-field-problem memory-clear
 *            memory-stop memory-problem memory-said memory-forgotten (data-count) memory-more
 *            memory-plane (canvas) memory-queries memory-more-queries › memory-query
 *            (aria-pressed; the first is the pad's)
 *            memory-verdict memory-table › memory-answer (data-name) › memory-attention
 *            memory-gaussian (data-value, data-most); memory-count memory-tools ›
 *            memory-relabel-class memory-relabel memory-forget; memory-classes › memory-class-row
 *            (data-label, data-name) › memory-forget-class memory-trace (data-id, data-usage,
 *            data-attention, aria-pressed)
 * meta-train meta-training (data-status as train-panel) meta-algorithm meta-about › meta-how
 *            meta-formula; meta-pool › meta-pool-now meta-pool-digits meta-pool-omniglot
 *            meta-digits › meta-digit, meta-omniglot-files meta-alphabets › meta-alphabet;
 *            meta-from › meta-from-now meta-start-pretrained meta-start-scratch
 *            meta-start-current; meta-hyper › meta-steps meta-learning-rate meta-seed meta-ways
 *            meta-shots meta-queries meta-tasks meta-inner-steps meta-inner-rate meta-classify
 *            meta-elbo-weight meta-mixture › meta-labelled meta-unlabelled meta-halves
 *            meta-deformation meta-turns; meta-defaults meta-field-problem; meta-start meta-pause
 *            meta-resume meta-step meta-stop meta-count (data-value=<step>) meta-rate
 *            (data-value=<steps/s>) meta-eta meta-progress meta-message meta-run-problem
 *            meta-chart-loss meta-chart-accuracy meta-chart-elbo (data-points) meta-before
 *            meta-after meta-accuracy meta-elbo (data-value=<mean of the last 20 steps>,
 *            data-first) meta-chance meta-reading › meta-gap-note meta-table; meta-weights ›
 *            meta-weights-title meta-weights-note meta-weights-save meta-weights-file
 */

import { memoryFlow } from "./flows/memory.js";
import { metaTrainingFlow } from "./flows/meta-training.js";
import { memoryView } from "./views/memory.js";
import { memoryPlaneView } from "./views/memory-plane.js";
import { memoryRecallView } from "./views/memory-recall.js";
import { metaFormView } from "./views/meta-form.js";
import { metaRunView } from "./views/meta-run.js";

/** @typedef {import("./state/page.js").State} State */

/**
 * @param {import("./flows/context.js").FlowContext} context
 * @param {object} place
 * @param {Document} place.page
 * @param {() => Promise<void>} place.loadData As training does it, from the source that is chosen.
 * @param {(algorithm: import("./engine/wire.js").Algorithm) => Promise<void>} place.ensureWeights
 * @param {() => Promise<void>} place.whole Sees to it that the pretrained weights are whole.
 * @param {() => void} place.stopFetching
 */
export function metaLearning(context, { page, loadData, ensureWeights, whole, stopFetching }) {
  const memory = memoryFlow(context);
  const training = metaTrainingFlow(context, {
    loadData,
    whole,
    stopFetching,
    ensure: ensureWeights,
  });
  const form = metaFormView(page, {
    set: training.set,
    start: (hyper, start) => void training.start(hyper, start),
    loadOmniglot: (files) => void training.loadOmniglot(files),
  });
  return {
    memory,
    training,
    views: [
      memoryView(page, {
        rememberTask: () => void memory.rememberTask(),
        rememberDrawing: (name) => void memory.rememberDrawing(name),
        stop: memory.stop,
        resize: (capacity) => void memory.resize(capacity),
        forgetAll: () => void memory.forgetAll(),
        select: memory.select,
        relabel: (id, name) => void memory.relabel(id, name),
        forget: (id) => void memory.forget(id),
        forgetClass: (label) => void memory.forgetClass(label),
      }),
      memoryPlaneView(page, { select: memory.select }),
      memoryRecallView(page, { ask: memory.ask }),
      form.draw,
      metaRunView(page, {
        start: form.start,
        pause: () => void training.pause(),
        resume: () => void training.resume(),
        singleStep: () => void training.singleStep(),
        stop: () => void training.stop(),
        saveWeights: (algorithm) => void training.saveWeights(algorithm),
        openWeights: (algorithm, file) => void training.openWeights(algorithm, file),
      }),
    ],
    /** @param {State} state @param {State} before */
    react(state, before) {
      if (state.engine.device !== before.engine.device && before.engine.device !== null)
        void memory.replaced();
      if (state.place.part === "memory") void memory.arrive();
      if (state.memory.traces.length === 0) return;
      // Another drawing, another encoder, or a task whose query was looked up is gone.
      const drawn = state.draw.encoded !== before.draw.encoded && state.memory.query.from === "pad";
      const asked = state.memory.query !== before.memory.query;
      if (drawn || asked || state.fewShot.weights !== before.fewShot.weights) void memory.look();
    },
  };
}
