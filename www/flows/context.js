/** The app's context for flows, over this page's state. */

export { ask, cancel, tell } from "../app/flow-context.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../state/page.js").Action} Action */
/** @typedef {import("../app/flow-context.js").FlowContext<State, Action>} FlowContext */
