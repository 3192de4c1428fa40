/** What the page can say about the machine it runs on. */

/** @typedef {{browser: string, cores: number, isolated: boolean, gpu: string}} Environment */

/** @returns {Promise<Environment>} */
export async function environment() {
  return {
    browser: navigator.userAgent,
    cores: navigator.hardwareConcurrency,
    isolated: crossOriginIsolated,
    gpu: await gpu(),
  };
}

/** The adapter's own words. */
async function gpu() {
  if (!navigator.gpu) return "no WebGPU in this browser";
  try {
    const adapter = await navigator.gpu.requestAdapter({ powerPreference: "high-performance" });
    if (!adapter) return "WebGPU without an adapter";
    const { vendor, architecture, device, description } = adapter.info;
    const software = adapter.info.isFallbackAdapter ? ", a software adapter" : "";
    return (
      ([vendor, architecture, device, description].filter(Boolean).join(" ") ||
        "an adapter without a name") + software
    );
  } catch (error) {
    return `WebGPU failed: ${error instanceof Error ? error.message : String(error)}`;
  }
}
