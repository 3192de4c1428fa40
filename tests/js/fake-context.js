/** A context for the flows: the real store, and a session and a host that a test speaks for. */

import { pageStore } from "../../www/state/page.js";

/** @typedef {import("../../www/engine/wire.js").Command} Command */
/** @typedef {import("../../www/engine/engine.js").Device} Device */
/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */

/** @type {(command: Command) => EngineEvent[] | Promise<EngineEvent[]>} */
const silent = () => [];

/**
 * @param {object} [how]
 * @param {(command: Command) => EngineEvent[] | Promise<EngineEvent[]>} [how.answer] May throw, as
 *   an engine refuses.
 * @param {(control: string) => Promise<void>} [how.control]
 * @param {(backend: string, waiting: () => void) => Promise<Device>} [how.upgrade]
 * @param {(url: string) => Response} [how.host] May throw, as an absent network does.
 */
export function fakeContext({ answer = silent, control = async () => {}, upgrade, host } = {}) {
  const store = pageStore();
  /** @type {Command[]} */
  const sent = [];
  /**
   * As the page does: what the engine says reaches the store before the answer its asker.
   * @param {EngineEvent[]} events
   */
  const say = (events) => store.dispatch({ type: "engine/events", events, at: 0 });
  /** @type {import("../../www/flows/context.js").FlowContext} */
  const context = {
    store,
    session: {
      start: async (kind) => ({ kind, name: kind }),
      async send(command) {
        sent.push(command);
        const events = await answer(command);
        say(events);
        return events;
      },
      control,
      upgrade: upgrade ?? (async (kind) => ({ kind, name: kind })),
    },
    fetcher: async (input) =>
      host ? host(String(input)) : new Response("not found", { status: 404 }),
    url: (relative) => `https://host/app/www/${relative}`,
  };
  return {
    context,
    store,
    sent,
    say,
    commands: () => sent.map(({ type }) => type),
    notices: () => store.get().notices.map(({ kind, code, text }) => ({ kind, code, text })),
  };
}
