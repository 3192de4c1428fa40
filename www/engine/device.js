/**
 * Which device the engine runs on, and why. Pure policy: the page's `navigator.gpu` is passed in.
 *
 * The CPU engine always starts first, since it is small. This says whether the WebGPU engine is
 * then fetched to take over.
 */

/**
 * As much of a `GPUAdapter` as is looked at here.
 * @typedef {object} GpuAdapter
 * @property {{has(name: string): boolean}} features
 * @property {boolean} [isFallbackAdapter]
 * @property {{vendor?: string, architecture?: string, device?: string, description?: string,
 *   isFallbackAdapter?: boolean}} [info]
 */

/**
 * As much of `navigator.gpu`.
 * @typedef {object} Gpu
 * @property {(options?: {powerPreference?: "high-performance"}) => Promise<GpuAdapter | null>}
 *   requestAdapter
 */

/** @typedef {"auto" | "webgpu" | "cpu"} Wish */

/**
 * @typedef {object} Choice
 * @property {boolean} webgpu Whether to fetch the WebGPU engine.
 * @property {string} reason A sentence for the status line.
 * @property {boolean} disappointed Whether the visitor asked for WebGPU and cannot have it.
 */

/** burn profiles every queue; without this its first operation panics. */
const NEEDED_FEATURE = "timestamp-query";
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|\bwarp\b|software/i;

/**
 * `?device=`, with a sentence where it is not one of the three.
 *
 * @param {string} search `location.search`
 * @returns {{wish: Wish, problem: string | null}}
 */
export function wishFrom(search) {
  const asked = new URLSearchParams(search).get("device");
  switch (asked) {
    case null:
    case "auto":
      return { wish: "auto", problem: null };
    case "webgpu":
    case "cpu":
      return { wish: asked, problem: null };
    default:
      return {
        wish: "auto",
        problem:
          `The address asks for the device “${asked}”. There are auto, webgpu and cpu; auto ` +
          "was taken.",
      };
  }
}

/**
 * @param {Wish} wish
 * @param {Gpu | undefined} gpu
 * @returns {Promise<Choice>}
 */
export async function choose(wish, gpu) {
  if (wish === "cpu") return cpu("as the address asks");
  const asked = wish === "webgpu";
  if (!gpu) return cpu("this browser has no WebGPU", asked);
  /** @type {GpuAdapter | null} */
  let adapter;
  try {
    adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  } catch (error) {
    return cpu(`WebGPU could not be asked for an adapter (${String(error)})`, asked);
  }
  if (!adapter) return cpu("WebGPU found no GPU here", asked);
  const name = nameOf(adapter);
  if (!adapter.features.has(NEEDED_FEATURE)) {
    return cpu(
      `the GPU ${name} lacks the feature ${NEEDED_FEATURE}, which the engine needs`,
      asked,
    );
  }
  if (isSoftware(adapter)) {
    if (!asked)
      return cpu(`the only WebGPU adapter, ${name}, is software, and slower than the CPU`);
    return {
      webgpu: true,
      reason: `${name}, a software adapter, as the address asks`,
      disappointed: false,
    };
  }
  return {
    webgpu: true,
    reason: asked ? `${name}, as the address asks` : name,
    disappointed: false,
  };
}

/** @param {string} reason @param {boolean} [disappointed] @returns {Choice} */
const cpu = (reason, disappointed = false) => ({ webgpu: false, reason, disappointed });

/** @param {GpuAdapter} adapter */
export function isSoftware(adapter) {
  const { info } = adapter;
  const fallback = adapter.isFallbackAdapter === true || info?.isFallbackAdapter === true;
  const words = [info?.vendor, info?.architecture, info?.device, info?.description];
  return fallback || SOFTWARE.test(words.filter(Boolean).join(" "));
}

/** @param {GpuAdapter} adapter */
function nameOf({ info }) {
  const words = [info?.vendor, info?.architecture].filter(Boolean).join(" ");
  return info?.description || words || "without a name";
}
