/**
 * What a new engine has to be told to be where the old one was: the commands that made its weights,
 * its data and its memory. They are kept with their bytes (3 to 14 MB of weights, 3 MB an algorithm
 * that has meta-trained ones, some 10 MB of shards or IDX files, 3 MB an archive of Omniglot),
 * which is the price of losing nothing when an engine dies or WebGPU takes over.
 */

import { recordTraces } from "./journal-traces.js";

/** @typedef {import("./wire.js").Slot} Slot */
/** @typedef {import("./wire.js").Algorithm} Algorithm */
/** @typedef {import("./wire.js").Command} Command */
/** @typedef {import("./engine.js").EngineEvent} EngineEvent */

/**
 * @typedef {object} Journal
 * @property {Record<Slot, Command | null>} models
 * @property {Command[]} data What is in use.
 * @property {Command[]} arriving A manifest and the shards that came, none of them in use yet.
 * @property {Partial<Record<Algorithm, Command>>} meta Meta-trained weights.
 * @property {Command[]} omniglot
 * @property {import("./journal-traces.js").Traces} traces What the external memory holds.
 */

/** What weights are called that this page has meta-trained itself. */
export const TRAINED_HERE = "trained here";

/** @returns {Journal} */
export const emptyJournal = () => ({
  models: { pretrained: null, trained: null, fineTuned: null, prepared: null },
  data: [],
  arriving: [],
  meta: {},
  omniglot: [],
  traces: null,
});

/**
 * @param {Journal} journal
 * @param {Command} command One that the engine has carried out.
 * @param {EngineEvent[]} [events] What it answered.
 * @returns {Journal}
 */
export function record(journal, command, events = []) {
  switch (command.type) {
    case "loadWeights":
      return withModels(journal, { [command.slot]: command });
    case "resetWeights":
      return withModels(journal, { pretrained: command });
    case "keepModel":
      return recordKept(journal, command);
    case "discardModel":
      return withModels(journal, { [command.slot]: null });
    case "openShards":
      return { ...journal, arriving: [command] };
    case "addShard":
      return recordShard(journal, command, events);
    case "useBuiltIn":
      return { ...journal, arriving: [], data: [command] };
    case "loadFiles":
      return {
        ...journal,
        arriving: [],
        data: command.split === "train" ? [command] : [...journal.data.filter(notTest), command],
      };
    case "loadMetaWeights":
      return { ...journal, meta: { ...journal.meta, [command.algorithm]: command } };
    case "loadOmniglot":
      return {
        ...journal,
        omniglot: [...journal.omniglot.filter(differs(command.bytes)), command],
      };
    default:
      return { ...journal, traces: recordTraces(journal.traces, events) };
  }
}

/** @param {Journal} journal @param {Partial<Journal["models"]>} models @returns {Journal} */
const withModels = (journal, models) => ({ ...journal, models: { ...journal.models, ...models } });

/**
 * The model is in the pretrained slot from now on. Where no checkpoint of it has come, a new engine
 * can only have what was there before.
 *
 * @param {Journal} journal
 * @param {Command & {type: "keepModel"}} command
 */
function recordKept(journal, { slot, name }) {
  const { [slot]: model, pretrained: before } = journal.models;
  const pretrained =
    model?.type === "loadWeights"
      ? { ...model, slot: /** @type {const} */ ("pretrained"), name }
      : before;
  return withModels(journal, { pretrained, [slot]: null });
}

/**
 * A shard extends the data in use, waits with its manifest for one that can be trained on, or puts
 * all that waited into use: the engine says which.
 *
 * @param {Journal} journal
 * @param {Command & {type: "addShard"}} command
 * @param {EngineEvent[]} events
 * @returns {Journal}
 */
function recordShard(journal, command, events) {
  const { data, arriving } = journal;
  if (arriving.length === 0) return { ...journal, data: [...data, command] };
  const waits = events.some((event) => event.type === "dataChanged" && event.waiting);
  const all = [...arriving, command];
  return waits ? { ...journal, arriving: all } : { ...journal, arriving: [], data: all };
}

/** Whether a command brings other bytes. @param {Uint8Array} bytes */
const differs = (bytes) => (/** @type {Command} */ command) =>
  !("bytes" in command) ||
  command.bytes.length !== bytes.length ||
  command.bytes.some((byte, at) => byte !== bytes[at]);

/** @param {Command} command */
const notTest = (command) => command.type !== "loadFiles" || command.split !== "test";

/**
 * @param {Journal} journal
 * @param {import("../worker/messages.js").Checkpoint} checkpoint
 * @returns {Journal}
 */
export function recordCheckpoint(journal, checkpoint) {
  const { bytes, step } = checkpoint;
  if ("slot" in checkpoint) {
    return record(journal, {
      type: "loadWeights",
      slot: checkpoint.slot,
      bytes,
      name: `checkpoint at step ${step}`,
    });
  }
  const { algorithm } = checkpoint;
  return record(journal, { type: "loadMetaWeights", algorithm, bytes, name: TRAINED_HERE });
}

/**
 * The commands, in the order in which an engine takes them that is new, or where another journal
 * left it.
 *
 * @param {Journal} journal
 * @param {Journal} [before]
 * @returns {Command[]}
 */
export function replay(journal, before = emptyJournal()) {
  const { models, data, arriving, meta, omniglot, traces } = journal;
  const slots = /** @type {Slot[]} */ (Object.keys(models));
  /** @type {(Command | null | undefined)[]} */
  const commands = [
    ...slots.map((slot) =>
      before.models[slot] && !models[slot]
        ? { type: /** @type {const} */ ("discardModel"), slot }
        : models[slot],
    ),
    ...data,
    ...arriving,
    ...Object.values(meta),
    ...omniglot,
    traces?.command,
  ];
  return commands.filter((command) => command != null);
}

/**
 * The journal without some of its commands.
 *
 * @param {Journal} journal
 * @param {Command[]} left
 * @returns {Journal}
 */
export function without(journal, left) {
  if (left.length === 0) return journal;
  const kept = (/** @type {Command} */ command) => !left.includes(command);
  const one = (/** @type {Command | null} */ command) =>
    command && kept(command) ? command : null;
  const { traces } = journal;
  return {
    models: /** @type {Journal["models"]} */ (
      Object.fromEntries(
        Object.entries(journal.models).map(([slot, command]) => [slot, one(command)]),
      )
    ),
    data: journal.data.filter(kept),
    arriving: journal.arriving.filter(kept),
    meta: Object.fromEntries(Object.entries(journal.meta).filter(([, command]) => kept(command))),
    omniglot: journal.omniglot.filter(kept),
    traces: traces && kept(traces.command) ? traces : null,
  };
}
