/** The strip of kept drawings. */

import { tell } from "./context.js";
import { SYMBOLS } from "./examples.js";
import { picture } from "./picture.js";

/** @typedef {import("../engine/engine.js").Strokes} Strokes */

/**
 * @param {import("./context.js").FlowContext} context
 * @param {() => string} newId
 */
export function stripFlow(context, newId) {
  const { store } = context;

  /** @param {string} label @param {Strokes} strokes */
  const keep = async (label, strokes) => {
    const image = await picture(context, strokes);
    store.dispatch({
      type: "strip/kept",
      drawing: { id: newId(), label, strokes, selected: true, image },
    });
  };

  return {
    /** Keeps what is on the pad. The engine is what refuses a blank one. */
    async keep() {
      const { draw } = store.get();
      try {
        await keep(draw.label.trim(), draw.strokes);
        // Unless the next drawing was begun meanwhile.
        if (store.get().draw.strokes === draw.strokes) store.dispatch({ type: "draw/kept" });
      } catch (error) {
        tell(context, error);
      }
    },
    async addSymbols() {
      try {
        for (const { label, strokes } of SYMBOLS) await keep(label, strokes);
      } catch (error) {
        tell(context, error);
      }
    },
    /** @param {string} id @param {string} label */
    label: (id, label) => store.dispatch({ type: "strip/labelled", id, label: label.trim() }),
    /** @param {string} id */
    toggle: (id) => store.dispatch({ type: "strip/toggled", id }),
    /** @param {string[] | "all" | "none"} ids */
    select: (ids) => store.dispatch({ type: "strip/selected", ids }),
    /** @param {string} id */
    remove: (id) => store.dispatch({ type: "strip/deleted", id }),
    clear: () => store.dispatch({ type: "strip/cleared" }),
  };
}
