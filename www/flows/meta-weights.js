/**
 * Meta-trained weights: fetched when a method first needs them, and not lost when others take their
 * place.
 */

import { download } from "../app/download.js";
import { EngineError } from "../engine/client.js";
import { TRAINED_HERE } from "../state/few-shot.js";
import { ask, tell } from "./context.js";

/** @typedef {import("../engine/wire.js").Algorithm} Algorithm */
/** @typedef {import("../state/few-shot.js").Offer} Offer */

const FOLDER = "weights/";
const LIST = `${FOLDER}meta.json`;
/** The code of an {@link EngineError} for a method whose weights are nowhere to be had. */
export const MISSING = "no-meta-weights";

/** @param {import("./context.js").FlowContext} context */
export function metaWeightsFlow(context) {
  const { store, fetcher, url } = context;
  /**
   * What this page meta-trained: the engine has one place an algorithm.
   * @type {Map<Algorithm, Uint8Array>}
   */
  const trained = new Map();
  /** Loads run one after the other, so that nobody fetches twice. @type {Promise<unknown>} */
  let last = Promise.resolve();

  const look = async () => {
    try {
      const response = await fetcher(url(LIST), { cache: "no-cache" });
      const offers = response.ok ? await response.json() : [];
      store.dispatch({
        type: "fewShot/offers",
        offers: Array.isArray(offers) ? offers.filter(isOffer) : [],
      });
    } catch {
      // Offline, or a host that answers every address with its front page: asked again when needed.
    }
  };

  /** @param {Algorithm} algorithm @param {string | undefined} set @returns {Promise<Uint8Array>} */
  const bytesOf = async (algorithm, set) => {
    const mine = set === TRAINED_HERE ? trained.get(algorithm) : undefined;
    if (mine) return mine;
    const offer = store
      .get()
      .fewShot.offers?.find((each) => each.algorithm === algorithm && each.set === set);
    if (!offer) {
      throw new EngineError({
        code: MISSING,
        message:
          set === undefined
            ? "No weights are meta-trained for this method yet. Meta-train them below."
            : `The weights “${set}” are no longer here. Choose others, or meta-train below.`,
        retryable: false,
      });
    }
    try {
      return await download(fetcher, url(FOLDER + offer.file), (received, total) =>
        store.dispatch({ type: "fewShot/fetching", fetching: { algorithm, received, total } }),
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new EngineError({
        code: "fetch",
        message:
          `Its meta-trained weights (${offer.file}) did not arrive: ` +
          `${reason.replace(/\.$/, "")}. Try again.`,
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
      const loaded = last.then(() => load(algorithm));
      last = loaded.catch(() => {});
      return loaded;
    },
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

/** @param {any} value @returns {value is Offer} */
const isOffer = (value) =>
  ["algorithm", "set", "file"].every((name) => typeof value?.[name] === "string");
