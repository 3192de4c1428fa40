/**
 * Wires the few-shot workbench of the lab: its flows, its views, and what follows from a change.
 *
 * What a test may rely on, as `main.js` says of the others:
 *
 * task       task-panel (data-status="idle|drawing|ready", data-task=<count of tasks>)
 *            task-source-digits task-source-omniglot task-source-own task-ways task-shots
 *            task-queries task-seed task-field-problem task-draw task-message task-problem
 *            task-digits › task-digit (checkboxes) · omniglot-files · task-omniglot-detail
 *            (data-value=<characters>) · task-alphabets › task-alphabet (checkboxes)
 *            task-sets › task-support › task-class (data-way), task-query
 * teach      teach (data-classes=<own>, data-drawn) › own-pad own-undo own-clear; teach-next
 *            teach-enough teach-undo; teach-answer (data-answered, data-name, data-sure) ›
 *            teach-name teach-sure teach-others
 * own        own-editor › own-form own-name own-add own-problem teach-examples own-adopt
 *            own-list (data-count) › example-class, own-class (data-id, data-answer) ›
 *            own-class-name own-put own-delete
 *            own-drawings › own-drawing (data-id); own-tools › own-move own-remove
 * boxes      teach-made › made-again made-rows (data-round) › made-row
 *            teach-score › score-start score-stop score-note score-table › score-row (data-method,
 *            data-value); score-confusion, of cells as below
 *            teach-take › take-drawings take-weights · teach-how › teach-by teach-better
 *            teach-kept › own-take, and the strip
 * methods    methods-panel (data-work="none|compare|episodes|curve") compare-start episodes-start
 *            episodes-cost work-stop work-progress work-note (data-value=<done>)
 *            methods › method (data-method; those that are ticked and can run) › method-problem
 *            method-accuracy method-mean (data-count, data-half) method-ms, those three with
 *            data-variant="plain|grown" data-stale, method-confusion method-generated
 *            methods-chooser › methods-ticked meta-set method-choices › family (data-family) ›
 *            method-choice (data-method, data-chosen, data-lacks="weights|whole|model|data") ›
 *            method-chosen method-note method-weights method-lack method-bring (data-bytes)
 *            method-problem method-about
 *            methods-settings › methods-protocol episodes-count growth-on growth-fields ›
 *            growth-samples growth-blends growth-spread methods-problem
 *            confusion-dialog › confusion-title confusion-table confusion-close
 *            confusion-cell (data-label, data-answer) confusion-pictures (data-count)
 * curve      curve-panel › curve-start curve-message curve-chart curve-table (data-stale) ›
 *            curve-point (data-method, data-shots)
 * guess      guess-panel (data-answered="true" once all have answered to what is drawn) ›
 *            guess-pad guess-undo guess-clear guess-stop guess-message guess-table ›
 *            guess-row (data-method, data-answer)
 */

import { adapting } from "./flows/adapting.js";
import { bringFlow } from "./flows/bring.js";
import { classPicturesFlow } from "./flows/class-pictures.js";
import { classesFlow } from "./flows/classes.js";
import { compareFlow } from "./flows/compare.js";
import { guessFlow } from "./flows/guess.js";
import { leftOutFlow } from "./flows/left-out.js";
import { metaWeightsFlow } from "./flows/meta-weights.js";
import { storedFlow } from "./flows/stored.js";
import { takeDrawings } from "./flows/take.js";
import { taskFlow } from "./flows/task.js";
import { teachFlow } from "./flows/teach.js";
import { fewShotCurveView } from "./views/few-shot-curve.js";
import { fewShotGuessView } from "./views/few-shot-guess.js";
import { fewShotMethodsView } from "./views/few-shot-methods.js";
import { fewShotTaskView } from "./views/few-shot-task.js";
import { teachAnswerView } from "./views/teach-answer.js";
import { teachCardsView } from "./views/teach-cards.js";
import { teachMadeView } from "./views/teach-made.js";
import { teachPadView } from "./views/teach-pad.js";
import { teachScoreView } from "./views/teach-score.js";
import { teachTakeView } from "./views/teach-take.js";

/** @typedef {import("./state/page.js").State} State */
/** @typedef {import("./engine/wire.js").Algorithm} Algorithm */

