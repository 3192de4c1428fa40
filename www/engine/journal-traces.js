/**
 * What a new engine has to be told so that its memory holds what the old one's did, under the same
 * ids: ids are handed out in order, so every image that was ever written is written again, and
 * forgotten again. What a full memory forgot depended on what had been looked up, which is not
 * repeated: it is forgotten by name. How much each trace was used starts anew.
 */

import { DEFAULTS, LIMITS } from "./limits.js";

/** @typedef {import("./engine.js").EngineEvent} EngineEvent */
/** @typedef {import("./wire.js").Command} Command */

/**
 * @typedef {object} Traces
 * @property {Command[]} commands
 * @property {number | null} capacity Null: never changed.
 */

/** @returns {Traces} */
export const emptyTraces = () => ({ commands: [], capacity: null });

/** What a memory holds at first. */
const CAPACITY = DEFAULTS.memory.capacity;
/** What it holds at most: room to repeat everything in. */
const MOST_TRACES = LIMITS.memory.capacity.most;

/**
 * @param {Traces} traces
 * @param {Command} command
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

/** @param {EngineEvent[]} events @returns {Command[]} */
const forgottenBy = (events) =>
  events
    .flatMap((event) => (event.type === "memoryChanged" ? event.forgotten : []))
    .map((id) => ({ type: "forget", id }));

/** @param {Traces} traces @returns {Command[]} */
export function replayTraces({ commands, capacity }) {
  const resize = (/** @type {number} */ capacity) =>
    /** @type {Command} */ ({ type: "resizeMemory", capacity });
  if (commands.length === 0) return capacity === null ? [] : [resize(capacity)];
  return [resize(MOST_TRACES), ...commands, resize(capacity ?? CAPACITY)];
}
