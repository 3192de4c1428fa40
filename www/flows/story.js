/**
 * A story: enters a step, sees when it was done, and on leaving puts back what the step has set.
 */

import { FOUND, lean } from "../state/story-found.js";
import { stepOf } from "../text/stories.js";
import { DIGITS } from "./examples.js";
import { putBack, setDrawing } from "./story-drawing.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../text/stories.js").Step} Step */

/**
 * What an act has of its step.
 * @typedef {object} Played
 * @property {() => boolean} going Whether the visitor is still at it.
 * @property {(act: () => unknown) => void} undo Done when the step is left, the last first.
 */
/** @typedef {Record<string, (step: Played) => unknown>} Acts By a step's id: what it sets. */

/** What doing a step has shown is looked at so often, in ms: a hand that draws needs no echo. */
const EVERY = 500;

/**
 * @param {import("./context.js").FlowContext} context
 * @param {object} parts
 * @param {Acts} parts.acts
 * @param {() => void} parts.refresh Encodes what is on the pad.
 */
export function storyFlow({ store }, { acts, refresh }) {
  /** @type {(Played & {row: Step, start: State, undos: (() => unknown)[]}) | null} */
  let played = null;
  /** The step of the address. @type {Step | null} */
  let wanted = null;
  /** The visitor's own drawing, from before the story. @type {State["draw"] | null} */
  let own = null;
  let looking = false;
  let leaving = false;

  const look = () => {
    looking = false;
    if (!played) return;
    const state = store.get();
    const facts = FOUND[played.row.id](state, played.start);
    if (facts && JSON.stringify(facts) !== JSON.stringify(state.story.facts))
      store.dispatch({ type: "story/found", facts });
  };

  /** Puts back what the step has set, the last first. */
  const leave = () => {
    const left = played;
    played = null;
    // What they change is heard of here as well.
    leaving = true;
    for (const undo of left?.undos.reverse() ?? []) undo();
    leaving = false;
  };

  /** @param {Step} row */
  const enter = (row) => {
    /** @type {NonNullable<typeof played>} */
    const mine = {
      row,
      start: store.get(),
      undos: [],
      going: () => played === mine,
      undo: (act) => mine.undos.push(act),
    };
    played = mine;
    store.dispatch({ type: "story/entered" });
    // A step of See is about a drawing.
    if (row.light && store.get().draw.strokes.length === 0)
      mine.undo(setDrawing(store, DIGITS[0], refresh));
    acts[row.id]?.(mine);
    mine.start = store.get();
  };

  /** @param {State} state @param {State} before */
  const gather = ({ draw, story: { gathered } }, before) => {
    const { latent, traversal, at, encoded } = draw;
    /** @type {Partial<import("../state/story.js").Gathered>} */
    const change = {};
    if (traversal && traversal !== before.draw.traversal && latent !== null) {
      const [first, last] = [traversal.subarray(0, 784), traversal.subarray(-784)];
      change.turns = { ...gathered.turns, [latent]: Math.abs(lean(last) - lean(first)) };
    }
    if (at?.why === "sampled" && at.image && at.image !== before.draw.at?.image) {
      const sample = { image: at.image, reconstruction: at.reconstruction ?? 0 };
      change.throws = [...gathered.throws, sample].slice(-6);
    }
    if (encoded && encoded !== before.draw.encoded && gathered.looking) {
      const { reconstruction: image, losses } = encoded;
      const looked = { image, reconstruction: losses.reconstruction, kl: losses.kl };
      change.models = { ...gathered.models, [gathered.looking]: looked };
    }
    if (Object.keys(change).length > 0) store.dispatch({ type: "story/gathered", change });
  };

  return {
    /** @param {State} state @param {State} before */
    react(state, before) {
      const { room, step } = state.place;
      const row = stepOf(room, step);
      if (row !== wanted) {
        if (!wanted && !state.draw.example && state.draw.strokes.length > 0) own = state.draw;
        wanted = row;
        leave();
        if (!row && own) {
          if (store.get().draw.strokes !== own.strokes) putBack(store, own, refresh);
          own = null;
        }
      }
      if (row && played?.row !== row && !leaving && alive(store.get())) enter(row);
      if (!played) return;
      gather(state, before);
      if (looking) return;
      looking = true;
      setTimeout(look, EVERY);
    },
    /** The step that is played, for what its caption sets in motion. */
    step: () => played,
  };
}

/** A step sets nothing before there is an engine with a model, and what is drawn has been seen. */
const alive = (/** @type {State} */ { engine, weights, draw }) =>
  engine.status === "ready" &&
  weights.name !== null &&
  (draw.strokes.length === 0 || draw.encoded !== null);
