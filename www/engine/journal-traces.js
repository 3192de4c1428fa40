/**
 * What a new engine has to be told so that its memory holds what the old one's did, under the same
 * ids: ids are handed out in order, so every image that was ever written is written again, and
 * forgotten again. What a full memory forgot depended on what had been looked up, which is not
 * repeated: it is forgotten by name. How much each trace was used starts anew.
 */

/** @typedef {import("./engine.js").EngineEvent} EngineEvent */
/** @typedef {import("./wire.js").FewShotCommand} FewShotCommand */

/**
 * @typedef {object} Traces
 * @property {FewShotCommand[]} commands
 * @property {number | null} capacity Null: never changed.
 */

/** @returns {Traces} */
export const emptyTraces = () => ({ commands: [], capacity: null });

/**
 * What a memory holds at first, and at most: room to repeat everything in
 * (`src/engine/few_shot.rs`).
 */
export const CAPACITY = 100;
export const MOST_TRACES = 1000;

/**
 * @param {Traces} traces
 * @param {FewShotCommand} command
 * @param {EngineEvent[]} events What it was answered with.
 * @returns {Traces}
 */
export function recordTraces(traces, command, events) {
  switch (command.type) {
    case "remember":
      // Room was made before it was written.
      return { ...traces, commands: [...traces.commands, ...forgottenBy(events), command] };
    case "relabel":
    case "forget":
    case "forgetClass":
      return { ...traces, commands: [...traces.commands, command] };
    case "resizeMemory":
      return { commands: [...traces.commands, ...forgottenBy(events)], capacity: command.capacity };
    default:
      return traces;
  }
}

/** @param {EngineEvent[]} events @returns {FewShotCommand[]} */
const forgottenBy = (events) =>
  events
    .flatMap((event) =>
      event.type === "fewShot" && event.event.type === "memory" ? event.event.forgotten : [],
    )
    .map((id) => ({ type: "forget", id }));

/** @param {Traces} traces @returns {FewShotCommand[]} */
export function replayTraces({ commands, capacity }) {
  const resize = (/** @type {number} */ capacity) =>
    /** @type {FewShotCommand} */ ({ type: "resizeMemory", capacity });
  if (commands.length === 0) return capacity === null ? [] : [resize(capacity)];
  return [resize(MOST_TRACES), ...commands, resize(capacity ?? CAPACITY)];
}
