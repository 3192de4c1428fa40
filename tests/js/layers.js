/** Which folder of `www/` may import which. */

/** @typedef {import("./imports.js").Import} Import */

/**
 * By folder, what its files may import, types included: a folder with a slash, or one file. The
 * root holds what wires the page, and only that may know everything.
 *
 * @type {Record<string, string[]>}
 */
export const MAY_IMPORT = {
  engine: ["engine/", "worker/messages.d.ts"],
  worker: [
    "worker/",
    "engine/artefacts.js",
    "engine/build.js",
    "engine/fetch.js",
    "engine/sizes.js",
    "engine/spawn.js",
    "engine/engine.d.ts",
    "engine/wire.d.ts",
  ],
  app: ["app/", "engine/"],
  text: ["text/", "app/", "engine/wire.d.ts"],
  later: ["later/", "app/", "text/", "engine/wire.d.ts"],
  state: ["state/", "app/", "text/", "engine/"],
  views: ["views/", "app/", "state/", "text/", "engine/engine.d.ts", "engine/wire.d.ts"],
  flows: ["flows/", "later/", "app/", "state/", "text/", "engine/"],
  lesson: [
    "lesson/",
    "app/",
    "engine/artefacts.js",
    "flows/language.js",
    "flows/context.js",
    "text/",
    "views/language.js",
  ],
  bench: ["bench/", "app/", "engine/", "worker/"],
  "": ["", "app/", "engine/", "flows/", "state/", "views/"],
};

/** What speaks to the engine, and who may: flows alone, and what opens the session. */
const SPEAKS = ["engine/client.js", "engine/session.js", "app/flow-context.js"];
const SPEAKERS = ["engine", "flows"];
const OPENS = ["main.js", "app/flow-context.js"];

/** @param {string} file */
const folderOf = (file) => (file.includes("/") ? file.slice(0, file.indexOf("/")) : "");

/**
 * The imports that go against the direction, as sentences.
 *
 * @param {Import[]} imports
 * @returns {string[]}
 */
export function upward(imports) {
  return imports.flatMap(({ from, to, typeOnly }) => {
    const folder = folderOf(from);
    const allowed = MAY_IMPORT[folder];
    if (!allowed) return [`${from} stands in a folder without a rule`];
    const may = allowed.some((each) =>
      each === "" ? folderOf(to) === "" : each.endsWith("/") ? to.startsWith(each) : to === each,
    );
    const wrongs = may ? [] : [`${from} may not import ${to}`];
    if (to.startsWith("later/") && folder !== "later" && !typeOnly)
      wrongs.push(`${from} imports ${to}, which comes when it is first used (Files.module)`);
    if (SPEAKS.includes(to) && !SPEAKERS.includes(folder) && !OPENS.includes(from))
      wrongs.push(`${from} speaks to the engine through ${to}, which is for flows`);
    return wrongs;
  });
}
