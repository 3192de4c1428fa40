/** What of the page is English where it should be another language. */

import { SPOKEN } from "../../../www/app/words/page-words.js";

/** Names, titles of papers and units, which every language writes alike. */
const NAMES = new RegExp(
  [
    "metavae|vae-mnist|MNIST|Omniglot|small[12]|images_background_small1|VAEs?|ELBO|KL|Adam",
    "UMAP|Esc|PCA|HOG|FiLM|MAML|ANIL|Reptile|Hessian|Proto-MAML|PyTorch|burn|Rust|English|worker",
    "WebGPU|WebAssembly|SIMD|CPU|GPU|JavaScript|IDX|gzip|[Zz]ip|safetensors|JSON",
    "argmin|argmax|softmax|cos|log",
  ]
    .map((some) => `(?<![A-Za-z])(?:${some})(?![A-Za-z])`)
    .join("|"),
);
/** A citation, from its first author to its title. */
const PAPER = /\p{Lu}[\p{L}]+ (et al\.|& \p{Lu}\p{L}+)?\s?\d{4}.*$|^\p{Lu}\p{L}+ \d{4}.*$/gu;

/**
 * What of the page has three letters of the Latin alphabet in a row and is no name.
 *
 * @param {import("playwright-core").Page} page
 */
export const untranslated = (page) =>
  page.evaluate(
    ({ names, paper, spoken }) => {
      const rest = (/** @type {string} */ text) =>
        text.replace(new RegExp(paper, "gu"), "").replace(new RegExp(names, "g"), "");
      /** @type {string[]} */
      const found = [];
      const look = (/** @type {string | null} */ text) => {
        const said = text?.replace(/\s+/g, " ").trim() ?? "";
        if (/[A-Za-z]{3}/.test(rest(said))) found.push(said);
      };
      for (const element of document.querySelectorAll("title, body, body *")) {
        if (element.closest("script, style, noscript, [translate=no]")) continue;
        for (const name of spoken) look(element.getAttribute(name));
        for (const node of element.childNodes) if (node instanceof Text) look(node.data);
      }
      return [...new Set(found)];
    },
    { names: NAMES.source, paper: PAPER.source, spoken: SPOKEN },
  );
