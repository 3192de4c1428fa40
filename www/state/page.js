/**
 * The page's state: one closed set of actions, one reducer, made of the areas' own. Areas keep to
 * their part; nothing here knows the page or the engine.
 */

import { notices } from "../app/notices.js";
import { createStore } from "../app/store.js";
import { EVENTS } from "../engine/limits.js";
import { boxes } from "./boxes.js";
import { classes } from "./classes.js";
import { data } from "./data.js";
import { draw } from "./draw.js";
import { engine } from "./engine.js";
import { fewShot } from "./few-shot.js";
import { guess } from "./guess.js";
import { leftOut } from "./left-out.js";
import { made } from "./made.js";
import { map } from "./map.js";
import { memory } from "./memory.js";
import { metaTraining } from "./meta-training.js";
import { place } from "./place.js";
import { replay } from "./replay.js";
import { scores } from "./scores.js";
import { story } from "./story.js";
import { strip } from "./strip.js";
import { teach } from "./teach.js";
import { train } from "./train.js";
import { tune } from "./tune.js";
import { untaken } from "./untaken.js";
import { walk } from "./walk.js";
import { weights } from "./weights.js";

/** @typedef {import("../engine/engine.js").EngineEvent} EngineEvent */

/**
 * @typedef {object} State
 * @property {"light" | "dark"} theme
 * @property {import("./place.js").Place} place
 * @property {string} language Its tag.
 * @property {import("./engine.js").EngineState} engine
 * @property {import("./weights.js").WeightsState} weights
 * @property {import("./data.js").DataState} data
 * @property {import("./draw.js").DrawState} draw
 * @property {import("./map.js").MapState} map
 * @property {import("./boxes.js").BoxesState} boxes
 * @property {import("./walk.js").WalkState} walk
 * @property {import("./strip.js").Drawing[]} strip
 * @property {import("./train.js").TrainState} train
 * @property {import("./replay.js").ReplayState} replay
 * @property {import("./tune.js").TuneState} tune
 * @property {import("./few-shot.js").FewShotState} fewShot
 * @property {import("./classes.js").OwnClass[]} classes
 * @property {import("./teach.js").TeachState} teach
 * @property {import("./made.js").MadeState} made
 * @property {import("./left-out.js").LeftOutState} leftOut
 * @property {import("./scores.js").ScoresState} scores
 * @property {import("./guess.js").GuessState} guess
 * @property {import("./memory.js").MemoryState} memory
 * @property {import("./meta-training.js").MetaTrainingState} metaTraining
 * @property {import("./story.js").StoryState} story
 * @property {import("./untaken.js").Untaken} untaken
 * @property {import("../app/notices.js").Notice[]} notices
 */

/**
 * What the engine said, in order, whoever asked. `at` is when, in ms.
 * @typedef {{type: "engine/events", events: EngineEvent[], at: number}} EngineEvents
 */

/**
 * @typedef {{type: "theme/changed", theme: "light" | "dark"}
 *   | {type: "language/changed", tag: string}
 *   | EngineEvents
 *   | import("./place.js").PlaceAction
 *   | import("./engine.js").EngineAction
 *   | import("./weights.js").WeightsAction
 *   | import("./data.js").DataAction
 *   | import("./draw.js").DrawAction
 *   | import("./map.js").MapAction
 *   | import("./boxes.js").BoxAction
 *   | import("./walk.js").WalkAction
 *   | import("./strip.js").StripAction
 *   | import("./kept.js").KeptAction
 *   | import("./untaken.js").UntakenAction
 *   | import("./train.js").TrainAction
 *   | import("./replay.js").ReplayAction
 *   | import("./tune.js").TuneAction
 *   | import("./few-shot.js").FewShotAction
 *   | import("./classes.js").ClassesAction
 *   | import("./teach.js").TeachAction
 *   | import("./made.js").MadeAction
 *   | import("./left-out.js").LeftOutAction
 *   | import("./scores.js").ScoresAction
 *   | import("./guess.js").GuessAction
 *   | import("./memory.js").MemoryAction
 *   | import("./meta-training.js").MetaTrainingAction
 *   | import("./story.js").StoryAction
 *   | import("./stored.js").StoredAction
 *   | import("../app/notices.js").NoticeAction} Action
 */

/** @param {State | undefined} state @param {Action} action @returns {State} */
export function reduce(state, action) {
  if (action.type === "engine/events") action.events.forEach(refuseUnknown);
  return {
    theme: action.type === "theme/changed" ? action.theme : (state?.theme ?? "light"),
    place: place(state?.place, action),
    language: action.type === "language/changed" ? action.tag : (state?.language ?? "en"),
    engine: engine(state?.engine, action),
    weights: weights(state?.weights, action),
    data: data(state?.data, action),
    draw: draw(state?.draw, action),
    map: map(state?.map, action),
    boxes: boxes(state?.boxes, action),
    walk: walk(state?.walk, action),
    strip: strip(state?.strip, action),
    train: train(state?.train, action),
    replay: replay(state?.replay, action),
    tune: tune(state?.tune, action),
    fewShot: fewShot(state?.fewShot, action),
    classes: classes(state?.classes, action),
    teach: teach(state?.teach, action),
    made: made(state?.made, action),
    leftOut: leftOut(state?.leftOut, action),
    scores: scores(state?.scores, action),
    guess: guess(state?.guess, action),
    memory: memory(state?.memory, action),
    metaTraining: metaTraining(state?.metaTraining, action),
    story: story(state?.story, action),
    untaken: untaken(state?.untaken, action),
    notices: notices(state?.notices, action),
  };
}

/**
 * An event this page does not know means that page and engine are of different versions.
 *
 * @param {EngineEvent} event
 */
function refuseUnknown(event) {
  if (EVENTS.has(event.type)) return;
  throw new Error(
    `The engine sent an event that this page does not know: ${JSON.stringify(event)}`,
  );
}

/**
 * A store of this state.
 *
 * @param {Partial<State>} [initial]
 */
export function pageStore(initial = {}) {
  const nothing = /** @type {Action} */ ({ type: "engine/events", events: [], at: 0 });
  return createStore(reduce, { ...reduce(undefined, nothing), ...initial });
}
