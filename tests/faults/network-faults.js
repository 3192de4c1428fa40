/** How a host fails, and what is expected of the page then. */

/** @typedef {import("../e2e/server.mjs").Fault} Fault */

/**
 * @typedef {object} Failure
 * @property {string} name
 * @property {Fault} fault
 * @property {"said" | "passes" | "slow"} ends In a sentence; unnoticed, since it passes; or it comes
 *   in the end, is said to be slow, and can be stopped.
 */

/** Larger than anything that is fetched may be. */
const HUGE = 60_000_000;
const WEB_PAGE = "<!doctype html><title>Not here</title><h1>This page was not found</h1>";

/** @param {number} rate Bytes a second of the slow one. @returns {Failure[]} */
export const failures = (rate) => [
  { name: "404", fault: { status: 404 }, ends: "said" },
  { name: "500, then 200", fault: { status: 500, times: 1 }, ends: "passes" },
  { name: "a web page", fault: { html: WEB_PAGE }, ends: "said" },
  { name: "cut", fault: { breaks: "cut" }, ends: "said" },
  { name: "stalled before the headers", fault: { stall: "before" }, ends: "said" },
  { name: "stalled within the body", fault: { stall: "after" }, ends: "said" },
  { name: "reset", fault: { breaks: "reset" }, ends: "said" },
  { name: "1 kB/s", fault: { rate }, ends: "slow" },
  { name: "too large", fault: { large: HUGE }, ends: "said" },
];

/** Something a visitor can read: words, not a code or a stack. @param {string} text */
export const isSentence = (text) =>
  /^[A-Z“a-z].{20,}[.!]$/s.test(text) &&
  !/\bat .+:\d+:\d+|\[object|undefined|NaN|panicked|TypeError|AbortError/.test(text);
