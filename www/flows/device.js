/** The engine's coming, going and moving, in words. */

import { choose, wishFrom } from "../engine/device.js";
import { tell } from "./context.js";

/** @typedef {import("../engine/engine.js").Device} Device */

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

  return {
    /** Starts the small engine. */
    async start() {
      store.dispatch({ type: "engine/opened", device: await session.start("cpu") });
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
    /** What the session says about its workers. */
    hearer: {
      /** @param {string} reason */
      lost(reason) {
        store.dispatch({ type: "engine/lost" });
        say(
          "warning",
          "engine-lost",
          `The engine stopped unexpectedly (${reason.replace(/\.$/, "")}). A new one is starting.`,
        );
      },
      /** @param {Device} device @param {import("../engine/session.js").CutOff | null} cutOff */
      restored(device, cutOff) {
        store.dispatch({ type: "engine/opened", device });
        store.dispatch({ type: "notice/cleared", code: "engine-lost" });
        say(
          "warning",
          "engine-restored",
          `The engine stopped unexpectedly and was replaced. ${costOf(cutOff)}`,
        );
      },
      /** @param {string} reason */
      failed(reason) {
        store.dispatch({ type: "engine/failed" });
        store.dispatch({ type: "notice/cleared", code: "engine-lost" });
        store.dispatch({
          type: "notice/shown",
          kind: "error",
          code: "engine-failed",
          text:
            `The engine stopped again and again (${reason.replace(/\.$/, "")}). Reload the ` +
            "page; your drawings are kept.",
          action: { label: "Reload", intent: "reload" },
        });
      },
    },
    /** @param {unknown} error */
    tell: (error) => tell(context, error),
  };
}

/** @param {import("../engine/session.js").CutOff | null} cutOff */
function costOf(cutOff) {
  switch (cutOff) {
    case null:
      return "Your weights, data and drawings are as they were.";
    case 0:
      return (
        "The run was cut off before its first checkpoint: " +
        "the weights are those from before it."
      );
    case "metaTraining":
      return (
        "The meta-training run was cut off and is lost, since its weights are put in place at " +
        "its end; those from before it are back."
      );
    default:
      return (
        `The run was cut off; its weights of step ${cutOff} are back. To go on, start from the ` +
        "current weights."
      );
  }
}
