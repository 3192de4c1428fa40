/**
 * The engine as the page knows it: always there. Behind it workers come and go: a dead one is
 * replaced and told what its predecessor knew, the WebGPU engine takes over from the CPU's between
 * two runs, and one that holds too much memory makes room for a fresh one.
 */

import { EngineClient, isDeath, stoppedForGood } from "./client.js";
import { Gate } from "./gate.js";
import { emptyJournal, record, recordCheckpoint, replay } from "./journal.js";
import { MemoryBudget } from "./memory-budget.js";
import { Recent } from "./recent.js";
import { Restarts } from "./restarts.js";
import { Retelling } from "./retelling.js";
import { CLOCK } from "./silence.js";

/** @typedef {import("./engine.js").Backend} Backend */
/** @typedef {import("./wire.js").Command} Command */
/** @typedef {import("./engine.js").Device} Device */
/** @typedef {import("./engine.js").EngineEvent} EngineEvent */
/** @typedef {import("./client.js").WorkerLike} WorkerLike */
/** @typedef {import("../worker/messages.js").Told} Told */

/**
 * What a death cost.
 * @typedef {object} Cost
 * @property {number | null} cutOff The step of the checkpoint that a run went back to, 0 before its
 *   first; null: no run was under way.
 * @property {Command["type"][]} lost What a new engine could not be told: it was refused, or it
 *   killed the engine twice.
 */

/**
 * @typedef {object} Hearer
 * @property {(events: EngineEvent[]) => void} events
 * @property {(bytes: number) => void} memory
 * @property {(told: Told) => void} [told] Beside its work.
 * @property {(reason: string) => void} lost The engine died; a new one is on its way.
 * @property {(device: Device, cost: Cost) => void} restored It is back.
 * @property {(reason: string) => void} failed It died too often. It can be tried again.
 * @property {(ms: number) => void} silent It has not said anything for so long, and should have.
 * @property {() => void} heard It speaks again.
 */

/** A GPU that was lost so often may be lost for good: then the CPU goes on. */
const MOST_GPU_DEATHS = 2;

export class EngineSession {
  /** @type {() => WorkerLike} */
  #spawn;
  /** @type {Hearer} */
  #hearer;
  /** @type {import("./silence.js").Clock} */
  #clock;
  /** The one that answers. @type {EngineClient | null} */
  #client = null;
  /** @type {Backend} */
  #backend = "cpu";
  /** @type {Device | null} */
  #device = null;
  #gate = new Gate();
  #journal = emptyJournal();
  #restarts = new Restarts();
  #gpuDeaths = 0;
  #retelling = new Retelling();
  #failed = false;
  #training = false;
  /** @type {number | null} */
  #savedStep = null;
  /** Until the page knows: a replacement may die before it can say so. @type {number | null} */
  #cutOff = null;
  /** @type {(() => void)[]} */
  #whenIdle = [];
  #budget = new MemoryBudget();
  #renewing = false;
  /** @type {Extract<EngineEvent, {type: "dataChanged"}> | null} */
  #data = null;
  recent = new Recent();

  /**
   * @param {() => WorkerLike} spawn
   * @param {Hearer} hearer
   * @param {import("./silence.js").Clock} [clock]
   */
  constructor(spawn, hearer, clock = CLOCK) {
    this.#spawn = spawn;
    this.#hearer = hearer;
    this.#clock = clock;
  }

