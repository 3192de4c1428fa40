/** The data to train on: what is in use, and how the next is arriving. */

/** @typedef {import("./page.js").Action} Action */
/** @typedef {import("../engine/wire.js").ShardFile} ShardFile */
/** @typedef {"shards" | "builtIn" | "idx"} SourceKind */

/**
 * @typedef {{file: string, images: number, status: "waiting" | "fetching" | "added" | "failed"}}
 *   Shard
 */

/**
 * What a host's data set is.
 * @typedef {object} Hosted
 * @property {string} name
 * @property {number} images
 * @property {number} bytes To fetch.
 */

/**
 * What the form says, read when it is needed.
 * @typedef {object} DataForm
 * @property {number} train
 * @property {number} test
 * @property {number} seed
 * @property {Record<"trainImages" | "trainLabels" | "testImages" | "testLabels", File | null>}
 *   files
 */

/**
 * @typedef {object} DataState
 * @property {SourceKind} source What the visitor has chosen.
 * @property {boolean | null} hosted Whether this host has shards. Null: not known yet.
 * @property {Hosted | null} offer What they are.
 * @property {string | null} unknown Why it could not be found out whether there are any.
 * @property {"none" | "loading" | "partial" | "ready"} status Of the data in use: `partial` is
 *   enough to train on while the rest arrives, or after a shard failed.
 * @property {SourceKind | null} inUse Where the data in use came from.
 * @property {SourceKind | null} arriving Where the newest loading is from: the choice may change
 *   meanwhile.
 * @property {string} name
 * @property {number} train
 * @property {number} test
 * @property {number} expectedTrain
 * @property {number} expectedTest
 * @property {Shard[]} shards
 * @property {string | null} problem Why it stopped short.
 */

/**
 * @typedef {{type: "data/chosen", source: SourceKind}
 *   | {type: "data/hosted", hosted: boolean, offer?: Hosted | null}
 *   | {type: "data/unknown", reason: string}
 *   | {type: "data/loading", source: SourceKind}
 *   | {type: "data/shard", file: string, status: Shard["status"]}
 *   | {type: "data/settled", problem: string | null}} DataAction
 */

/** @type {DataState} */
const START = {
  source: "builtIn",
  hosted: null,
  offer: null,
  unknown: null,
  status: "none",
  inUse: null,
  arriving: null,
  name: "",
  train: 0,
  test: 0,
  expectedTrain: 0,
  expectedTest: 0,
  shards: [],
  problem: null,
};

/** @param {DataState | undefined} state @param {Action} action @returns {DataState} */
export function data(state = START, action) {
  switch (action.type) {
    case "data/chosen":
      return { ...state, source: action.source };
    case "data/hosted":
      // The host's own data is the better default, unless the visitor has chosen by now.
      return {
        ...state,
        hosted: action.hosted,
        unknown: null,
        offer: action.offer ?? null,
        source:
          action.hosted && state.status === "none" && state.hosted === null
            ? "shards"
            : state.source,
      };
    case "data/unknown":
      return { ...state, unknown: action.reason };
    case "data/loading":
      return { ...state, arriving: action.source, status: "loading", problem: null };
    case "data/shard":
      return {
        ...state,
        shards: state.shards.map((shard) =>
          shard.file === action.file ? { ...shard, status: action.status } : shard,
        ),
      };
    case "data/settled":
      return {
        ...state,
        problem: action.problem,
        status: settled(state, action.problem),
        // Nothing is on its way any more: what is not there can be fetched again.
        shards: state.shards.map((shard) =>
          shard.status === "added" ? shard : { ...shard, status: "failed" },
        ),
      };
    case "engine/events":
      return action.events.reduce(hear, state);
    default:
      return state;
  }
}

/** @param {DataState} state @param {string | null} problem @returns {DataState["status"]} */
function settled(state, problem) {
  if (state.train === 0) return "none";
  return problem === null || complete(state) ? "ready" : "partial";
}

/** @param {Pick<DataState, "train" | "test" | "expectedTrain" | "expectedTest">} data */
const complete = (data) => data.train >= data.expectedTrain && data.test >= data.expectedTest;

/**
 * @param {DataState} state
 * @param {import("../engine/engine.js").EngineEvent} event
 * @returns {DataState}
 */
function hear(state, event) {
  switch (event.type) {
    case "shardsOpened":
      return {
        ...state,
        shards: event.files.map(({ file, images }) => ({ file, images, status: "waiting" })),
      };
    case "dataChanged": {
      const { name, train, test, expectedTrain, expectedTest } = event;
      if (train === 0) return state;
      const changed = { name, train, test, expectedTrain, expectedTest };
      const inUse = state.arriving;
      return { ...state, ...changed, inUse, status: complete(changed) ? "ready" : "partial" };
    }
    default:
      return state;
  }
}

/** How much of the shards has arrived, in 0..1. @param {DataState} state */
export function arrived({ shards }) {
  const all = shards.reduce((sum, shard) => sum + shard.images, 0);
  const added = shards.reduce(
    (sum, shard) => sum + (shard.status === "added" ? shard.images : 0),
    0,
  );
  return all === 0 ? 0 : added / all;
}
