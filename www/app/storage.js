/** Where the page keeps what it remembers between visits, on this device only; and the theme. */

const THEME = "metavae.theme";

/**
 * The browser's storage, or where it is forbidden one that keeps nothing. Even to look at it may
 * throw then.
 *
 * @param {{localStorage: Storage}} owner
 * @returns {Pick<Storage, "getItem" | "setItem">}
 */
export function openStorage(owner) {
  try {
    return owner.localStorage;
  } catch {
    return {
      getItem: () => null,
      setItem() {
        throw new Error("Storage is forbidden.");
      },
    };
  }
}

/** @typedef {ReturnType<typeof openStorage>} KeepingStorage */

/**
 * @param {KeepingStorage} storage
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

/** @param {KeepingStorage} storage @param {"light" | "dark"} theme */
export function keepTheme(storage, theme) {
  try {
    storage.setItem(THEME, theme);
  } catch {
    // A theme that is forgotten is no loss worth a sentence.
  }
}
