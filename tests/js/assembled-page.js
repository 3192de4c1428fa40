/** The page as Trunk puts it together: index.html with its sections in place. */

import { readdirSync, readFileSync } from "node:fs";

const ROOT = new URL("../../", import.meta.url);
const INLINE = /<link\s+data-trunk\s+rel="inline"\s+type="html"\s+href="([^"]+)"\s*\/?>/g;

/** @param {string} path From the project's root. */
const read = (path) => readFileSync(new URL(path, ROOT), "utf8");

/** The files that index.html asks for, in their order. */
export const inlined = () => [...read("index.html").matchAll(INLINE)].map(([, path = ""]) => path);

/** The files that there are. */
export const sections = () =>
  readdirSync(new URL("www/sections/", ROOT)).map((name) => `www/sections/${name}`);

export const assembledPage = () =>
  read("index.html").replace(INLINE, (_, /** @type {string} */ path) => read(path));
