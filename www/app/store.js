/** The store: one state that is never changed in place, and those who are told when it changes. */

/**
 * @template State, Action
 * @typedef {object} Store
 * @property {() => State} get
 * @property {(action: Action) => void} dispatch
 * @property {(listener: (state: State, before: State) => void) => () => void} subscribe Returns how
 *   to end it.
 */

/**
 * @template State, Action
 * @param {(state: State, action: Action) => State} reduce
 * @param {State} initial
 * @returns {Store<State, Action>}
 */
export function createStore(reduce, initial) {
  let state = initial;
  /** @type {Set<(state: State, before: State) => void>} */
  const listeners = new Set();
  return {
    get: () => state,
    dispatch(action) {
      const before = state;
      state = reduce(state, action);
      for (const listener of [...listeners]) listener(state, before);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
