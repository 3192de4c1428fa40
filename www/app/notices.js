/** Sentences for the visitor that stay until they are dismissed. */

/**
 * @typedef {object} Notice
 * @property {number} id
 * @property {"info" | "warning" | "error"} kind
 * @property {string} code For programs: an engine error's code, or the page's own.
 * @property {string} text
 * @property {{label: string, intent: NoticeIntent} | null} action
 * @property {string} details What a program said, for a report; empty: nothing to report.
 */

/**
 * What a notice's button asks for.
 * @typedef {"retryData" | "retryWeights" | "randomWeights" | "reload" | "renew" | "restart" |
 *   "stopFetching" | "keepAgain" | "saveKept" | "saveOdd"} NoticeIntent
 */

/**
 * @typedef {{type: "notice/shown", kind: Notice["kind"], code: string, text: string,
 *     action?: Notice["action"], details?: string}
 *   | {type: "notice/dismissed", id: number}
 *   | {type: "notice/cleared", code: string}} NoticeAction
 */

/** Older ones go: more than this nobody reads. */
const MOST = 4;

/**
 * @param {Notice[] | undefined} state
 * @param {{type: string}} given Any action: those that are not about notices change nothing.
 * @returns {Notice[]}
 */
export function notices(state = [], given) {
  const action = /** @type {NoticeAction} */ (given);
  switch (action.type) {
    case "notice/shown": {
      const { kind, code, text, details = "" } = action;
      const id = 1 + state.reduce((most, notice) => Math.max(most, notice.id), 0);
      const others = state.filter((notice) => notice.text !== text);
      const notice = { id, kind, code, text, action: action.action ?? null, details };
      return [...others, notice].slice(-MOST);
    }
    case "notice/dismissed":
      return state.filter((notice) => notice.id !== action.id);
    case "notice/cleared":
      return state.some((notice) => notice.code === action.code)
        ? state.filter((notice) => notice.code !== action.code)
        : state;
    default:
      return state;
  }
}
