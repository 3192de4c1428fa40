/** The engine's coming, going and moving, in words. */

import { bytes } from "../app/format.js";
import { DIED, EngineError } from "../engine/client.js";
import { choose, wishFrom } from "../engine/device.js";
import { tell } from "./context.js";

/** @typedef {Required<Omit<import("../engine/session.js").Hearer, "events" | "memory">>} Heard */

/**
 * @param {import("./context.js").FlowContext} context
 * @param {object} place
 * @param {string} place.search
 * @param {import("../engine/device.js").Gpu | undefined} place.gpu
 */
export function deviceFlow(context, { search, gpu }) {
  const { store, session } = context;

  /** @param {"info" | "warning" | "error"} kind @param {string} code @param {string} text */
  const say = (kind, code, text) => store.dispatch({ type: "notice/shown", kind, code, text });

  /**
   * Of what a program said, with which a report can be made.
   *
   * @param {"warning" | "error"} kind
   * @param {string} code
   * @param {string} text
   * @param {string} details
   * @param {import("../app/notices.js").Notice["action"]} [action]
   */
  const trouble = (kind, code, text, details, action = null) =>
    store.dispatch({ type: "notice/shown", kind, code, text, details, action });
  /** @param {string} code */
  const detailsOf = (code) =>
    store.get().notices.find((notice) => notice.code === code)?.details ?? "";

  return {
    /** No engine can run here. */
    blocked() {
      store.dispatch({ type: "engine/failed" });
      store.dispatch({ type: "weights/settled", missing: true });
    },
    /** Starts the small engine. @returns {Promise<boolean>} Whether it did; if not, it was said. */
    async start() {
      try {
        store.dispatch({ type: "engine/opened", device: await session.start("cpu") });
        return true;
      } catch (error) {
        // Without one there is nothing to wait for.
        store.dispatch({ type: "engine/failed" });
        store.dispatch({ type: "weights/settled", missing: true });
        if (!(error instanceof EngineError)) throw error;
        // Of deaths the session has told.
        if (error.code === DIED || error.code === "failed") return false;
        const action = { label: "Reload", intent: /** @type {const} */ ("renew") };
        const { code, message: text } = error;
        store.dispatch({ type: "notice/shown", kind: "error", code, text, action });
        return false;
      }
    },
    /** Looks for a GPU, and moves to it where it is worth it. */
    async consider() {
      const { wish, problem } = wishFrom(search);
      if (problem) say("warning", "device-wish", problem);
      const { webgpu, reason, disappointed } = await choose(wish, gpu);
      store.dispatch({ type: "engine/reasoned", reason });
      if (disappointed) {
        say(
          "warning",
          "no-webgpu",
          `WebGPU was asked for, but ${reason}. The engine runs on the CPU.`,
        );
      }
      if (!webgpu) return;
      store.dispatch({ type: "engine/upgrade", upgrade: "loading" });
      try {
        const device = await session.upgrade("webgpu", () =>
          store.dispatch({ type: "engine/upgrade", upgrade: "waiting" }),
        );
        store.dispatch({ type: "engine/opened", device });
        store.dispatch({ type: "engine/upgrade", upgrade: "none" });
        say("info", "device-moved", `The engine has moved to the GPU: ${device.name}.`);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        store.dispatch({ type: "engine/upgrade", upgrade: "failed" });
        store.dispatch({ type: "engine/reasoned", reason: `WebGPU did not start: ${why}` });
        say(
          "warning",
          "no-webgpu",
          `WebGPU did not start: ${why.replace(/\.?$/, ".")} The engine stays on the CPU.`,
        );
      }
    },
    /** What the session says about its workers. @type {Heard} */
    hearer: {
      told(told) {
        if ("report" in told) return tell(context, new EngineError(told.report));
        const { fetching } = told;
        store.dispatch({ type: "engine/fetching", fetching });
        if (!fetching?.slow) store.dispatch({ type: "notice/cleared", code: "slow-engine" });
        else if (store.get().notices.every(({ code }) => code !== "slow-engine")) {
          const of = fetching.total === null ? "" : ` of ${bytes(fetching.total)}`;
          store.dispatch({
            type: "notice/shown",
            kind: "warning",
            code: "slow-engine",
            text:
              `The host sends the engine (${fetching.file}) slowly: ${bytes(fetching.received)}` +
              `${of} so far. It is waited for; reload the page to ask for it anew.`,
            action: { label: "Reload", intent: "reload" },
          });
        }
      },
      lost(reason) {
        store.dispatch({ type: "engine/lost" });
        store.dispatch({ type: "notice/cleared", code: "engine-silent" });
        trouble(
          "warning",
          "engine-lost",
          "The engine stopped unexpectedly. A new one is starting; what you drew is safe.",
          reason,
        );
      },
      restored(device, cost) {
        const reason = detailsOf("engine-lost");
        store.dispatch({ type: "engine/opened", device });
        for (const code of ["engine-lost", "engine-failed"])
          store.dispatch({ type: "notice/cleared", code });
        trouble(
          "warning",
          "engine-restored",
          `The engine was replaced by a new one. ${costOf(cost)}`,
          reason,
        );
      },
      failed(reason) {
        store.dispatch({ type: "engine/failed" });
        store.dispatch({ type: "notice/cleared", code: "engine-lost" });
        trouble(
          "error",
          "engine-failed",
          "The engine stopped again and again, and is not started any more. Your drawings are " +
            "kept. Start it again, or reload the page; close other tabs if memory may be short.",
          reason,
          { label: "Start the engine again", intent: "restart" },
        );
      },
      silent(ms) {
        trouble(
          "warning",
          "engine-silent",
          `The engine has not answered for ${Math.round(ms / 1000)} seconds. It may be busy on ` +
            "a slow device: wait, or restart it. A run goes back to its last checkpoint, 20 " +
            "seconds of steps at most; weights, data and drawings are kept.",
          `No sign of life for ${Math.round(ms)} ms.`,
          { label: "Restart the engine", intent: "restart" },
        );
      },
      heard: () => store.dispatch({ type: "notice/cleared", code: "engine-silent" }),
    },
    /** @param {unknown} error */
    tell: (error) => tell(context, error),
  };
}

/** @param {import("../engine/session.js").Cost} cost */
function costOf({ cutOff, lost }) {
  return [...runIn(cutOff), ...lost.map((kind) => LOST[kind] ?? LOST.other)].join(" ");
}

/** @param {number | null} cutOff */
function runIn(cutOff) {
  if (cutOff === null) return ["Your weights, data and drawings are as they were."];
  if (cutOff === 0) {
    return [
      "The run was cut off before its first checkpoint: the weights are those from before it.",
    ];
  }
  return [
    `The run was cut off; its weights of step ${cutOff} are back. To go on, start from the ` +
      "current weights.",
  ];
}

/**
 * What a new engine could not be told, by the command that would have.
 * @type {Partial<Record<import("../engine/wire.js").Command["type"], string>> & {other: string}}
 */
const LOST = {
  loadWeights: "But the weights could not be put back: load them again.",
  loadMetaWeights: "But meta-trained weights could not be put back: load or train them again.",
  loadOmniglot: "But Omniglot could not be put back: load its archive again.",
  restoreMemory: "But what the memory held could not be put back.",
  other: "But the data could not be put back: load it again.",
};
