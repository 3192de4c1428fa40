/** Messages: each a sentence, a button where something can be done, and a way to dismiss it. */

import { atRest } from "../app/at-rest.js";
import { find, whenChanged } from "../app/dom.js";
import { html, nothing, render, repeat } from "../app/lit.js";

/** @typedef {import("../app/notices.js").Notice} Notice */
/** @typedef {import("../app/notices.js").NoticeIntent} NoticeIntent */

/**
 * @param {Document} page
 * @param {object} intents
 * @param {(intent: NoticeIntent) => void} intents.act
 * @param {(id: number) => void} intents.dismiss
 * @param {(notice: Notice) => void} intents.report
 */
export function noticesView(page, { act, dismiss, report }) {
  const host = find(page, "notices", HTMLElement);

  /** @param {number} id @param {NonNullable<Notice["action"]>} action */
  const button = (id, { label, intent }) => {
    const press = () => {
      dismiss(id);
      act(intent);
    };
    return html`<button type="button" class="button" data-testid="notice-action" @click=${press}>
      ${label}
    </button>`;
  };
  /** @param {Notice} notice */
  const details = (notice) => html`<details>
    <summary>What it said</summary>
    <pre data-testid="notice-details">${notice.details}</pre>
    <button
      type="button"
      class="button"
      data-testid="notice-report"
      @click=${() => report(notice)}
    >
      Copy report
    </button>
  </details>`;
  /** @param {Notice} notice */
  const element = (notice) => {
    const { id, kind, code, text, action } = notice;
    return html`
    <div
      class="notice"
      data-testid="notice"
      data-id=${id}
      data-kind=${kind}
      data-code=${code}
      role=${kind === "error" ? "alert" : "status"}
    >
      <div class="notice-body">
        <p data-testid="notice-text">${text}</p>
        ${action ? button(id, action) : nothing} ${notice.details ? details(notice) : nothing}
      </div>
      <button
        type="button"
        class="icon-button"
        data-testid="notice-dismiss"
        aria-label="Dismiss"
        @click=${() => dismiss(id)}
      >
        ×
      </button>
    </div>
  `;
  };
  const whenAtRest = atRest(page);
  // By the notice itself: an id may be given again once its notice is gone. Those that stay are
  // left alone, so that a screen reader does not say them twice.
  const draw = whenChanged((/** @type {Notice[]} */ notices) =>
    whenAtRest(() =>
      render(
        repeat(notices, (notice) => notice, element),
        host,
      ),
    ),
  );
  return (/** @type {import("../state/page.js").State} */ state) => draw(state.notices);
}
