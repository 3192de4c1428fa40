/** What every flow works with, and how each tells the visitor what went wrong. */

import { MIXED } from "../engine/build.js";
import { DIED, EngineError } from "../engine/client.js";
import { FetchError } from "../engine/fetch.js";
import { OwnFileError } from "./files.js";

/** @typedef {import("./notices.js").NoticeAction} NoticeAction */
/** @typedef {import("../engine/wire.js").Command} Command */
/** @typedef {import("../engine/engine.js").EngineEvent} EngineEvent */

/** As much of an {@link EngineSession} as flows need. */
/** @typedef {Pick<EngineSession, "start" | "send" | "control" | "upgrade">} Session */
/** @typedef {import("../engine/session.js").EngineSession} EngineSession */

/**
 * @template State, Action
 * @typedef {object} FlowContext
 * @property {import("./store.js").Store<State, Action>} store
 * @property {Session} session
 * @property {import("./files.js").Files} files Those beside the page.
 */

/**
 * The event of one type in a command's answer.
 *
 * @template {EngineEvent["type"]} T
 * @param {{session: Pick<Session, "send">}} context
 * @param {T} type
 * @param {Command} command
 * @returns {Promise<Extract<EngineEvent, {type: T}>>}
 */
export async function ask(context, type, command) {
  const events = await context.session.send(command);
  const event = events.find((each) => each.type === type);
  if (!event) throw new Error(`The engine answered “${command.type}” without a “${type}”.`);
  return /** @type {Extract<EngineEvent, {type: T}>} */ (event);
}

/**
 * Ends the long command that the engine is at, undone; its sender hears the code `cancelled`.
 *
 * @template State
 * @param {FlowContext<State, any>} context
 */
export async function cancel({ session, store }) {
  try {
    await session.control("cancel");
  } catch (error) {
    tell({ store }, error);
  }
}

/**
 * Shows a failure as a notice. That the engine died is said once, where it is replaced.
 *
 * @param {{store: {dispatch: (action: NoticeAction) => void}}} context
 * @param {unknown} error
 */
export function tell({ store }, error) {
  if (error instanceof EngineError) {
    if (error.code === DIED) return;
    const kind = error.code === "blank" ? "info" : "error";
    const action =
      error.code === MIXED ? { label: "Reload", intent: /** @type {const} */ ("renew") } : null;
    store.dispatch({ type: "notice/shown", kind, code: error.code, text: error.message, action });
    return;
  }
  if (error instanceof FetchError || error instanceof OwnFileError) {
    const code = error instanceof FetchError ? "fetch" : "file";
    store.dispatch({ type: "notice/shown", kind: "error", code, text: error.message });
    return;
  }
  const text = error instanceof Error ? error.message : String(error);
  store.dispatch({
    type: "notice/shown",
    kind: "error",
    code: "page",
    text: `Something went wrong in the page: ${text}. Reload it if it does not go on.`,
  });
}
