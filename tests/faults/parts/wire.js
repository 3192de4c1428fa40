/**
 * Random commands to the engine that every browser runs: fitting, at the ends of their ranges and
 * beyond, of wrong types, with fields missing and too many, between steps of runs that begin and
 * end. No trap, and what is refused has changed nothing.
 */

import { omniglotArchive } from "../../js/real/files.js";
import { instantiate } from "../../js/real/module.js";
import { pageFile } from "../../js/real/page.js";
import { glance, whole } from "../wire/digest.js";
import { commands, readWire } from "../wire/grammar.js";
import { stream, Values } from "../wire/values.js";

/** @typedef {import("../../../www/engine/engine.js").Engine} Engine */
/** @typedef {import("../../../www/engine/wire.js").Algorithm} Algorithm */
/** @typedef {import("../../../www/engine/wire.js").Method} Method */

const SHORT = 40_000;
const LONG = 400_000;
/** Work is no longer wanted after so long: where it is cut off is as random as the rest. */
const WANTED_MS = 8;
/** Between two comparisons of all that the engine holds. */
const WHOLE_EVERY = 4000;
/** Refused commands between the two halves of such a comparison. */
const REFUSED = 40;

const types = readWire();
const known = commands(types);
/** @param {string} name */
const listed = (name) => {
  const type = types.get(name);
  if (type?.is !== "either") throw new Error(`wire.d.ts: ${name} is no list of names`);
  return type.of.map((each) => (each.is === "literal" ? each.value : ""));
};
const ALGORITHMS = /** @type {Algorithm[]} */ (listed("Algorithm"));
const METHODS = /** @type {Method[]} */ (listed("Method"));

/** Commands that take much longer than the others come more rarely. */
const RARE = new Set(["resetWeights", "useBuiltIn", "pretrain", "metaTrain", "fineTune"]);

/** @param {import("../faults.js").Faults} faults */
export async function run(faults) {
  const seed = faults.long ? Date.now() >>> 0 : 1;
  faults.figures.seed = seed;
  const wire = new Wire(faults, seed);
  await wire.open();
  const most = faults.long ? LONG : SHORT;
  for (let at = 1; at <= most; at++) {
    await wire.next();
    if (at % WHOLE_EVERY === 0) await wire.compareWhole();
  }
  Object.assign(faults.figures, wire.figures);
}

class Wire {
  figures = { taken: 0, refused: 0, cancelled: 0, steps: 0, slowest_ms: 0, engine_mib: 0 };
  /** @type {Engine | undefined} */
  #engine;
  /** @type {WebAssembly.Memory | undefined} */
  #memory;
  #values;
  #faults;
  #begun = 0;
  /** What {@link glance} said last, where nothing has changed since. @type {string | null} */
  #seen = null;

  /** @param {import("../faults.js").Faults} faults @param {number} seed */
  constructor(faults, seed) {
    this.#faults = faults;
    this.#values = new Values(stream(seed), types);
  }

