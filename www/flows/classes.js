/** The visitor's own classes. */

import { say as translated } from "../app/words/say.js";
import { MOST_CLASSES, MOST_DRAWINGS } from "../state/classes.js";
import { tell } from "./context.js";
import { picture } from "./picture.js";

/** @typedef {import("../engine/engine.js").Strokes} Strokes */

/**
 * @param {import("./context.js").FlowContext} context
 * @param {() => string} newId
 */
export function classesFlow(context, newId) {
  const { store } = context;

  /** @param {string} problem */
  const say = (problem) => store.dispatch({ type: "teach/said", said: problem });

  /**
   * @param {string} name
   * @param {string} [except] The class that is being renamed.
   * @returns {boolean}
   */
  const accepts = (name, except) => {
    if (name === "") say(except ? "A class needs a name." : "A class needs a name or a drawing.");
    else if (store.get().classes.some((each) => each.name === name && each.id !== except)) {
      say(`There is a class “${name}” already. Give this one another name.`);
    } else return true;
    return false;
  };

  /** @param {string} name @returns {string | null} Its id. */
  const add = (name) => {
    if (!accepts(name.trim())) return null;
    if (store.get().classes.length >= MOST_CLASSES) {
      say(`${MOST_CLASSES} classes are the most. Delete one first.`);
      return null;
    }
    const id = newId();
    store.dispatch({ type: "classes/added", id, name: name.trim() });
    return id;
  };

  /** @param {string} into @returns {boolean} */
  const hasRoom = (into) => {
    const own = store.get().classes.find(({ id }) => id === into);
    if (!own) return false;
    if (own.drawings.length < MOST_DRAWINGS) return true;
    say(`“${own.name}” holds ${MOST_DRAWINGS} drawings, the most. Delete one first.`);
    return false;
  };

  return {
    add,
    /** @param {string} id @param {string} name @returns {boolean} Whether it is called so now. */
    rename(id, name) {
      if (!accepts(name.trim(), id)) return false;
      store.dispatch({ type: "classes/renamed", id, name: name.trim() });
      return true;
    },
    /**
     * As the visitor's own from now on, by their names in the visitor's language.
     * @param {import("../state/classes.js").OwnClass[]} examples
     * @returns {Map<string, string>} The new id of each.
     */
    adopt(examples) {
      /** @type {Map<string, string>} */
      const ids = new Map();
      for (const { id, name, drawings } of examples) {
        const into = newId();
        ids.set(id, into);
        store.dispatch({ type: "classes/added", id: into, name: translated(name) });
        for (const drawing of drawings)
          store.dispatch({ type: "classes/drawn", into, drawing: { ...drawing, id: newId() } });
      }
      return ids;
    },
    /** @param {string} id */
    remove(id) {
      const at = store.get().classes.findIndex((own) => own.id === id);
      const own = store.get().classes[at];
      if (!own) return;
      store.dispatch({ type: "classes/deleted", id });
      const back = /** @type {const} */ ({ type: "classes/restored", own, at });
      store.dispatch({ type: "teach/undo", undo: { what: "class", name: own.name, back } });
    },
    /**
     * @param {string} into
     * @param {Strokes} strokes
     * @returns {Promise<boolean>} Whether it is kept.
     */
    async draw(into, strokes) {
      if (!hasRoom(into)) return false;
      try {
        const image = await picture(context, strokes);
        const id = newId();
        store.dispatch({ type: "classes/drawn", into, drawing: { id, strokes, image } });
        const back = /** @type {const} */ ({ type: "classes/removed", id });
        const name = store.get().classes.find((own) => own.id === into)?.name ?? "";
        store.dispatch({ type: "teach/undo", undo: { what: "added", name, back } });
        return true;
      } catch (error) {
        tell(context, error);
        return false;
      }
    },
    /** @param {string} id @param {string} into */
    move(id, into) {
      if (hasRoom(into)) store.dispatch({ type: "classes/moved", id, into });
    },
    /** @param {string} id */
    removeDrawing(id) {
      for (const { id: into, name, drawings } of store.get().classes) {
        const drawing = drawings.find((one) => one.id === id);
        if (!drawing) continue;
        store.dispatch({ type: "classes/removed", id });
        const back = /** @type {const} */ ({ type: "classes/drawn", into, drawing });
        store.dispatch({ type: "teach/undo", undo: { what: "drawing", name, back } });
      }
    },
    /** Takes the last change back. */
    undo() {
      const { undo } = store.get().teach;
      if (undo) store.dispatch(undo.back);
    },
    /** The labelled drawings of the strip, each into the class of its label. */
    takeStrip() {
      const { strip } = store.get();
      const labelled = strip.filter(({ label }) => label !== "");
      if (labelled.length === 0) {
        say(
          strip.length === 0
            ? "Teach holds no drawings yet. Keep some, each with a label."
            : "The drawings in Teach have no labels. Give them some: each " +
                "label becomes a class.",
        );
        return;
      }
      for (const { label, strokes, image } of labelled) {
        const known = store.get().classes.find(({ name }) => name === label);
        // Pressed twice, nothing is there twice.
        if (
          known?.drawings.some(
            (drawing) => JSON.stringify(drawing.strokes) === JSON.stringify(strokes),
          )
        )
          continue;
        const into = known?.id ?? add(label);
        if (into === null || !hasRoom(into)) return;
        store.dispatch({ type: "classes/drawn", into, drawing: { id: newId(), strokes, image } });
      }
      const left = strip.length - labelled.length;
      if (left > 0) {
        const text =
          left === 1
            ? "1 drawing has no label in the strip and was left out."
            : `${left} drawings have no label in the strip and were left out.`;
        store.dispatch({ type: "notice/shown", kind: "info", code: "unlabelled", text });
      }
    },
  };
}
