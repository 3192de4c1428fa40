/**
 * What the memory holds, as the engine said it last: all of it, and no more than it holds at most,
 * whatever was written and forgotten before.
 */

/** @typedef {import("./engine.js").EngineEvent} EngineEvent */
/** @typedef {import("./wire.js").Command} Command */

/**
 * The command that brings it back; null: nothing was ever changed.
 * @typedef {{command: Command & {type: "restoreMemory"}} | null} Traces
 */

/** @param {Traces} traces @param {EngineEvent[]} events @returns {Traces} */
export function recordTraces(traces, events) {
  const said = events.findLast((event) => event.type === "memoryChanged");
  if (!said) return traces;
  // An id that was forgotten is not given again.
  const ids = [...said.traces.map(({ id }) => id), ...said.forgotten];
  const next = ids.reduce((next, id) => Math.max(next, id + 1), traces?.command.next ?? 0);
  const held = said.traces.map(({ id, label, image, usage }) => ({ id, label, image, usage }));
  return {
    command: { type: "restoreMemory", capacity: said.capacity, next, traces: held },
  };
}
