/** Errors that nobody caught: a visitor should not have to open the console to hear of them. */

/** Layout that did not settle within a frame; browsers report it as an error, and go on. */
const HARMLESS = /^ResizeObserver loop/;

/**
 * @param {Window} window
 * @param {(text: string, details: string) => void} say
 */
export function hearOfErrors(window, say) {
  /** @param {unknown} error @param {string} [message] */
  const hear = (error, message) => {
    const words = message ?? (error instanceof Error ? error.message : String(error));
    if (HARMLESS.test(words)) return;
    const details = error instanceof Error ? (error.stack ?? words) : words;
    say("Something went wrong in the page. Reload it if it does not go on.", details);
  };
  window.addEventListener("error", ({ error, message }) => hear(error, message));
  window.addEventListener("unhandledrejection", ({ reason }) => hear(reason));
}
