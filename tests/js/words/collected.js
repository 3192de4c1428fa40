/** All that the page may show, from its sources: see sources.js for how they are read. */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { literalsOfJs, literalsOfRust, textsOfMarkup } from "./sources.js";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** @param {string} folder @param {string} end @returns {string[]} */
const under = (folder, end) =>
  readdirSync(ROOT + folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(end))
    .map((name) => `${folder}/${name}`)
    .sort();

/** @param {string} file */
const text = (file) => readFileSync(ROOT + file, "utf8");

/** Of JavaScript, what reads like words for a person, and not like a name for a program. */
const worded = (/** @type {string} */ said) =>
  /[A-Za-z]{2}/.test(said) && (/\S \S/.test(said) || /^[A-Z“]/.test(said) || /[.…]$/.test(said));

/** @param {string} said */
const plain = (said) => said.replace(/\s+/g, " ").trim();

/** What the page's markup has. */
export const markup = () =>
  ["index.html", "lesson.html", ...under("www/sections", ".html")].flatMap((file) =>
    textsOfMarkup(
      text(file).replace(/<head>[\s\S]*?<\/head>/, (head) => head.replace(/<meta[^>]*>/g, "")),
    ).map((said) => ({ said, file })),
  );

/** What modules say. The benchmark's page is English, and start.js runs where no file comes. */
export const modules = () =>
  under("www", ".js")
    .filter((file) => !/^www\/(bench\/|start\.js)/.test(file))
    .flatMap((file) =>
      literalsOfJs(text(file), file).flatMap(({ text, kind }) =>
        (kind === "markup" ? textsOfMarkup(text) : worded(text) ? [text] : []).map((said) => ({
          said: plain(said),
          file,
        })),
      ),
    );

/** What the engine says: its errors, and whatever else in it is a sentence. */
export const engine = () =>
  under("src", ".rs")
    .filter((file) => !/\/tests\b|src\/kernels\/|typescript/.test(file))
    .flatMap((file) =>
      literalsOfRust(text(file), file)
        .filter(({ text }) => worded(text))
        .map(({ text }) => ({ said: plain(text), file })),
    );
