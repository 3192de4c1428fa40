/** Messages: each a sentence, a button where something can be done, and a way to dismiss it. */

import { find, make, whenChanged } from "../app/dom.js";

/** @typedef {import("../app/notices.js").Notice} Notice */
/** @typedef {import("../app/notices.js").NoticeIntent} NoticeIntent */

/**
 * @param {Document} page
 * @param {{act: (intent: NoticeIntent) => void, dismiss: (id: number) => void}} intents
 */
export function noticesView(page, { act, dismiss }) {
  const host = find(page, "notices", HTMLElement);

  /**
   * By the notice itself: an id may be given again once its notice is gone.
   * @type {Map<Notice, HTMLElement>}
   */
  const shown = new Map();

  const draw = whenChanged((/** @type {Notice[]} */ notices) => {
    // Those that stay are left alone, so that a screen reader does not say them twice.
    for (const [notice, drawn] of shown) {
      if (notices.includes(notice)) continue;
      drawn.remove();
      shown.delete(notice);
    }
    for (const notice of notices) {
      if (shown.has(notice)) continue;
      const drawn = element(notice);
      shown.set(notice, drawn);
      host.append(drawn);
    }
  });

  /** @param {Notice} notice */
  function element({ id, kind, code, text, action }) {
    const close = make(
      "button",
      {
        type: "button",
        class: "icon-button",
        "data-testid": "notice-dismiss",
        "aria-label": "Dismiss",
      },
      "×",
    );
    close.addEventListener("click", () => dismiss(id));
    /** @type {HTMLElement[]} */
    const parts = [make("p", { "data-testid": "notice-text" }, text)];
    if (action) {
      const button = make(
        "button",
        { type: "button", class: "button", "data-testid": "notice-action" },
        action.label,
      );
      button.addEventListener("click", () => {
        dismiss(id);
        act(action.intent);
      });
      parts.push(button);
    }
    return make(
      "div",
      {
        class: "notice",
        "data-testid": "notice",
        "data-id": String(id),
        "data-kind": kind,
        "data-code": code,
        role: kind === "error" ? "alert" : "status",
      },
      make("div", { class: "notice-body" }, ...parts),
      close,
    );
  }

  return (/** @type {import("../state/page.js").State} */ state) => draw(state.notices);
}
