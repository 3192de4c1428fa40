/** The lines behind a box: their files come with the page, and are fetched when it is opened. */

import { reasonOf } from "../app/files.js";
import { MOST_FETCHED } from "../engine/sizes.js";
import { SOURCES, shipped } from "../text/sources.js";

/** @param {import("./context.js").FlowContext} context */
export function sourcesFlow({ store, files }) {
  /** @param {string} file */
  const read = async (file) => {
    const known = store.get().boxes.sources[file];
    if (known && "text" in known) return;
    try {
      const bytes = await files.bytes(`../${shipped(file)}`, { most: MOST_FETCHED.notes, file });
      const source = { text: new TextDecoder().decode(bytes) };
      store.dispatch({ type: "source/read", file, source });
    } catch (error) {
      const source = { problem: reasonOf(error) };
      store.dispatch({ type: "source/read", file, source });
    }
  };

  return {
    /** @param {string | null} box @param {string[]} sources What it has of {@link SOURCES}. */
    open(box, sources) {
      store.dispatch({ type: "box/opened", box });
      for (const file of new Set(sources.map((name) => SOURCES[name].file))) void read(file);
    },
  };
}