/**
 * @param {import("./flows/context.js").FlowContext} context
 * @param {object} place
 * @param {Document} place.page
 * @param {() => string} place.newId
 * @param {() => Promise<void>} place.whole Sees to it that the pretrained weights are whole.
 * @param {() => Promise<void>} place.loadData As training does it, from the source that is chosen.
 * @param {() => void} place.saveWeights Of the copy, where there is one.
 */
export function fewShotBench(context, { page, newId, whole, loadData, saveWeights }) {
  const { store } = context;
  const weights = metaWeightsFlow(context);
  const tasks = taskFlow(context, { loadData });
  const own = classesFlow(context, newId);
  const teach = teachFlow(context, { weights, classes: own });
  const made = classPicturesFlow(context);
  const leftOut = leftOutFlow(context, { teach, whole });
  const methods = adapting(context, { ensure: weights.ensure, whole });
  const compare = compareFlow(context, { methods, tasks });
  const guess = guessFlow(context, methods);
  const bring = bringFlow(context, { ensure: weights.ensure, whole, loadData });
  const stored = storedFlow(context);

  const views = [
    fewShotTaskView(page, {
      set: tasks.set,
      draw: () => void tasks.again(),
      loadOmniglot: (files) => void tasks.loadOmniglot(files),
    }),
    teachAnswerView(page, { better: () => void teach.better() }),
    teachPadView(page, {
      pad: teach.draw,
      put: (into) => void teach.put(into),
      enough: teach.enough,
      undo: own.undo,
    }),
    teachCardsView(page, {
      add: teach.add,
      rename: own.rename,
      remove: own.remove,
      put: (into) => void teach.put(into),
      adopt: teach.adopt,
      move: own.move,
      removeDrawing: own.removeDrawing,
      takeStrip: own.takeStrip,
    }),
    teachMadeView(page, { make: made.make }),
    teachScoreView(page, { start: () => void leftOut.start(), stop: leftOut.stop }),
    teachTakeView(page, { drawings: () => takeDrawings(context), weights: saveWeights }),
    fewShotMethodsView(page, {
      compare: () => void compare.compare(),
      episodes: () => void compare.episodes(),
      stop: () => void compare.stop(),
      choose(method, chosen) {
        const others = store.get().scores.chosen.filter((each) => each !== method);
        store.dispatch({ type: "scores/chosen", chosen: chosen ? [...others, method] : others });
      },
      bring: (method) => void bring(method),
      setEpisodes: (episodes) => store.dispatch({ type: "scores/episodes", episodes }),
      setGrowth: (change) => store.dispatch({ type: "scores/growth", change }),
      weights: weights.choose,
      allWeights(set) {
        for (const offer of store.get().fewShot.offers ?? [])
          if (offer.set === set) weights.choose(offer.algorithm, set);
      },
    }),
    fewShotCurveView(page, { start: () => void compare.curve() }),
    fewShotGuessView(page, { draw: guess.draw, stop: () => void guess.stop() }),
  ];

  /** @param {State} state @param {State} before */
  function react(state, before) {
    const { fewShot, scores, classes } = state;
    if (classes !== before.classes) {
      tasks.follow();
      teach.answer();
    }
    const entered =
      state.place !== before.place ||
      state.engine.status !== before.engine.status ||
      (classes.length === 0 && before.classes.length > 0);
    if (entered && state.place.room === "teach") void teach.arrive();
    if (entered && state.place.room === "lab") void stored.arrive();
    const known = fewShot.task !== before.fewShot.task || state.weights !== before.weights;
    if ((entered || known) && state.place.part === "guess") guess.arrive();
    for (const algorithm of /** @type {Algorithm[]} */ (Object.keys(fewShot.trainings))) {
      if (fewShot.trainings[algorithm] !== before.fewShot.trainings[algorithm])
        void weights.keep(algorithm);
    }
    // What is on the pad is asked about again when those who answer have changed.
    const another =
      fewShot.task !== before.fewShot.task ||
      fewShot.sets !== before.fewShot.sets ||
      scores.chosen !== before.scores.chosen ||
      scores.growth !== before.scores.growth ||
      (scores.work === null && before.scores.work?.kind === "compare");
    if (another) void guess.answer();
  }

  return {
    views,
    react,
    tasks,
    compare,
    /** Which meta-trained weights there are. */
    look: weights.look,
    /** Sees to it that the engine has the weights that an algorithm is to have. */
    ensure: weights.ensure,
    /** Brings what a method lacks, and ticks it. */
    bring,
    /** Ends the fetch of meta-trained weights. */
    stopWeights: weights.stop,
  };
}
