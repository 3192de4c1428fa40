/** What a story puts on the pad, and how what was there comes back. */

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("./context.js").FlowContext["store"]} Store */

/**
 * Shows an example.
 *
 * @param {Store} store
 * @param {import("./examples.js").Example} example
 * @param {() => void} refresh Encodes what is on the pad.
 * @returns {() => void} Puts back what was there, unless the visitor has drawn since.
 */
export function setDrawing(store, { label, strokes }, refresh) {
  const before = store.get().draw;
  store.dispatch({ type: "draw/strokes", strokes, example: true });
  store.dispatch({ type: "draw/label", label });
  refresh();
  return () => {
    if (store.get().draw.strokes === strokes) putBack(store, before, refresh);
  };
}

/** @param {Store} store @param {State["draw"]} before @param {() => void} refresh */
export function putBack(store, { strokes, example, label, kept }, refresh) {
  if (strokes.length === 0) return store.dispatch({ type: "draw/blank" });
  store.dispatch({ type: "draw/strokes", strokes, example });
  store.dispatch({ type: "draw/label", label });
  if (kept) store.dispatch({ type: "draw/kept" });
  refresh();
}