  /** An engine that has something of everything. */
  async open() {
    const { Engine, memory } = await instantiate();
    const engine = await Engine.open("cpu");
    engine.useHost({ breathe: () => performance.now() - this.#begun > WANTED_MS });
    [this.#engine, this.#memory, this.#seen] = [engine, memory, null];
    this.#begun = Number.POSITIVE_INFINITY;
    await engine.handle({ type: "resetWeights", seed: 1 });
    await engine.handle({ type: "useBuiltIn", train: 60, test: 60, seed: 1 });
    const archive = new Uint8Array(omniglotArchive("Greek", 4, 6));
    await engine.handle({ type: "loadOmniglot", bytes: archive });
    for (const algorithm of ALGORITHMS) {
      const name = algorithm.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      const bytes = pageFile(`weights/mnist-${name}.safetensors`);
      await engine.handle({ type: "loadMetaWeights", algorithm, name, bytes });
    }
  }

  async next() {
    const values = this.#values;
    this.#faults.count(1);
    if (values.chance(0.05)) return this.#step();
    const odd = values.one([0, 0, 0.05, 0.3]);
    await this.#send(this.#command(odd));
  }

  async #step() {
    const engine = /** @type {Engine} */ (this.#engine);
    await this.#call("a step", async () => {
      await engine.step(1 + this.#values.upTo(2));
      this.figures.steps++;
      this.#seen = null;
    });
  }

  /** @param {number} odd */
  #command(odd) {
    const values = this.#values;
    const names = [...known.keys()];
    let name = values.one(names);
    while (RARE.has(name) && !values.chance(0.06)) name = values.one(names);
    const type = known.get(name);
    return /** @type {any} */ (type && values.of(type, name, odd));
  }

  /** @param {any} command */
  async #send(command) {
    const engine = /** @type {Engine} */ (this.#engine);
    await this.#call(worded(command), async () => {
      this.#begun = Number.POSITIVE_INFINITY;
      const before = this.#seen ?? (await glance(engine));
      this.#seen = before;
      this.#begun = performance.now();
      try {
        await engine.handle(command);
        this.figures.taken++;
        this.#seen = null;
      } catch (error) {
        if (!isReport(error)) throw error;
        this.figures[error.code === "cancelled" ? "cancelled" : "refused"]++;
        this.#timed(command);
        this.#begun = Number.POSITIVE_INFINITY;
        const after = await glance(engine);
        if (after !== before) throw new Error(`it was refused (${error.message}) and changed all`);
      }
      this.#timed(command);
    });
  }

  /** @param {any} command */
  #timed(command) {
    const took = performance.now() - this.#begun;
    if (took > this.figures.slowest_ms) {
      this.figures.slowest_ms = Math.round(took);
      if (took > 1000) console.log(`${Math.round(took)} ms: ${worded(command)}`);
    }
    this.figures.engine_mib = (this.#memory?.buffer.byteLength ?? 0) >> 20;
  }

  /**
   * A trap is a loss, and there is another engine after it.
   *
   * @param {string} what
   * @param {() => Promise<void>} act
   */
  async #call(what, act) {
    // A panic after an await ends in nobody's promise.
    /** @type {(error: unknown) => void} */
    let trap = () => {};
    const trapped = new Promise((_, reject) => (trap = reject));
    process.once("uncaughtException", trap);
    try {
      await Promise.race([act(), trapped]);
    } catch (error) {
      if (isReport(error)) return;
      this.#faults.lose(what, error);
      await this.open();
    } finally {
      process.off("uncaughtException", trap);
    }
  }

  /** What is refused changes nothing of all that there is. */
  async compareWhole() {
    const engine = /** @type {Engine} */ (this.#engine);
    this.#begun = Number.POSITIVE_INFINITY;
    let command = /** @type {any} */ (null);
    await this.#call("a comparison of all", async () => {
      const before = await whole(engine, ALGORITHMS, METHODS);
      for (let refused = 0; refused < REFUSED; refused++) {
        command = { ...this.#command(0.9), [this.#values.one(["spare", "extra"])]: 1 };
        await engine.handle(command).then(
          () => Promise.reject(new Error(`a field too many was taken: ${worded(command)}`)),
          (error) => isReport(error) || Promise.reject(error),
        );
      }
      if ((await whole(engine, ALGORITHMS, METHODS)) !== before)
        throw new Error("refused commands have changed something");
    });
  }
}

/** @param {unknown} error @returns {error is {code: string, message: string}} */
const isReport = (error) =>
  typeof error === "object" &&
  error !== null &&
  !(error instanceof Error) &&
  "code" in error &&
  "message" in error &&
  typeof error.message === "string" &&
  error.message.length > 0;

/** A command in few words. @param {any} command */
const worded = (command) =>
  JSON.stringify(command, (_, value) => {
    if (value instanceof Uint8Array) return `${value.length} bytes`;
    if (typeof value === "bigint" || typeof value === "symbol" || typeof value === "function")
      return String(value);
    return Array.isArray(value) && value.length > 40 ? `${value.length} of ${value[0]}` : value;
  });
