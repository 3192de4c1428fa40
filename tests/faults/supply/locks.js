/** Lock files: each package from the one registry, with the hash of what it must be. */

/** @typedef {import("./exceptions.js").Checked} Checked */

const CRATES = "registry+https://github.com/rust-lang/crates.io-index";

/** @param {string} file @param {string} text @returns {Checked[]} */
export function crates(file, text) {
  return text
    .split("[[package]]")
    .slice(1)
    .flatMap((block) => {
      const of = (/** @type {string} */ field) =>
        new RegExp(`^${field} = "([^"]*)"`, "m").exec(block)?.[1];
      const source = of("source");
      // Without a source it is one of ours.
      if (!source) return [];
      const whole = /^[0-9a-f]{64}$/.test(of("checksum") ?? "");
      const wrong = source === CRATES ? "it has no checksum" : `it comes from ${source}`;
      const finding = source === CRATES && whole ? null : wrong;
      return [{ what: `${file}: ${of("name")} ${of("version")}`, finding }];
    });
}

/** @param {string} file @param {string} text @returns {Checked[]} */
export function packages(file, text) {
  /** @type {Record<string, {resolved?: string, integrity?: string, link?: boolean}>} */
  const listed = JSON.parse(text).packages;
  return Object.entries(listed)
    .filter(([name]) => name !== "")
    .map(([name, { resolved, integrity, link }]) => ({
      what: `${file}: ${name}`,
      finding: wrongWith(resolved, integrity, link),
    }));
}

/** @param {string | undefined} resolved @param {string | undefined} integrity @param {boolean} [link] */
function wrongWith(resolved, integrity, link) {
  if (link) return "it is a link out of the lock file";
  // Where none is named npm asks the registry that it is set up for, and compares the hash.
  if (resolved && !resolved.startsWith("https://registry.npmjs.org/"))
    return `it comes from ${resolved}`;
  return /^sha512-/.test(integrity ?? "") ? null : "it has no hash";
}
