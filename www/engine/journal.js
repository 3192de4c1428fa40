/**
 * What a new engine has to be told to be where the old one was: the commands that made its weights,
 * its data and its memory. They are kept with their bytes (3 to 14 MB of weights, 3 MB an algorithm
 * that has meta-trained ones, some 10 MB of shards or IDX files, 3 MB an archive of Omniglot),
 * which is the price of losing nothing when an engine dies or WebGPU takes over.
 */

import { emptyTraces, recordTraces, replayTraces } from "./journal-traces.js";

/** @typedef {import("./wire.js").Algorithm} Algorithm */
/** @typedef {import("./wire.js").Command} Command */
/** @typedef {import("./engine.js").EngineEvent} EngineEvent */

/**
 * @typedef {object} Journal
 * @property {Command | null} pretrained
 * @property {Command | null} fineTuned
 * @property {Command[]} data
 * @property {Command | null} manifest Opened, but none of its shards is in use yet.
 * @property {Partial<Record<Algorithm, Command>>} meta Meta-trained weights.
 * @property {Command[]} omniglot
 * @property {import("./journal-traces.js").Traces} traces What the external memory holds.
 */

/** What weights are called that this page has meta-trained itself. */
export const TRAINED_HERE = "trained here";

/** @returns {Journal} */
export const emptyJournal = () => ({
  pretrained: null,
  fineTuned: null,
  data: [],
  manifest: null,
  meta: {},
  omniglot: [],
  traces: emptyTraces(),
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
      return { ...journal, [command.slot]: command };
    case "resetWeights":
      return { ...journal, pretrained: command };
    case "discardFineTuned":
      return { ...journal, fineTuned: null };
    case "openShards":
      return { ...journal, manifest: command };
    case "addShard":
      return journal.manifest
        ? { ...journal, manifest: null, data: [journal.manifest, command] }
        : { ...journal, data: [...journal.data, command] };
    case "useBuiltIn":
      return { ...journal, manifest: null, data: [command] };
    case "loadFiles":
      return {
        ...journal,
        manifest: null,
        data: command.split === "train" ? [command] : [...journal.data.filter(notTest), command],
      };
    case "loadMetaWeights":
      return { ...journal, meta: { ...journal.meta, [command.algorithm]: command } };
    case "loadOmniglot":
      return { ...journal, omniglot: [...journal.omniglot, command] };
    default:
      return { ...journal, traces: recordTraces(journal.traces, command, events) };
  }
}

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
 * What can be restored of it. Without weights from before, those of a run that was cut off were the
 * only ones, and without an encoder a memory holds nothing.
 *
 * @param {Journal} journal
 * @returns {Journal}
 */
export const restorable = (journal) =>
  journal.pretrained ? journal : { ...journal, traces: emptyTraces() };

/**
 * The commands, in the order in which a new engine takes them.
 *
 * @param {Journal} journal
 * @returns {Command[]}
 */
export function replay({ pretrained, fineTuned, data, manifest, meta, omniglot, traces }) {
  const weights = [pretrained, fineTuned].filter((command) => command !== null);
  return [
    ...weights,
    ...data,
    ...(manifest ? [manifest] : []),
    ...Object.values(meta),
    ...omniglot,
    ...replayTraces(traces),
  ];
}
