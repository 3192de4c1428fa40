/** What other tabs did to what is kept, and what was kept before this visit. */

/** @typedef {import("../app/kept.js").Entry} Entry */

/**
 * `gone`: names of entries, as `app/kept.js` has them.
 * @typedef {{type: "kept/heard", entries: Entry[], gone: string[]}} KeptAction
 */

/** What of it is of one kind. @param {KeptAction} action @param {string} kind */
export const ofKind = ({ entries, gone }, kind) => ({
  entries: entries.filter((entry) => entry.kind === kind),
  gone: new Set(
    gone.filter((name) => name.startsWith(`${kind} `)).map((name) => name.slice(kind.length + 1)),
  ),
});
