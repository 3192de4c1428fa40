/**
 * The engine as the page knows it: always there. Behind it workers come and go: a dead one is
 * replaced and told what its predecessor knew, and the WebGPU engine takes over from the CPU's
 * between two runs.
 */

import { DIED, EngineClient, EngineError } from "./client.js";
import { emptyJournal, record, recordCheckpoint, replay, restorable } from "./journal.js";

/** @typedef {import("./engine.js").Backend} Backend */
/** @typedef {import("./wire.js").Command} Command */
/** @typedef {import("../worker/messages.js").Control} Control */
/** @typedef {import("./engine.js").Device} Device */
/** @typedef {import("./engine.js").EngineEvent} EngineEvent */

/**
 * What a run lost that was cut off: the step of the checkpoint that pretraining or fine-tuning went
 * back to, or all of a meta-training run, whose weights are in place at its end and not before.
 * @typedef {number | "metaTraining"} CutOff
 */

/**
 * @typedef {object} Hearer
 * @property {(events: EngineEvent[]) => void} events
 * @property {(bytes: number) => void} memory
 * @property {(reason: string) => void} lost The engine died; a new one is on its way.
 * @property {(device: Device, cutOff: CutOff | null) => void} restored It is back.
 * @property {(reason: string) => void} failed It died too often. Only a reload helps.
 */

/** A fourth death within a minute is no accident. */
const MOST_DEATHS = 3;
const DEATHS_WITHIN_MS = 60_000;

export class EngineSession {
  /** @type {() => import("./client.js").WorkerLike} */
  #spawn;
  /** @type {Hearer} */
  #hearer;
  /** @type {() => number} */
  #now;
  /** @type {EngineClient | null} */
  #client = null;
  /** @type {Backend} */
  #backend = "cpu";
  /** @type {Device | null} */
  #device = null;
  /** What commands wait for while workers change. @type {Promise<void>} */
  #gate = Promise.resolve();
  #journal = emptyJournal();
  /** @type {number[]} */
  #deaths = [];
  #failed = false;
  /** @type {"run" | "metaTraining" | null} */
  #training = null;
  /** @type {number | null} */
  #savedStep = null;
  /** Until the page knows: a replacement may die before it can say so. @type {CutOff | null} */
  #cutOff = null;
  /** @type {(() => void)[]} */
  #whenIdle = [];

  /**
   * @param {() => import("./client.js").WorkerLike} spawn
   * @param {Hearer} hearer
   * @param {() => number} [now] ms
   */
  constructor(spawn, hearer, now = () => Date.now()) {
    this.#spawn = spawn;
    this.#hearer = hearer;
    this.#now = now;
  }

