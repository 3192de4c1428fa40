/**
 * What a new engine has to be told to be where the old one was: the commands that made its weights
 * and its data. They are kept with their bytes (3 to 14 MB of weights, some 10 MB of shards or IDX
 * files), which is the price of losing nothing when an engine dies or WebGPU takes over.
 */

/** @typedef {import("./types.js").Command} Command */

/**
 * @typedef {object} Journal
 * @property {Command | null} pretrained
 * @property {Command | null} adapted
 * @property {Command[]} data
 * @property {Command | null} manifest Opened, but none of its shards is in use yet.
 */

/** @returns {Journal} */
export const emptyJournal = () => ({ pretrained: null, adapted: null, data: [], manifest: null });

/**
 * @param {Journal} journal
 * @param {Command} command One that the engine has carried out.
 * @returns {Journal}
 */
export function record(journal, command) {
  switch (command.type) {
    case "loadWeights":
      return { ...journal, [command.slot]: command };
    case "resetWeights":
      return { ...journal, pretrained: command };
    case "discardAdapted":
      return { ...journal, adapted: null };
    case "openShards":
      return { ...journal, manifest: command };
    case "addShard":
      return journal.manifest
        ? { ...journal, manifest: null, data: [journal.manifest, command] }
        : { ...journal, data: [...journal.data, command] };
    case "useBuiltIn":
      return { ...journal, manifest: null, data: [command] };
    case "loadIdx":
      return {
        ...journal,
        manifest: null,
        data: command.split === "train" ? [command] : [...journal.data.filter(notTest), command],
      };
    default:
      return journal;
  }
}

/** @param {Command} command */
const notTest = (command) => command.type !== "loadIdx" || command.split !== "test";

/**
 * @param {Journal} journal
 * @param {import("./types.js").Checkpoint} checkpoint
 * @returns {Journal}
 */
export const recordCheckpoint = (journal, { slot, bytes, step }) =>
  record(journal, { type: "loadWeights", slot, bytes, name: `checkpoint at step ${step}` });

/** The commands, in the order in which a new engine takes them. @param {Journal} journal */
export function replay({ pretrained, adapted, data, manifest }) {
  const weights = [pretrained, adapted].filter((command) => command !== null);
  return [...weights, ...data, ...(manifest ? [manifest] : [])];
}
