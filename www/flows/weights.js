/** Where weights come from and go to. */

import { save } from "../app/download.js";
import { readFile, reasonOf } from "../app/files.js";
import { count } from "../app/format.js";
import { MOST_BYTES } from "../engine/limits.js";
import { MOST_FETCHED } from "../engine/sizes.js";
import { ask, tell } from "./context.js";

/** @typedef {import("../engine/wire.js").Precision} Precision */
/** @typedef {import("../engine/wire.js").Slot} Slot */

const WEIGHTS = "weights/vae-mnist.safetensors";
const PROVENANCE = "weights/vae-mnist.json";
const NAME = "vae-mnist";

/** @param {import("./context.js").FlowContext} context */
export function weightsFlow(context) {
  const { store, files } = context;

  /** Saved, or others are wanted in their place. @param {Slot} slot */
  const taken = (slot) => store.dispatch({ type: "weights/taken", weights: slot });

  /** @param {RequestCache} cache */
  const fetchCommitted = (cache) =>
    files.bytes(WEIGHTS, {
      most: MOST_FETCHED.weights,
      file: "the pretrained weights (vae-mnist.safetensors)",
      cache,
      progress: (received) => store.dispatch({ type: "weights/progress", ...received }),
    });

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
      store.dispatch({
        type: "notice/shown",
        kind: "error",
        code: "weights-missing",
        text:
          "The pretrained weights (vae-mnist.safetensors) could not be loaded: " +
          `${reasonOf(error)}. ` +
          (missing
            ? "Start from random weights and train them here, or load a weights file of your own."
            : "Those in use stay as they are."),
        action: missing ? others : { label: "Try again", intent: "retryWeights" },
      });
    }
  };

  const describe = async () => {
    try {
      const how = {
        most: MOST_FETCHED.notes,
        file: "what is known of the weights (vae-mnist.json)",
      };
      const { value } = await files.json(PROVENANCE, how);
      store.dispatch({
        type: "weights/provenance",
        provenance: provenanceIn(value),
        problem: null,
      });
    } catch (error) {
      // Only the figures beside the name are missing then.
      const problem = reasonOf(error);
      store.dispatch({ type: "weights/provenance", provenance: null, problem });
    }
  };

  return {
    /** Begins the download before there is an engine. */
    prefetch() {
      const fetched = fetchCommitted("default");
      // It is looked at later; unhandled, a rejection would be reported meanwhile.
      fetched.catch(() => {});
      return { load: () => loadCommitted(fetched) };
    },
    describe,
    async download() {
      await loadCommitted(fetchCommitted("no-cache"));
      if (store.get().weights.provenance === null) await describe();
    },
    /** @param {File} file */
    async loadFile(file) {
      try {
        const bytes = await readFile(file, MOST_BYTES.weights, "weights");
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
    /** @param {number} seed @param {number} [latents] */
    async random(seed, latents) {
      try {
        await ask(context, "weightsLoaded", { type: "resetWeights", seed, latents });
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

/** As much of it as is shown, and nothing that is of another kind. @param {any} value */
function provenanceIn(value) {
  const number = (/** @type {unknown} */ value) => (Number.isFinite(value) ? value : undefined);
  const name = value?.data?.name;
  return /** @type {import("../state/weights.js").Provenance} */ ({
    data: { name: typeof name === "string" ? name : undefined },
    epochs_done: number(value?.epochs_done),
    test: { images: number(value?.test?.images), total_nats: number(value?.test?.total_nats) },
  });
}
