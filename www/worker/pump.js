/**
 * What the worker does with an engine: serves commands one at a time, and between them pulls the
 * steps of the run under way. Free of `self`, so that a test can drive it.
 */

import { Breath, CANCELLED, isLong, unlessCancelled } from "./breath.js";

/** @typedef {import("../engine/engine.js").Engine} Engine */
/** @typedef {import("../engine/engine.js").Backend} Backend */
/** @typedef {import("../engine/engine.js").EngineEvent} EngineEvent */
/** @typedef {import("./messages.js").FromWorker} FromWorker */
/** @typedef {import("../engine/wire.js").Algorithm} Algorithm */
/** @typedef {import("../engine/wire.js").Report} Report */
/** @typedef {import("../engine/wire.js").Run} Run */
/** @typedef {import("../engine/wire.js").Slot} Slot */
/** @typedef {import("./messages.js").ToWorker} ToWorker */

/**
 * @typedef {object} Surroundings
 * @property {(backend: Backend) => Promise<Engine>} open Loads the artefact and opens an engine.
 * @property {() => number} memory Bytes that the wasm instance holds.
 * @property {(message: FromWorker) => void} post
 * @property {() => Promise<void>} breathe Lets messages that have come in be delivered.
 * @property {() => number} now ms
 * @property {() => void} [hurry] Somebody waits for the step under way.
 */

/** A pull takes about this long, so that a drawing waits no longer for its turn. */
const PULL_MS = 100;
/** The GPU has no back-pressure on the web: more steps than this unread, and memory grows. */
const MOST_STEPS = 8;
/** Lost at most, when an engine dies; exporting costs some 20 ms. */
const CHECKPOINT_MS = 20_000;
/** And of a run that has just begun, whose weights may be nowhere else. */
const FIRST_CHECKPOINT_MS = 3_000;
/** How often a worker that has nothing else to say says that it is alive. */
const ALIVE_MS = 1_000;

/** @type {Record<Run, Slot>} */
const SLOT_OF = { pretrain: "trained", fineTune: "fineTuned" };

export class Pump {
  /** @type {Surroundings} */
  #at;
  /** @type {Engine | null} */
  #engine = null;
  /** @type {ToWorker[]} */
  #queue = [];
  #busy = false;
  #dead = false;
  #paused = false;
  /** A single step of a paused run is wanted. */
  #single = false;
  #stepsAPull = 1;
  /** @type {Run | null} */
  #run = null;
  #step = 0;
  #savedAt = 0;
  #saveAfter = CHECKPOINT_MS;
  #saidAt = 0;
  /** @type {Breath} */
  #breath;
  /** The algorithm that meta-trains. @type {Algorithm | null} */
  #meta = null;

  /** @param {Surroundings} surroundings */
  constructor(surroundings) {
    this.#at = surroundings;
    this.#breath = new Breath(surroundings, () => this.alive());
  }

  /**
   * Takes a message from the page. Settles when there is nothing left to do.
   *
   * @param {ToWorker} message
   */
  async take(message) {
    if (this.#heardAtOnce(message)) return;
    this.#queue.push(message);
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.#work();
    } catch (error) {
      this.die(error);
    } finally {
      this.#busy = false;
    }
  }

  /**
   * A panic, a lost device: the instance is of no more use.
   *
   * @param {unknown} error
   */
  die(error) {
    if (this.#dead) return;
    this.#dead = true;
    this.#queue = [];
    // A pull has nobody to answer: there even a failure in the engine's own words ends up here.
    const worded = error instanceof Error || isReport(error);
    this.#at.post({ fatal: worded ? error.message : String(error) });
  }

  /** Says so to the page, which takes silence for a fault. To be called between pieces of work. */
  alive() {
    if (this.#at.now() - this.#saidAt >= ALIVE_MS) this.#post({ alive: true });
  }

  /** What concerns the work under way does not queue behind it. @param {ToWorker} message */
  #heardAtOnce(message) {
    if ("command" in message && message.command.type === "stopTraining") {
      if (this.#breath.endPull()) this.#at.hurry?.();
    }
    if (!("control" in message) || message.control !== "cancel") return false;
    this.#breath.cancel();
    for (const { id } of this.#queue.filter(isLong)) this.#post({ id, error: CANCELLED });
    this.#queue = this.#queue.filter((queued) => !isLong(queued));
    this.#post({ id: message.id, events: [], memory: this.#at.memory() });
    return true;
  }

  async #work() {
    while (!this.#dead) {
      const message = this.#queue.shift();
      if (message) await this.#serve(message);
      else if (this.#engine?.training() && (!this.#paused || this.#single)) {
        await this.#pull(this.#engine);
        this.alive();
        await this.#at.breathe();
      } else return;
    }
  }

  /** @param {ToWorker} message */
  async #serve(message) {
    const { id } = message;
    try {
      if ("open" in message) {
        this.#engine = await this.#at.open(message.open.backend);
        this.#engine.useHost(this.#breath);
        this.#post({ id, device: this.#engine.device(), memory: this.#at.memory() });
      } else if ("command" in message) {
        const { command } = message;
        const engine = this.#opened();
        const events = await this.#breath.during(command, () => engine.handle(command));
        this.#note(events);
        await this.#saveMeta(events);
        this.#post({ id, events, memory: this.#at.memory() });
        await this.#saveIfEnded(events);
      } else if ("control" in message) {
        this.#control(message.control);
        this.#post({ id, events: [], memory: this.#at.memory() });
      } else {
        throw new Error(`The worker does not know this message: ${JSON.stringify(message)}`);
      }
    } catch (error) {
      if (!isReport(error)) throw error;
      this.#post({ id, error });
    }
  }

  #opened() {
    if (!this.#engine) throw new Error("A command came before the engine was opened.");
    return this.#engine;
  }

  /** @param {import("./messages.js").Control} control */
  #control(control) {
    switch (control) {
      case "ping":
        return;
      case "pause":
        this.#paused = true;
        return;
      case "resume":
        this.#paused = false;
        return;
      case "step":
        this.#single = true;
        return;
      default:
        throw new Error(`The worker does not know the control “${String(control)}”.`);
    }
  }

