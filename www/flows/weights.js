/** Where weights come from and go to. */

import { save } from "../app/download.js";
import { readFile, reasonOf } from "../app/files.js";
import { count } from "../app/format.js";
import { MOST_BYTES } from "../engine/limits.js";
import { bytesText, MOST_FETCHED } from "../engine/sizes.js";
import { ask, tell } from "./context.js";
import { copiesFlow } from "./copies.js";

/** @typedef {import("../engine/wire.js").Precision} Precision */
/** @typedef {import("../engine/wire.js").Slot} Slot */

/** Enough to look at pictures by: a quarter of the bytes, for less than 0.1 nats (its .json). */
const SMALL = "weights/vae-mnist-small.packed";
const WHOLE = "weights/vae-mnist.safetensors";
const PROVENANCE = "weights/vae-mnist.json";
const NAME = "vae-mnist";

/** @param {import("./context.js").FlowContext} context */
export function weightsFlow(context) {
  const { store, files } = context;
  const copies = copiesFlow(context);

  /** Saved, or others are wanted in their place. @param {Slot} slot */
  const taken = (slot) => store.dispatch({ type: "weights/taken", weights: slot });

  /** @param {RequestCache} cache */
  const fetchCommitted = (cache) =>
    files.bytes(SMALL, {
      most: MOST_FETCHED.weights,
      file: "the pretrained weights (vae-mnist-small.packed)",
      cache,
      progress: (received) => store.dispatch({ type: "weights/progress", ...received }),
    });

  /** @param {Uint8Array} bytes */
  const load = (bytes) =>
    ask(context, "weightsLoaded", { type: "loadWeights", slot: "pretrained", name: NAME, bytes });

  /** @param {Promise<Uint8Array>} fetched */
  const loadCommitted = async (fetched) => {
    try {
      await load(await fetched);
      store.dispatch({ type: "weights/small" });
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
          "The pretrained weights (vae-mnist-small.packed) could not be loaded: " +
          `${reasonOf(error)}. ` +
          (missing
            ? "Start from random weights and train them here, or load a weights file of your own."
            : "Those in use stay as they are."),
        action: missing ? others : { label: "Try again", intent: "retryWeights" },
      });
    }
  };

  /**
   * The whole weights take the place of the small ones. Where they do not come the small ones stay,
   * which is said.
   */
  const bringWhole = async () => {
    const others = chosen;
    try {
      const bytes = await files.bytes(WHOLE, {
        most: MOST_FETCHED.weights,
        file: "the whole weights (vae-mnist.safetensors)",
        progress: once(({ total }) => say("info", `${WHOLE_FIRST}${sized(total)}.`)),
      });
      // Unless others took their place meanwhile.
      if (chosen === others && store.get().weights.small) await load(bytes);
      store.dispatch({ type: "notice/cleared", code: "weights-whole" });
    } catch (error) {
      store.dispatch({ type: "notice/cleared", code: "weights-whole" });
      say(
        "warning",
        `The whole weights (vae-mnist.safetensors) could not be loaded: ${reasonOf(error)}. The ` +
          "small ones are used in their place, whose numbers are rounded; the next training or " +
          "saving asks for the whole ones again.",
      );
    }
  };
  /** @param {"info" | "warning"} kind @param {string} text */
  const say = (kind, text) =>
    store.dispatch({ type: "notice/shown", kind, code: "weights-whole", text });
  /** Counts what the visitor has chosen, before the engine has it. */
  let chosen = 0;
  /** Asked for by two, they are fetched once. @type {Promise<void> | null} */
  let bringing = null;
  const whole = async () => {
    if (!store.get().weights.small) return;
    bringing ??= bringWhole().finally(() => {
      bringing = null;
    });
    await bringing;
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
    /** Before something trains from the weights or saves them. */
    whole,
    async download() {
      chosen++;
      await loadCommitted(fetchCommitted("no-cache"));
      if (store.get().weights.provenance === null) await describe();
    },
    /** Those that the page comes with, in place of all that was made since. */
    async original() {
      store.dispatch({ type: "weights/activated", slot: "pretrained" });
      if (store.get().weights.name !== NAME) await this.download();
    },
    /** @param {File} file */
    async loadFile(file) {
      chosen++;
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
      chosen++;
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
        if (slot === "pretrained") await whole();
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
    ...copies,
    keepTrained: () => {
      chosen++;
      return copies.keepTrained();
    },
    /** @param {Slot} slot */
    activate: (slot) => store.dispatch({ type: "weights/activated", slot }),
  };
}

const WHOLE_FIRST =
  "The weights so far are a small form of them, good enough to look through. The whole ones are " +
  "fetched now";

/** @param {number | null} total Bytes; null: the host does not say. */
const sized = (total) => (total === null ? "" : `: ${bytesText(total)}`);

/** @template T @param {(value: T) => void} act @returns {(value: T) => void} */
function once(act) {
  let done = false;
  return (value) => {
    if (!done) act(value);
    done = true;
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
