/**
 * One worker as promises: each request gets its answer, whatever else the worker says in between.
 */

/** @typedef {import("./engine.js").Backend} Backend */
/** @typedef {import("../worker/messages.js").Checkpoint} Checkpoint */
/** @typedef {import("./wire.js").Command} Command */
/** @typedef {import("../worker/messages.js").Control} Control */
/** @typedef {import("./engine.js").Device} Device */
/** @typedef {import("./engine.js").EngineEvent} EngineEvent */
/** @typedef {import("../worker/messages.js").FromWorker} FromWorker */
/** @typedef {import("./wire.js").Report} Report */
/** @typedef {import("../worker/messages.js").ToWorker} ToWorker */

/**
 * As much of a `Worker` as is used here.
 * @typedef {object} WorkerLike
 * @property {(message: ToWorker) => void} postMessage
 * @property {() => void} terminate
 * @property {((event: {data: FromWorker}) => void) | null} onmessage
 * @property {((event: {message?: string, preventDefault?: () => void}) => void) | null} onerror
 */

/**
 * @typedef {object} Listeners
 * @property {(events: EngineEvent[]) => void} events Whether they were asked for or not.
 * @property {(bytes: number) => void} memory
 * @property {(checkpoint: Checkpoint) => void} checkpoint
 * @property {(reason: string) => void} died Once. Nothing more is heard after it.
 */

/** @typedef {{resolve: (answer: any) => void, reject: (error: EngineError) => void}} Pending */
/** @typedef {{open: {backend: Backend}} | {command: Command} | {control: Control}} Request */

/** A failure in the words that the visitor reads. */
export class EngineError extends Error {
  /** @param {Report} report */
  constructor({ code, message, retryable }) {
    super(message);
    this.name = "EngineError";
    this.code = code;
    this.retryable = retryable;
  }
}

/** The code of an {@link EngineError} for a request whose engine died. */
export const DIED = "died";

export class EngineClient {
  /** @type {WorkerLike} */
  #worker;
  /** @type {Listeners} */
  #listeners;
  /** @type {Map<number, Pending>} */
  #pending = new Map();
  /** Before the worker says `ready` nobody listens there. @type {ToWorker[] | null} */
  #early = [];
  #nextId = 1;
  #dead = false;

  /** @param {WorkerLike} worker @param {Listeners} listeners */
  constructor(worker, listeners) {
    this.#worker = worker;
    this.#listeners = listeners;
    worker.onmessage = ({ data }) => this.#hear(data);
    worker.onerror = (event) => {
      event.preventDefault?.();
      this.#die(event.message ?? "its script could not be loaded");
    };
  }

  /** @param {Backend} backend @returns {Promise<Device>} */
  open(backend) {
    return this.#request({ open: { backend } });
  }

  /** @param {Command} command @returns {Promise<EngineEvent[]>} */
  command(command) {
    return this.#request({ command });
  }

  /** @param {Control} control @returns {Promise<void>} */
  async control(control) {
    await this.#request({ control });
  }

  /** Ends the worker; what it still owed an answer is rejected. */
  terminate() {
    this.#end("it was ended");
  }

  /** @param {Request} request @returns {Promise<any>} */
  #request(request) {
    return new Promise((resolve, reject) => {
      if (this.#dead) return reject(died("it has stopped"));
      const message = { id: this.#nextId++, ...request };
      this.#pending.set(message.id, { resolve, reject });
      if (this.#early) this.#early.push(message);
      else this.#worker.postMessage(message);
    });
  }

  /** @param {FromWorker} message */
  #hear(message) {
    if (this.#dead) return;
    if ("ready" in message) {
      const early = this.#early ?? [];
      this.#early = null;
      for (const each of early) this.#worker.postMessage(each);
    } else if ("fatal" in message) {
      this.#die(message.fatal);
    } else if ("checkpoint" in message) {
      this.#listeners.checkpoint(message.checkpoint);
    } else if ("error" in message) {
      this.#settle(message.id)?.reject(new EngineError(message.error));
    } else if ("device" in message) {
      this.#listeners.memory(message.memory);
      this.#settle(message.id)?.resolve(message.device);
    } else if ("events" in message) {
      this.#listeners.memory(message.memory);
      if (message.events.length > 0) this.#listeners.events(message.events);
      if ("id" in message) this.#settle(message.id)?.resolve(message.events);
    } else {
      throw new Error(`The page does not know this message: ${JSON.stringify(message)}`);
    }
  }

  /** @param {number} id */
  #settle(id) {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  /** @param {string} reason */
  #die(reason) {
    if (this.#dead) return;
    this.#end(reason);
    this.#listeners.died(reason);
  }

  /** @param {string} reason */
  #end(reason) {
    this.#dead = true;
    this.#worker.terminate();
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(died(reason));
  }
}

/** @param {string} reason */
const died = (reason) =>
  new EngineError({
    code: DIED,
    message: `The engine stopped before it could answer: ${reason}`,
    retryable: true,
  });
