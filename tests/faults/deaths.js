/**
 * Engines that die where a test wants it: the real one, behind the page's own session and pump, in
 * this thread.
 */

import { createHash } from "node:crypto";

import { EngineSession } from "../../www/engine/session.js";
import { RealWorker } from "../js/real/worker.js";

/** @typedef {import("../../www/engine/wire.js").Command} Command */
/** @typedef {import("../../www/engine/engine.js").Backend} Backend */
/** @typedef {import("../../www/engine/engine.js").Engine} Engine */
/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */

/** Minutes pass in seconds: deadlines and pauses are what they are, in a time that is faster. */
const TIMES = 20;
const never = () => new Promise(() => {});

/**
 * How an engine dies. Each is called in place of what was asked of it.
 * @type {Record<string, (engine: Engine, exports: any, worker: RealWorker) => Promise<any>>}
 */
export const KINDS = {
  // wasm-bindgen's own panic: a call while another one has the engine.
  async panic(engine) {
    void engine.handle({ type: "showMemory" }).catch(() => {});
    return engine.handle({ type: "showMemory" });
  },
  // What Rust does where memory ends: a trap.
  async "allocation failure"(_engine, exports) {
    try {
      // A gigabyte, until there is no more.
      for (let most = 8; most > 0; most--) exports.__wbindgen_malloc(0x3fff0000, 8);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) throw error;
    }
    // As an end that this attempt does not expect: nothing settles any more.
    return never();
  },
  async "JS error"() {
    throw new TypeError("undefined is not a function");
  },
  async terminated(_engine, _exports, worker) {
    worker.vanish("the thread was ended");
    return never();
  },
  silence: never,
};

/**
 * How a GPU is lost. The CPU's engine stands for the GPU's: Node has none.
 * @type {typeof KINDS}
 */
export const GPU_KINDS = {
  async destroyed(_engine, _exports, worker) {
    worker.die("The GPU was lost: the driver was reset");
    return never();
  },
  async refused(_engine, _exports, worker) {
    worker.die("The GPU was lost, and no adapter is left");
    return never();
  },
  async "read rejected"() {
    throw { code: "device", message: "The GPU could not be read.", retryable: true };
  },
  "never answers": never,
};

/** @typedef {{at: string, nth: number, kind: string}} Strike At the nth call of that name, from 1. */

export class Mortal {
  /** @type {Strike | null} */
  #strike = null;
  /** @type {Strike | null} */
  #next = null;
  /** When it struck, ms. */
  #struck = 0;
  /** @type {(() => void)[]} */
  #waiting = [];
  /** Ms from the death, or from when the visitor asked for it, to the next engine. */
  took = 0;
  /** Whether a silence is ended by the visitor. */
  #silenced = false;
  /** No adapter is to be had any more. */
  #refusing = false;
  /** What was opened, in order. @type {Backend[]} */
  backends = [];
  /** @type {EngineEvent[]} */
  heard = [];
  restored = 0;
  failed = 0;

  constructor() {
    const start = performance.now();
    this.session = new EngineSession(
      () =>
        new RealWorker(
          () => {},
          (...how) => this.#mortal(...how),
        ),
      {
        events: (events) => this.heard.push(...events),
        memory: () => {},
        lost: () => {},
        restored: () => {
          this.took = performance.now() - this.#struck;
          this.restored++;
          for (const go of this.#waiting.splice(0)) go();
        },
        failed: () => {
          this.failed++;
          for (const go of this.#waiting.splice(0)) go();
        },
        silent: () => {
          // A visitor who presses the button; a slow engine that was not struck is waited for.
          if (!this.#silenced) return;
          this.#silenced = false;
          this.#struck = performance.now();
          void this.session.restart();
        },
        heard: () => {},
      },
      {
        now: () => (performance.now() - start) * TIMES,
        sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms / TIMES)),
        every(act, ms) {
          const timer = setInterval(act, ms / TIMES);
          timer.unref();
          return () => clearInterval(timer);
        },
      },
    );
  }

  /** @param {Strike} strike */
  arm(strike) {
    this.#strike = { ...strike };
  }

  /** Armed once the strike before it has struck. @param {Strike} strike */
  next(strike) {
    this.#next = { ...strike };
  }

  /** Until another engine is in the place of the one that died, or none is to be. */
  again() {
    const before = this.restored + this.failed;
    return /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        if (this.restored + this.failed > before) resolve();
        else this.#waiting.push(resolve);
      })
    );
  }

  /**
   * @param {(backend: Backend) => Promise<import("../js/real/worker.js").Opened>} open
   * @param {RealWorker} worker
   * @param {Backend} backend
   * @returns {Promise<Engine>}
   */
  async #mortal(open, worker, backend) {
    if (backend === "webgpu" && this.#refusing)
      throw { code: "device", message: "There is no adapter.", retryable: true };
    this.backends.push(backend);
    const { engine, exports } = await open("cpu");
    /** @param {string} name @param {() => Promise<any>} act */
    const maybe = (name, act) => {
      const strike = this.#strike;
      if (strike?.at !== name || --strike.nth > 0) return act();
      [this.#strike, this.#next] = [this.#next, null];
      this.#struck = performance.now();
      this.#silenced = ["silence", "never answers"].includes(strike.kind);
      this.#refusing = strike.kind === "refused";
      return { ...KINDS, ...GPU_KINDS }[strike.kind](engine, exports, worker);
    };
    await maybe("open", async () => {});
    return {
      device: () => ({ ...engine.device(), kind: backend }),
      training: () => engine.training(),
      useHost: (host) => engine.useHost(host),
      useWorkers: (link) => engine.useWorkers(link),
      step: (most) => maybe("step", () => engine.step(most)),
      handle: (command) => maybe(command.type, () => engine.handle(command)),
    };
  }

  /** All that a death may not cost, as a digest of each part. */
  async holds() {
    /** @param {Command} command */
    const ask = async (command) => {
      try {
        return await this.session.send(command);
      } catch (error) {
        return [String(error)];
      }
    };
    /** @param {import("../../www/engine/wire.js").Slot} slot */
    const model = async (slot) =>
      digest(await ask({ type: "exportWeights", slot, precision: "f32" }));
    return {
      pretrained: await model("pretrained"),
      trained: await model("trained"),
      fineTuned: await model("fineTuned"),
      prepared: await model("prepared"),
      train: digest(await ask({ type: "showExamples", split: "train", count: 50, seed: 1 })),
      test: digest(await ask({ type: "showExamples", split: "test", count: 20, seed: 1 })),
      memory: digest(await ask({ type: "showMemory" })),
      pool: digest(await ask({ type: "showPool", pool: "omniglot" })),
    };
  }
}

/** @param {unknown} value */
export const digest = (value) =>
  createHash("sha256")
    .update(
      JSON.stringify(value, (_, each) =>
        each instanceof Uint8Array ? createHash("sha256").update(each).digest("hex") : each,
      ),
    )
    .digest("hex")
    .slice(0, 16);
