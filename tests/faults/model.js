/**
 * An engine that knows of itself only what a session has to keep: fast enough for thousands of
 * schedules, with the real session, client, journal and silence watch in front of it.
 */

import { obligingWorker } from "../js/fake-worker.js";

/** @typedef {import("../../www/engine/wire.js").Command} Command */
/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */

/** @typedef {import("../../www/engine/wire.js").Slot} Slot */
/** @typedef {Record<Slot, string> & {data: string, waiting: string[], memory: number[]}} Kept */

/** @returns {Kept} */
export const nothing = () => ({
  pretrained: "",
  trained: "",
  fineTuned: "",
  prepared: "",
  data: "",
  waiting: [],
  memory: [],
});

/**
 * What a command makes of it, by the engine's own rules; null: it is refused.
 *
 * @param {Kept} kept
 * @param {Command} command
 * @returns {{kept: Kept, events: EngineEvent[]} | null}
 */
export function done(kept, command) {
  /** @param {Partial<Kept>} change @param {EngineEvent[]} [events] */
  const changed = (change, events = []) => ({ kept: { ...kept, ...change }, events });
  /** @param {Partial<Kept> & {data: string, waiting: string[]}} change */
  const data = (change) =>
    changed(change, [
      {
        type: "dataChanged",
        name: change.data,
        train: 1,
        test: 1,
        expectedTrain: 1,
        expectedTest: 1,
        waiting: change.waiting.length > 0,
      },
    ]);
  switch (command.type) {
    case "loadWeights":
      return changed({ [command.slot]: command.name });
    case "keepModel": {
      const { slot, name } = command;
      return kept[slot] === "" ? null : changed({ pretrained: name, [slot]: "" });
    }
    case "discardModel":
      return changed({ [command.slot]: "" });
    case "useBuiltIn":
      return data({ data: `built-in ${command.seed}`, waiting: [] });
    case "openShards":
      return changed({ waiting: [command.manifest] });
    case "addShard": {
      const { file } = command;
      if (kept.waiting.length === 0) {
        // Only what a manifest brought can be added to.
        if (!kept.data.startsWith("shards")) return null;
        return data({ data: `${kept.data} ${file}`, waiting: [] });
      }
      const all = [...kept.waiting, file];
      // Shards of held-out images wait for one to train on.
      return file.startsWith("test")
        ? data({ data: kept.data, waiting: all })
        : data({ data: `shards ${all.join(" ")}`, waiting: [] });
    }
    case "remember":
      return memory({ ...kept, memory: [...kept.memory, command.label] });
    case "restoreMemory":
      return memory({ ...kept, memory: command.traces.map(({ label }) => label) });
    default:
      return changed({});
  }
}

/** @param {Kept} kept @returns {{kept: Kept, events: EngineEvent[]}} */
function memory(kept) {
  const traces = kept.memory.map((label, id) => ({
    ...{ id, label, image: new Uint8Array(1), usage: 1 },
    place: /** @type {[number, number]} */ ([0, 0]),
  }));
  return { kept, events: [{ type: "memoryChanged", capacity: 1000, traces, forgotten: [] }] };
}

/** A worker with such an engine, and what it has become. */
export function modelWorker() {
  const model = { kept: nothing(), mute: false };
  const worker = obligingWorker();
  const { reply } = worker;
  worker.reply = (message, self) => {
    if (model.mute) return;
    if (!("command" in message)) return reply?.(message, self);
    const { id } = message;
    const made = done(model.kept, message.command);
    if (!made) {
      const error = { code: "state", message: "No manifest was opened.", retryable: false };
      return self.say({ id, error });
    }
    model.kept = made.kept;
    self.say({ id, events: made.events, memory: 2 });
  };
  return { worker, model };
}