  /** @param {Engine} engine */
  async #pull(engine) {
    const single = this.#paused;
    const steps = this.#stepsAPull;
    const began = this.#at.now();
    const events = await this.#breath.during("pull", () =>
      single ? engine.handle({ type: "singleStep" }).catch(unlessCancelled) : engine.step(steps),
    );
    const took = this.#at.now() - began;
    if (!single) this.#stepsAPull = clamp(Math.round((steps * PULL_MS) / Math.max(took, 1)));
    this.#single = false;
    this.#note(events);
    await this.#saveMeta(events);
    if (events.length > 0) this.#post({ events, memory: this.#at.memory() });
    if (events.some((event) => event.type === "trainingEnded")) await this.#saveIfEnded(events);
    else if (this.#at.now() - this.#savedAt >= this.#saveAfter) await this.#save();
  }

  /** @param {EngineEvent[]} events */
  #note(events) {
    for (const event of events) {
      if (event.type === "trainingStarted" || event.type === "metaTrainingStarted") {
        this.#run = event.type === "trainingStarted" ? event.run : null;
        this.#meta = event.type === "metaTrainingStarted" ? event.algorithm : null;
        this.#step = 0;
        this.#paused = false;
        this.#single = false;
        // The last run's steps may have been far shorter.
        this.#stepsAPull = 1;
        this.#savedAt = this.#at.now();
        this.#saveAfter = FIRST_CHECKPOINT_MS;
      } else if (event.type === "metaTrainingEnded") {
        this.#meta = null;
      } else if ("step" in event && event.type !== "evaluated") {
        this.#step = event.step;
      }
    }
  }

  /** Before the page hears that a run ended, so that nothing is lost that was announced. */
  /** @param {EngineEvent[]} events */
  async #saveMeta(events) {
    for (const event of events) {
      // One that diverged has left the weights as they were, if there are any.
      if (event.type !== "metaTrainingEnded" || event.ending === "diverged") continue;
      await this.#saveTrained(event.algorithm, event.step);
    }
  }

  /** @param {Algorithm} algorithm @param {number} step */
  async #saveTrained(algorithm, step) {
    await this.#export({ type: "exportMetaWeights", algorithm }, (said) =>
      said.type === "metaWeightsExported" ? { algorithm, bytes: said.bytes, step } : null,
    );
  }

  /** @param {EngineEvent[]} events */
  async #saveIfEnded(events) {
    if (events.some((event) => event.type === "trainingEnded")) {
      await this.#save();
      this.#run = null;
    }
  }

  async #save() {
    this.#savedAt = this.#at.now();
    this.#saveAfter = CHECKPOINT_MS;
    if (this.#meta) await this.#saveTrained(this.#meta, this.#step);
    if (!this.#run) return;
    const slot = SLOT_OF[this.#run];
    await this.#export({ type: "exportWeights", slot, precision: "f32" }, (event) =>
      event.type === "weightsExported" ? { slot, bytes: event.bytes, step: this.#step } : null,
    );
  }

  /**
   * @param {import("../engine/wire.js").Command} command
   * @param {(event: EngineEvent) => import("./messages.js").Checkpoint | null} checkpointIn
   */
  async #export(command, checkpointIn) {
    try {
      for (const event of await this.#opened().handle(command)) {
        const checkpoint = checkpointIn(event);
        if (checkpoint) this.#post({ checkpoint });
      }
    } catch (error) {
      // Weights that cannot be exported now are no reason to stop training.
      if (!isReport(error)) throw error;
    }
  }

  /** @param {FromWorker} message */
  #post(message) {
    if (this.#dead) return;
    this.#saidAt = this.#at.now();
    this.#at.post(message);
  }
}

/** @param {number} steps */
const clamp = (steps) => Math.min(Math.max(steps, 1), MOST_STEPS);

/**
 * Whether a rejection is the engine's own, in its own words. Any other is a panic.
 *
 * @param {unknown} error
 * @returns {error is Report}
 */
export function isReport(error) {
  if (typeof error !== "object" || error === null || error instanceof Error) return false;
  return "code" in error && "message" in error && typeof error.message === "string";
}
