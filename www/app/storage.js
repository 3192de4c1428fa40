/** The browser's small storage, and what is wanted from it at once: the theme, the language. */

const THEME = "metavae.theme";
const LANGUAGE = "metavae.language";

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

/** The tag of the language that was chosen. @param {Pick<KeepingStorage, "getItem">} storage */
export function loadLanguage(storage) {
  try {
    return storage.getItem(LANGUAGE);
  } catch {
    return null;
  }
}

/** @param {Pick<KeepingStorage, "setItem">} storage @param {string} tag */
export function keepLanguage(storage, tag) {
  try {
    storage.setItem(LANGUAGE, tag);
  } catch {
    // As with the theme; the address has it too.
  }
}
