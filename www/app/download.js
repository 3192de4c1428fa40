/** Bytes from the host, with their progress; and bytes to the visitor's disk. */

/**
 * @param {typeof fetch} fetcher
 * @param {string} url
 * @param {(received: number, total: number | null) => void} progress
 * @param {RequestCache} [cache]
 * @returns {Promise<Uint8Array>}
 */
export async function download(fetcher, url, progress, cache = "default") {
  const response = await fetcher(url, { cache });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  if (!response.body) return new Uint8Array(await response.arrayBuffer());
  // Where the host compresses, this is the compressed length, and what arrives is longer.
  const length = response.headers.get("content-encoding")
    ? NaN
    : Number(response.headers.get("content-length"));
  const total = Number.isFinite(length) && length > 0 ? length : null;
  /** @type {Uint8Array[]} */
  const chunks = [];
  let received = 0;
  const reader = response.body.getReader();
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    chunks.push(chunk.value);
    received += chunk.value.length;
    progress(received, total);
  }
  const bytes = new Uint8Array(received);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** @param {Uint8Array} bytes @param {string} name */
export function save(bytes, name) {
  const blob = new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (bytes)], {
    type: "application/octet-stream",
  });
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Not at once: a browser may still be opening it.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
