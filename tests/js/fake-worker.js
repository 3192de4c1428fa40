/** A worker that a test speaks for: it records what it is sent and answers as told. */

/** @typedef {import("../../www/engine/wire.js").Command} Command */
/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */
/** @typedef {import("../../www/worker/messages.js").FromWorker} FromWorker */
/** @typedef {import("../../www/worker/messages.js").ToWorker} ToWorker */

export class FakeWorker {
  /** @type {ToWorker[]} */
  sent = [];
  terminated = false;
  /** @type {((event: {data: FromWorker}) => void) | null} */
  onmessage = null;
  /** @type {((event: {message?: string}) => void) | null} */
  onerror = null;
  /**
   * Answers by itself where set.
   * @type {((message: ToWorker, worker: FakeWorker) => void) | null}
   */
  reply = null;

  /** @param {ToWorker} message */
  postMessage(message) {
    this.sent.push(message);
    const { reply } = this;
    if (reply) queueMicrotask(() => reply(message, this));
  }

  terminate() {
    this.terminated = true;
  }

  /** @param {FromWorker} message */
  say(message) {
    this.onmessage?.({ data: message });
  }

  /** The commands it was sent, by type. */
  commands() {
    return this.sent.flatMap((message) => ("command" in message ? [message.command.type] : []));
  }
}

/**
 * A worker that does whatever it is asked.
 *
 * @param {(command: Command) => EngineEvent[]} [answer]
 */
export function obligingWorker(answer = () => []) {
  const worker = new FakeWorker();
  worker.reply = (message) => {
    const { id } = message;
    if ("open" in message) {
      worker.say({
        id,
        device: { kind: message.open.backend, name: message.open.backend },
        memory: 1,
      });
    } else if ("command" in message) {
      worker.say({ id, events: answer(message.command), memory: 2 });
    } else worker.say({ id, events: [], memory: 2 });
  };
  queueMicrotask(() => worker.say({ ready: true }));
  return worker;
}

/** Lets everything that is due happen. */
export const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
