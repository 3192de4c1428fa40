/** Weights that were trained in this tab and are nowhere else. */

/** @typedef {import("./page.js").Action} Action */
/** @typedef {import("../engine/wire.js").Algorithm} Algorithm */
/** @typedef {import("../engine/wire.js").Slot} Slot */

/** @typedef {(Slot | Algorithm)[]} Untaken */

/**
 * They were saved to a file, or the visitor has put others in their place.
 * @typedef {{type: "weights/taken", weights: Slot | Algorithm}} UntakenAction
 */

/** @param {Untaken | undefined} state @param {Action} action @returns {Untaken} */
export function untaken(state = [], action) {
  if (action.type === "weights/taken") return without(state, action.weights);
  return action.type === "engine/events" ? action.events.reduce(hear, state) : state;
}

/**
 * @param {Untaken} state
 * @param {import("../engine/engine.js").EngineEvent} event
 * @returns {Untaken}
 */
function hear(state, event) {
  switch (event.type) {
    case "trainingEnded":
      return [
        ...without(state, event.run === "fineTune" ? "fineTuned" : "trained"),
        event.run === "fineTune" ? "fineTuned" : "trained",
      ];
    case "metaTrainingEnded":
      // One that diverged has put nothing in place.
      return event.ending === "diverged"
        ? state
        : [...without(state, event.algorithm), event.algorithm];
    case "modelKept":
      // It is still nowhere else, where it was not before.
      return state.includes(event.slot)
        ? [...without(without(state, event.slot), "pretrained"), "pretrained"]
        : without(state, "pretrained");
    case "modelDiscarded":
      return without(state, event.slot);
    default:
      return state;
  }
}

/** @param {Untaken} state @param {Slot | Algorithm} weights */
const without = (state, weights) =>
  state.includes(weights) ? state.filter((each) => each !== weights) : state;