  /** @param {Backend} backend @returns {Promise<Device>} */
  async start(backend) {
    this.#backend = backend;
    await this.#gate.during(async () => {
      const client = this.#newClient();
      try {
        this.#take(client, await client.open(backend));
      } catch (error) {
        client.terminate();
        if (!isDeath(error)) throw error;
        await this.#replace(client.reason);
      }
    });
    this.#opened();
    return /** @type {Device} */ (this.#device);
  }

  /** @param {Command} command @returns {Promise<EngineEvent[]>} */
  async send(command) {
    await this.#gate.pass();
    this.recent.sent(command, this.#clock.now());
    const events = await this.#opened().command(command);
    this.#journal = record(this.#journal, command, events);
    return events;
  }

  /** @param {import("../worker/messages.js").Control} control */
  async control(control) {
    await this.#gate.pass();
    await this.#opened().control(control);
  }

  /**
   * Opens another engine beside this one and, as soon as no run is under way, moves to it.
   *
   * @param {Backend} backend
   * @param {() => void} waiting Called once it is open, if a run keeps it waiting.
   * @returns {Promise<Device>} Rejects where it cannot be opened, or cannot be told what this one
   *   knows; the old engine goes on.
   */
  async upgrade(backend, waiting) {
    const next = this.#newClient();
    try {
      const device = await next.open(backend);
      for (let known = emptyJournal(); this.#client !== next; ) {
        if (this.#training) {
          waiting();
          await new Promise((resolve) => this.#whenIdle.push(() => resolve(undefined)));
        }
        // While the old engine goes on: what is told takes a while, and may never end.
        const told = this.#journal;
        for (const command of replay(told, known)) await next.command(command);
        known = told;
        await this.#gate.during(async () => {
          // What the old engine is still working on was sent before the gate closed, would be
          // missing from the journal, and may be a run.
          await this.#opened().control("ping");
          if (this.#training || this.#journal !== told) return;
          this.#client?.terminate();
          this.#backend = backend;
          this.#take(next, device);
        });
      }
      return device;
    } finally {
      if (this.#client !== next) next.terminate();
    }
  }

  /** Replaces an engine that says nothing, or tries again after the last one failed. */
  async restart() {
    if (this.#failed) {
      this.#failed = false;
      this.#restarts.forgive();
      await this.#gate.during(() => this.#replace("it was tried again"));
    } else this.#client?.abandon("it did not answer and was restarted");
  }

  #opened() {
    if (this.#failed || !this.#client) throw stoppedForGood();
    return this.#client;
  }

  /** @param {EngineClient} client @param {Device} device */
  #take(client, device) {
    this.#client = client;
    this.#device = device;
    this.#budget.renewed();
  }

  /** Until it is the one that answers, what it says concerns whoever opened it alone. */
  #newClient() {
    /** @type {EngineClient} */
    const client = new EngineClient(
      this.#spawn(),
      {
        events: (events) => {
          if (client === this.#client) this.#hear(events);
        },
        memory: (bytes) => {
          if (client === this.#client) this.#hearMemory(bytes);
        },
        checkpoint: (checkpoint) => {
          if (client !== this.#client) return;
          this.#journal = recordCheckpoint(this.#journal, checkpoint);
          if (this.#training) this.#savedStep = checkpoint.step;
        },
        died: (reason) => {
          if (client === this.#client) void this.#gate.during(() => this.#replace(reason));
        },
        silent: (ms) => {
          // Nobody's work is at stake in one that has only been told what another knows.
          if (client === this.#client) this.#hearer.silent(ms);
          else client.abandon(`it did not answer for ${Math.round(ms / 1000)} s`);
        },
        heard: () => void (client === this.#client && this.#hearer.heard()),
        told: (told) => this.#hearer.told?.(told),
      },
      this.#clock,
    );
    return client;
  }

  /** @param {EngineEvent[]} events */
  #hear(events) {
    for (const event of events) {
      if (event.type === "trainingStarted" || event.type === "metaTrainingStarted") {
        this.#training = true;
        this.#savedStep = null;
      } else if (event.type === "trainingEnded" || event.type === "metaTrainingEnded") {
        this.#training = false;
      } else if (event.type === "dataChanged") {
        this.#data = event;
      }
    }
    try {
      this.#hearer.events(events);
    } finally {
      if (!this.#training) for (const go of this.#whenIdle.splice(0)) go();
    }
  }

  /** @param {number} bytes */
  #hearMemory(bytes) {
    this.#hearer.memory(bytes);
    if (!this.#budget.exceeded(bytes) || this.#renewing || this.#training) return;
    this.#renewing = true;
    const renewed = () => (this.#renewing = false);
    // A failure leaves the old one at work, which may be asked again.
    void this.upgrade(this.#backend, () => {}).then(renewed, renewed);
  }

  /** Until a new engine is where the old one was, or none is to be. @param {string} why */
  async #replace(why) {
    this.#client = null;
    if (this.#training) this.#cutOff = this.#savedStep ?? 0;
    this.#training = false;
    for (let reason = why; ; ) {
      const now = this.#clock.now();
      this.recent.died(reason, now);
      const pause = this.#restarts.after(now);
      if (pause === null) {
        this.#failed = true;
        this.#hearer.failed(reason);
        return;
      }
      this.#hearer.lost(reason);
      if (this.#backend === "webgpu" && ++this.#gpuDeaths >= MOST_GPU_DEATHS) this.#backend = "cpu";
      if (pause > 0) await this.#clock.sleep(pause);
      const trouble = await this.#bring();
      if (trouble === null) return;
      reason = trouble;
    }
  }

  /** Brings a new engine to where the old one was; else why it could not be. */
  async #bring() {
    /** @type {EngineClient | null} */
    let client = null;
    try {
      client = this.#newClient();
      const device = await client.open(this.#backend);
      const { told, journal, lost } = await this.#retelling.tell(client, this.#journal);
      this.#journal = journal;
      this.#take(client, device);
      this.#announce(device, told, lost);
      return null;
    } catch (error) {
      client?.terminate();
      if (client && isDeath(error)) return client.reason;
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** @param {Device} device @param {EngineEvent[]} told @param {Command["type"][]} lost */
  #announce(device, told, lost) {
    // The page knows nothing yet of the weights that a run had when it was cut off, and believes in
    // data that the new engine may not have.
    const weights = told.filter(({ type }) => type === "weightsLoaded");
    const data = told.findLast((event) => event.type === "dataChanged");
    const news = [
      ...(this.#cutOff === null ? [] : weights),
      ...(data && JSON.stringify(data) !== JSON.stringify(this.#data) ? [data] : []),
    ];
    if (news.length > 0) this.#hear(news);
    this.#hearer.restored(device, { cutOff: this.#cutOff, lost });
    this.#cutOff = null;
    for (const go of this.#whenIdle.splice(0)) go();
  }
}
