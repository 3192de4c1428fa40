/** Where weights come from and go to. */

import { download, save } from "../app/download.js";
import { count } from "../app/format.js";
import { ask, tell } from "./context.js";

/** @typedef {import("../engine/wire.js").Precision} Precision */
/** @typedef {import("../engine/wire.js").Slot} Slot */

const WEIGHTS = "weights/vae-mnist.safetensors";
const PROVENANCE = "weights/vae-mnist.json";
const NAME = "vae-mnist";

/** @param {import("./context.js").FlowContext} context */
export function weightsFlow(context) {
  const { store, fetcher, url } = context;

  /** Saved, or others are wanted in their place. @param {Slot} slot */
  const taken = (slot) => store.dispatch({ type: "weights/taken", weights: slot });

  /** @param {RequestCache} cache */
  const fetchCommitted = (cache) =>
    download(
      fetcher,
      url(WEIGHTS),
      (received, total) => store.dispatch({ type: "weights/progress", received, total }),
      cache,
    );

  /** @param {Promise<Uint8Array>} fetched */
  const loadCommitted = async (fetched) => {
    try {
      const bytes = await fetched;
      await ask(context, "weightsLoaded", {
        type: "loadWeights",
        slot: "pretrained",
        name: NAME,
        bytes,
      });
      taken("pretrained");
      store.dispatch({ type: "weights/settled", missing: false });
      store.dispatch({ type: "notice/cleared", code: "weights-missing" });
    } catch (error) {
      store.dispatch({ type: "weights/settled", missing: true });
      const others = {
        label: "Use random weights",
        intent: /** @type {const} */ ("randomWeights"),
      };
      const missing = store.get().weights.name === null;
      const reason = error instanceof Error ? error.message : String(error);
      store.dispatch({
        type: "notice/shown",
        kind: "error",
        code: "weights-missing",
        text:
          `The pretrained weights could not be loaded: ${reason.replace(/\.$/, "")}. ` +
          (missing
            ? "Start from random weights and train them here, or load a weights file of your own."
            : "Those in use stay as they are."),
        action: missing ? others : { label: "Try again", intent: "retryWeights" },
      });
    }
  };

  const describe = async () => {
    try {
      const response = await fetcher(url(PROVENANCE));
      if (response.ok) {
        store.dispatch({ type: "weights/provenance", provenance: await response.json() });
      }
    } catch {
      // Only the figures beside the name are missing then.
    }
  };

  return {
    /** Begins the download before there is an engine. */
    prefetch() {
      const fetched = fetchCommitted("default");
      // It is looked at later; unhandled, a rejection would be reported meanwhile.
      fetched.catch(() => {});
      return { load: () => loadCommitted(fetched), describe };
    },
    download: () => loadCommitted(fetchCommitted("no-cache")),
    /** @param {File} file */
    async loadFile(file) {
      try {
        const bytes = new Uint8Array(await file.arrayBuffer());
        await ask(context, "weightsLoaded", {
          type: "loadWeights",
          slot: "pretrained",
          name: file.name,
          bytes,
        });
        taken("pretrained");
        store.dispatch({ type: "notice/cleared", code: "weights" });
      } catch (error) {
        tell(context, error);
      }
    },
    /** @param {number} seed */
    async random(seed) {
      try {
        await ask(context, "weightsLoaded", { type: "resetWeights", seed });
        taken("pretrained");
        store.dispatch({ type: "notice/cleared", code: "weights-missing" });
      } catch (error) {
        tell(context, error);
      }
    },
    /** @param {Slot} slot @param {Precision} precision */
    async exportTo(slot, precision) {
      try {
        const { bytes } = await ask(context, "weightsExported", {
          type: "exportWeights",
          slot,
          precision,
        });
        const name = `vae-${slot}-${precision}.safetensors`;
        save(bytes, name);
        taken(slot);
        store.dispatch({
          type: "notice/shown",
          kind: "info",
          code: "exported",
          text:
            `Saved ${name}, ${count(bytes.length)} bytes. PyTorch's load_state_dict takes it ` +
            "as it is.",
        });
      } catch (error) {
        tell(context, error);
      }
    },
    /** @param {Slot} slot */
    activate: (slot) => store.dispatch({ type: "weights/activated", slot }),
  };
}