  /** @param {Backend} backend @returns {Promise<Device>} */
  async start(backend) {
    this.#backend = backend;
    this.#client = this.#newClient();
    try {
      this.#device = await this.#client.open(backend);
    } catch (error) {
      if (!isDeath(error)) throw error;
      // Its replacement is on the way already.
      await this.#pass();
      this.#opened();
    }
    if (!this.#device) throw new Error("The engine started without a device.");
    return this.#device;
  }

  /** @param {Command} command @returns {Promise<EngineEvent[]>} */
  async send(command) {
    await this.#pass();
    const events = await this.#opened().command(command);
    this.#journal = record(this.#journal, command, events);
    return events;
  }

  /** @param {Control} control */
  async control(control) {
    await this.#pass();
    await this.#opened().control(control);
  }

  /**
   * Opens another engine beside this one and, as soon as no run is under way, moves to it.
   *
   * @param {Backend} backend
   * @param {() => void} waiting Called once it is open, if a run keeps it waiting.
   * @returns {Promise<Device>} Rejects where it cannot be opened; the old engine goes on.
   */
  async upgrade(backend, waiting) {
    let moved = false;
    const next = this.#newClient(() => moved);
    try {
      const device = await next.open(backend);
      while (!moved) {
        if (this.#training) {
          waiting();
          await new Promise((resolve) => this.#whenIdle.push(() => resolve(undefined)));
        }
        await this.#exclusively(async () => {
          // What the old engine is still working on was sent before the gate closed, would be
          // missing from the journal, and may be a run.
          await this.#settled();
          if (this.#training) return;
          for (const command of replay(this.#journal)) await next.command(command);
          this.#client?.terminate();
          this.#client = next;
          this.#backend = backend;
          this.#device = device;
          moved = true;
        });
      }
      return device;
    } catch (error) {
      if (!moved) next.terminate();
      throw error;
    }
  }

  /** Waits until workers are not changing, however often they do. */
  async #pass() {
    let gate;
    do {
      gate = this.#gate;
      await gate;
    } while (gate !== this.#gate);
  }

  #opened() {
    if (this.#failed || !this.#client) {
      throw new EngineError({
        code: "failed",
        message: "The engine has stopped for good. Reload the page to start again.",
        retryable: false,
      });
    }
    return this.#client;
  }

  /** Waits until the engine has answered all that was sent before. */
  async #settled() {
    await this.#client?.control("ping");
  }

  /**
   * @param {() => boolean} [audible] Whether what this client says concerns the page already.
   */
  #newClient(audible = () => true) {
    /** @type {EngineClient} */
    const client = new EngineClient(this.#spawn(), {
      events: (events) => {
        if (audible() && client === this.#client) this.#hear(events);
      },
      memory: (bytes) => {
        if (audible()) this.#hearer.memory(bytes);
      },
      checkpoint: (checkpoint) => {
        if (client !== this.#client) return;
        this.#journal = recordCheckpoint(this.#journal, checkpoint);
        if (this.#training === "run") this.#savedStep = checkpoint.step;
      },
      died: (reason) => {
        if (client === this.#client) void this.#exclusively(() => this.#replace(reason));
      },
    });
    return client;
  }

  /** @param {EngineEvent[]} events */
  #hear(events) {
    for (const event of events) {
      if (event.type === "trainingStarted") {
        this.#training = "run";
        this.#savedStep = null;
      } else if (event.type === "metaTrainingStarted") {
        this.#training = "metaTraining";
      } else if (event.type === "trainingEnded" || event.type === "metaTrainingEnded") {
        this.#training = null;
      }
    }
    this.#hearer.events(events);
    if (!this.#training) for (const go of this.#whenIdle.splice(0)) go();
  }

  /** @param {string} reason */
  async #replace(reason) {
    const now = this.#now();
    this.#deaths = [...this.#deaths.filter((at) => at > now - DEATHS_WITHIN_MS), now];
    if (this.#deaths.length > MOST_DEATHS) {
      this.#failed = true;
      this.#hearer.failed(reason);
      return;
    }
    if (this.#training)
      this.#cutOff = this.#training === "run" ? (this.#savedStep ?? 0) : "metaTraining";
    this.#training = null;
    this.#hearer.lost(reason);
    // A GPU that was lost once may be lost for good: the second time the CPU goes on.
    if (this.#deaths.length > 1) this.#backend = "cpu";
    let restored = false;
    const client = this.#newClient(() => restored);
    this.#client = client;
    try {
      const device = await client.open(this.#backend);
      /** @type {EngineEvent[]} */
      const told = [];
      this.#journal = restorable(this.#journal);
      for (const command of replay(this.#journal)) told.push(...(await client.command(command)));
      restored = true;
      this.#device = device;
      // The page knows nothing yet of the weights that a run had when it was cut off.
      const weights = told.filter(({ type }) => type === "weightsLoaded");
      if (typeof this.#cutOff === "number" && weights.length > 0) this.#hearer.events(weights);
      this.#hearer.restored(device, this.#cutOff);
      this.#cutOff = null;
      for (const go of this.#whenIdle.splice(0)) go();
    } catch (error) {
      // A death has already called for the next replacement; anything else would repeat itself.
      if (isDeath(error)) return;
      client.terminate();
      await this.#replace(error instanceof Error ? error.message : String(error));
    }
  }

  /**
   * Runs `change` while no command is let through.
   *
   * @param {() => Promise<void>} change
   */
  #exclusively(change) {
    const done = this.#gate.then(change);
    this.#gate = done.catch(() => {});
    return done;
  }
}

/** @param {unknown} error */
const isDeath = (error) => error instanceof EngineError && error.code === DIED;
