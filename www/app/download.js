/** Bytes to the visitor's disk. */

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
