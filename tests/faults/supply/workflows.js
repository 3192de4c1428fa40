/** What GitHub's workflows and `cargo xtask setup` take from elsewhere. */

/** @typedef {import("./exceptions.js").Checked} Checked */

/** Each action, which a tag would let its owner exchange. @param {string} file @param {string} text */
export function actions(file, text) {
  return [...text.matchAll(/^\s*(?:-\s+)?uses:\s*["']?([^\s"'#]+)/gm)].map(([, used = ""]) => ({
    what: `${file}: ${used.split("@")[0]}`,
    finding:
      used.startsWith("./") || /@[0-9a-f]{40}$/.test(used)
        ? null
        : `${used} is not named by a hash`,
  }));
}

/**
 * Each `cargo install`, on a command line or as the words of one in Rust: without `--locked` what is
 * installed is made of whatever was published last.
 *
 * @param {string} file
 * @param {string} text
 * @returns {Checked[]}
 */
export function installs(file, text) {
  // apt-get's has a `-y`.
  const code = file.endsWith(".rs") ? text.replace(/^\s*\/\/.*$/gm, "") : text;
  const pattern = file.endsWith(".rs")
    ? /\["install",(?!\s*"-y")[^\]]*\]/g
    : /^(?!\s*#).*\bcargo (?:\+\S+ )?install\b.*$/gm;
  return [...code.matchAll(pattern)].map(([line]) => ({
    what: `${file}: ${line.trim()}`,
    finding: /--locked\b/.test(line) ? null : "it is not locked",
  }));
}

/**
 * What publishes takes nothing from a cache: whatever was restored would be believed, programs and
 * objects alike, and everybody who may run a workflow of the repository may write there.
 *
 * @param {string} file
 * @param {string} text
 * @returns {Checked[]}
 */
export function publishing(file, text) {
  if (!/^\s*(?:pages|contents|packages|id-token):\s*write\b/m.test(text)) return [];
  const cached = /uses:\s*["']?actions\/cache\b|^\s*cache:\s*\S/m.test(text);
  return [
    { what: `${file}: caches`, finding: cached ? "it publishes what a cache gave it" : null },
  ];
}
