/**
 * One worker as promises: each request gets its answer, whatever else the worker says in between,
 * and whoever listens. A worker that owes something and says nothing is watched.
 */

import { CLOCK, SILENCE_MS, SilenceWatch } from "./silence.js";
import { transferable } from "./transfer.js";

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
 * @property {(message: ToWorker, transfer?: ArrayBuffer[]) => void} postMessage
 * @property {() => void} terminate
 * @property {((event: {data: FromWorker}) => void) | null} onmessage
 * @property {((event: {message?: string, preventDefault?: () => void}) => void) | null} onerror
 */

/**
 * @typedef {object} Listeners
 * @property {(events: EngineEvent[]) => void} events Whether they were asked for or not.
 * @property {(bytes: number) => void} memory
 * @property {(checkpoint: Checkpoint) => void} checkpoint
 * @property {(told: import("../worker/messages.js").Told) => void} [told] Beside its work.
 * @property {(reason: string) => void} died Once. Nothing more is heard after it.
 * @property {(ms: number) => void} silent It owes something, and has said nothing for too long.
 * @property {() => void} heard It speaks again after that.
 */

/**
 * @typedef {object} Pending
 * @property {Request} request
 * @property {(answer: any) => void} resolve
 * @property {(error: EngineError) => void} reject
 */
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
/** The code of one that page and worker understand differently. */
export const MIXED = "mixed";

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
  /** Why it died. */
  reason = "";
  /** @type {SilenceWatch} */
  #watch;
  /** @type {Backend} */
  #backend = "cpu";
  /** A run is under way. */
  #training = false;
  #paused = false;
  /** One step of a paused run was asked for. */
  #single = false;

  /**
   * @param {WorkerLike} worker
   * @param {Listeners} listeners
   * @param {import("./silence.js").Clock} [clock]
   */
  constructor(worker, listeners, clock = CLOCK) {
    this.#worker = worker;
    this.#listeners = listeners;
    this.#watch = new SilenceWatch(listeners.silent, listeners.heard, clock);
    worker.onmessage = ({ data }) => this.#hear(data);
    worker.onerror = (event) => {
      event.preventDefault?.();
      this.abandon(event.message ?? "its script could not be loaded");
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

  /** Whether it owes nothing. */
  get idle() {
    return this.#pending.size === 0 && !(this.#training && (!this.#paused || this.#single));
  }

  /** Ends the worker; what it still owed an answer is rejected. */
  terminate() {
    if (!this.#dead) this.#end("it was ended");
  }

  /** Ends the worker as one that died. @param {string} reason */
  abandon(reason) {
    if (this.#dead) return;
    this.#end(reason);
    this.#listeners.died(reason);
  }

  /** @param {Request} request @returns {Promise<any>} */
  #request(request) {
    return new Promise((resolve, reject) => {
      if (this.#dead) return reject(died("it has stopped"));
      const message = { id: this.#nextId++, ...request };
      this.#pending.set(message.id, { request, resolve, reject });
      if ("open" in request) this.#backend = request.open.backend;
      this.#await();
      if (this.#early) this.#early.push(message);
      else this.#post(message);
    });
  }

  /** Watches for as long as it owes something. */
  #await() {
    // It takes one after another, so the oldest is what it is at.
    const [first] = this.#pending.values();
    const task = first && "open" in first.request ? "opening" : "working";
    this.#watch.allow(this.#dead || this.idle ? null : SILENCE_MS[task][this.#backend]);
  }

  /** @param {ToWorker} message */
  #post(message) {
    const { copy, transfer } = transferable(message);
    this.#worker.postMessage(copy, transfer);
  }

  /** @param {FromWorker} message */
  #hear(message) {
    if (this.#dead) return;
    this.#watch.heard();
    if ("alive" in message) return;
    if ("ready" in message) {
      const early = this.#early ?? [];
      this.#early = null;
      for (const each of early) this.#post(each);
    } else if ("fatal" in message) {
      this.abandon(message.fatal);
    } else if ("told" in message) {
      this.#listeners.told?.(message.told);
    } else if ("checkpoint" in message) {
      this.#listeners.checkpoint(message.checkpoint);
    } else if ("error" in message) {
      this.#settle(message.id)?.reject(new EngineError(message.error));
    } else if ("device" in message) {
      const pending = this.#settle(message.id);
      this.#listeners.memory(message.memory);
      pending?.resolve(message.device);
    } else if ("events" in message) {
      this.#hearEvents(message);
    } else {
      const { id } = /** @type {{id?: number}} */ (message);
      if (id !== undefined) this.#settle(id)?.reject(mixed());
      throw new Error(`The page does not know this message: ${JSON.stringify(message)}`);
    }
  }

  /** @param {{id?: number, events: EngineEvent[], memory: number}} message */
  #hearEvents({ id, events, memory }) {
    const pending = id === undefined ? undefined : this.#settle(id);
    this.#note(events, pending?.request);
    try {
      this.#listeners.memory(memory);
      if (events.length > 0) this.#listeners.events(events);
    } finally {
      // Whatever a listener makes of them: who asked has the answer.
      pending?.resolve(events);
    }
  }

  /** @param {EngineEvent[]} events @param {Request} [request] */
  #note(events, request) {
    if (request && "control" in request) {
      if (request.control === "pause") this.#paused = true;
      if (request.control === "resume") this.#paused = false;
      if (request.control === "step") this.#single = true;
    } else if (events.length > 0) this.#single = false;
    for (const { type } of events) {
      const starts = type === "trainingStarted" || type === "metaTrainingStarted";
      if (starts) this.#paused = false;
      if (starts || type === "trainingEnded" || type === "metaTrainingEnded")
        this.#training = starts;
    }
    this.#await();
  }

  /** @param {number} id */
  #settle(id) {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    this.#await();
    return pending;
  }

  /** @param {string} reason */
  #end(reason) {
    this.#dead = true;
    this.reason = reason;
    this.#worker.terminate();
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    this.#await();
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

export const stoppedForGood = () =>
  new EngineError({
    code: "failed",
    message: "The engine has stopped for good. Start it again, or reload the page.",
    retryable: false,
  });

const mixed = () =>
  new EngineError({
    code: MIXED,
    message: "The page and its engine are of different versions. Reload the page.",
    retryable: false,
  });

/** @param {unknown} error */
export const isDeath = (error) => error instanceof EngineError && error.code === DIED;
