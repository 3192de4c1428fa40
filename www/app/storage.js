/** The browser's small storage, and the theme in it: that is wanted before anything is shown. */

const THEME = "metavae.theme";

/**
 * One of the browser's storages, or where it is forbidden one that keeps nothing. Even to look at
 * it may throw then.
 *
 * @param {Pick<Window, "localStorage" | "sessionStorage">} owner
 * @param {"localStorage" | "sessionStorage"} [which]
 * @returns {KeepingStorage}
 */
export function openStorage(owner, which = "localStorage") {
  try {
    return owner[which];
  } catch {
    return {
      length: 0,
      key: () => null,
      getItem: () => null,
      removeItem() {},
      setItem() {
        throw new Error("Storage is forbidden.");
      },
    };
  }
}

/**
 * @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">} KeepingStorage
 */

/**
 * @param {Pick<KeepingStorage, "getItem">} storage
 * @returns {"light" | "dark" | null} Null: as the system has it.
 */
export function loadTheme(storage) {
  try {
    const theme = storage.getItem(THEME);
    return theme === "light" || theme === "dark" ? theme : null;
  } catch {
    return null;
  }
}

/** @param {Pick<KeepingStorage, "setItem">} storage @param {"light" | "dark"} theme */
export function keepTheme(storage, theme) {
  try {
    storage.setItem(THEME, theme);
  } catch {
    // A theme that is forgotten is no loss worth a sentence.
  }
}
