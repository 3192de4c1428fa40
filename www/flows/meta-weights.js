/**
 * Meta-trained weights: fetched when a method first needs them, and not lost when others take their
 * place.
 */

import { reasonOf } from "../app/files.js";
import { EngineError } from "../engine/client.js";
import { MOST_FETCHED } from "../engine/sizes.js";
import { TRAINED_HERE } from "../state/few-shot.js";
import { ALGORITHMS } from "../state/meta-hyper.js";
import { ask, tell } from "./context.js";

/** @typedef {import("../engine/wire.js").Algorithm} Algorithm */
/** @typedef {import("../state/few-shot.js").Offer} Offer */

const FOLDER = "weights/";
const LIST = `${FOLDER}meta.json`;
/** The code of an {@link EngineError} for a method whose weights are nowhere to be had. */
export const MISSING = "no-meta-weights";

/** @param {import("./context.js").FlowContext} context */
export function metaWeightsFlow(context) {
  const { store, files } = context;
  /**
   * What this page meta-trained: the engine has one place an algorithm.
   * @type {Map<Algorithm, Uint8Array>}
   */
  const trained = new Map();
  /** Loads run one after the other, so that nobody fetches twice. @type {Promise<unknown>} */
  let last = Promise.resolve();
  /** Why it is not known which weights there are. @type {string | null} */
  let unknown = null;
  /** Ends the fetch under way. */
  let stopping = new AbortController();

  const look = async () => {
    try {
      const { value } = await files.json(LIST, {
        most: MOST_FETCHED.notes,
        file: "the list of meta-trained weights (meta.json)",
        cache: "no-cache",
        signal: stopping.signal,
      });
      const offers = Array.isArray(value) ? value.filter(isOffer) : [];
      store.dispatch({ type: "fewShot/offers", offers });
      unknown = null;
    } catch (error) {
      // Asked again when they are needed.
      unknown = reasonOf(error);
    }
  };

  /** @param {Algorithm} algorithm @param {string | undefined} set @returns {Promise<Uint8Array>} */
  const bytesOf = async (algorithm, set) => {
    const mine = set === TRAINED_HERE ? trained.get(algorithm) : undefined;
    if (mine) return mine;
    const offer = store
      .get()
      .fewShot.offers?.find((each) => each.algorithm === algorithm && each.set === set);
    if (unknown !== null && !offer) {
      throw new EngineError({
        code: "fetch",
        message:
          `Which meta-trained weights this host has is not known: meta.json did not arrive: ` +
          `${unknown}. Try again, or make some in Meta-train.`,
        retryable: true,
      });
    }
    if (!offer) {
      throw new EngineError({
        code: MISSING,
        message:
          set === undefined
            ? "No weights are meta-trained for this method yet. Make them in Meta-train."
            : `The weights “${set}” are no longer here. Choose others, or make some in Meta-train.`,
        retryable: false,
      });
    }
    try {
      return await files.bytes(FOLDER + offer.file, {
        most: MOST_FETCHED.weights,
        file: offer.file,
        signal: stopping.signal,
        progress: (received) =>
          store.dispatch({ type: "fewShot/fetching", fetching: { algorithm, ...received } }),
      });
    } catch (error) {
      throw new EngineError({
        code: "fetch",
        message:
          `Its meta-trained weights (${offer.file}) did not arrive: ${reasonOf(error)}. Try ` +
          "again, or make some in Meta-train.",
        retryable: true,
      });
    } finally {
      store.dispatch({ type: "fewShot/fetching", fetching: null });
    }
  };

  /** @param {Algorithm} algorithm */
  const load = async (algorithm) => {
    if (store.get().fewShot.offers === null) await look();
    const { sets, metaWeights } = store.get().fewShot;
    const set = sets[algorithm];
    if (set !== undefined && metaWeights[algorithm] === set) return;
    const bytes = await bytesOf(algorithm, set);
    await ask(context, "metaWeightsLoaded", {
      type: "loadMetaWeights",
      algorithm,
      name: set ?? "",
      bytes,
    });
  };

  return {
    look,
    /**
     * The engine has the weights that this algorithm is to have.
     *
     * @param {Algorithm} algorithm
     * @returns {Promise<void>} Rejects with {@link MISSING} where there are none.
     */
    ensure(algorithm) {
      stopping = stopping.signal.aborted ? new AbortController() : stopping;
      const loaded = last.then(() => load(algorithm));
      last = loaded.catch(() => {});
      return loaded;
    },
    /** Ends what is on its way. */
    stop: () => stopping.abort(),
    /** @param {Algorithm} algorithm @param {string} set */
    choose: (algorithm, set) => store.dispatch({ type: "fewShot/set", algorithm, set }),
    /** Takes a copy of what was meta-trained. @param {Algorithm} algorithm */
    async keep(algorithm) {
      try {
        const { bytes } = await ask(context, "metaWeightsExported", {
          type: "exportMetaWeights",
          algorithm,
        });
        trained.set(algorithm, bytes);
      } catch (error) {
        tell(context, error);
      }
    },
  };
}

/**
 * One that names a file beside the list, and no other.
 *
 * @param {any} value
 * @returns {value is Offer}
 */
const isOffer = (value) =>
  ["algorithm", "set", "file"].every((name) => typeof value?.[name] === "string") &&
  Number.isInteger(value.bytes) &&
  ALGORITHMS.includes(value.algorithm) &&
  /^[\w-][\w.-]*\.safetensors$/.test(value.file);
