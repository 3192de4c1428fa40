/**
 * The lines behind the machine's boxes: each begins at the only place of its file that has the
 * needle, as a test holds, and goes on to the brace that closes it. The files come with the page.
 */

/**
 * @typedef {object} Lines
 * @property {string} file As it lies in the repository.
 * @property {string} needle
 */

/** @type {Record<string, Lines>} By `data-source`. */
export const SOURCES = {
  encoder: { file: "src/model/vae.rs", needle: "pub fn moments(" },
  posterior: { file: "src/model/vae.rs", needle: "fn from_moments(" },
  epsilon: { file: "src/model/vae.rs", needle: "pub fn reparameterise(" },
  decoder: { file: "src/model/vae.rs", needle: "pub fn decode_logits(" },
  pixel: { file: "src/kernels/cpu/loss.rs", needle: "fn pixel(" },
  divergence: { file: "src/kernels/cpu/loss.rs", needle: "fn divergence(" },
  slerp: { file: "www/app/walk.js", needle: "export function slerp(" },
  prior: { file: "src/engine/inference.rs", needle: "pub(super) async fn sample(" },
};

/** Where the page has it. @param {string} file */
export const shipped = (file) => `source/${file.slice(file.lastIndexOf("/") + 1)}`;

/**
 * The lines from the needle's to the first that closes what it opens, without their common indent.
 *
 * @param {string} text
 * @param {string} needle
 * @returns {{first: number, lines: string[]} | null} Null where it is not there: another version's.
 */
export function excerpt(text, needle) {
  const all = text.split("\n");
  const start = all.findIndex((line) => line.includes(needle));
  if (start < 0) return null;
  const indent = all[start].length - all[start].trimStart().length;
  const length = all.slice(start).indexOf(`${" ".repeat(indent)}}`) + 1;
  const lines = all.slice(start, start + length).map((line) => line.slice(indent));
  return { first: start + 1, lines };
}
