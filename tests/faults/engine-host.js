/** Engines in threads that can be ended: what they are asked may never come back. */

import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { engineFiles } from "../js/real/module.js";

/** @typedef {import("./engine-thread.js").Answer} Answer */
/** @typedef {import("../../www/engine/wire.js").Command} Command */

const SCRIPT = new URL("engine-thread.js", import.meta.url);

export class EngineThread {
  #worker;

  /** @param {Worker} worker */
  constructor(worker) {
    this.#worker = worker;
  }

  static async start() {
    // stderr: a panic is said by the answer, and need not be said twice.
    const worker = new Worker(SCRIPT, { workerData: await engineFiles(), stderr: true });
    await once(worker, "message");
    return new EngineThread(worker);
  }

  /**
   * @param {Command[]} commands One after the other, until one is refused.
   * @param {{probe?: boolean, patience?: number}} [how] `probe`: with a hash of all that the engine
   *   holds then. `patience`: ms.
   * @returns {Promise<Answer>} Rejects where it takes longer, or the thread ends.
   */
  async ask(commands, { probe = false, patience = 20_000 } = {}) {
    this.#worker.postMessage({ commands, probe });
    const signal = AbortSignal.timeout(patience);
    try {
      const [answer] = await once(this.#worker, "message", { signal });
      return answer;
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new Error(`The engine did not answer within ${patience / 1000} s.`);
    }
  }

  async end() {
    await this.#worker.terminate();
  }
}
