/** An engine in a worker of its own, behind promises. */

/** @typedef {import("./types.js").Contestant} Contestant */
/** @typedef {import("./types.js").Entry} Entry */

/** @implements {Contestant} */
export class WorkerContestant {
  #entry;
  #worker;
  #next = 0;
  /** @type {Map<number, {resolve: (answer: any) => void, reject: (error: Error) => void}>} */
  #waiting = new Map();

  /** @param {Entry} entry */
  constructor(entry) {
    this.#entry = entry;
    this.#worker = new Worker(new URL("./worker.js", import.meta.url), {
      type: "module",
      name: entry.id,
    });
    this.#worker.onmessage = ({ data }) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ("error" in data) waiting?.reject(new Error(data.error));
      else waiting?.resolve(data.answer);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      for (const { reject } of this.#waiting.values())
        reject(new Error(event.message || "its worker could not be loaded"));
      this.#waiting.clear();
    };
  }

  /** @param {import("./task.js").Task} task */
  open(task) {
    return this.#post("open", [task], this.#entry);
  }
  first() {
    return this.ask("first");
  }
  agree() {
    return this.ask("agree");
  }
  /** @param {number} steps */
  settle(steps) {
    return this.ask("settle", steps);
  }
  /** @param {number} steps */
  window(steps) {
    return this.ask("window", steps);
  }

  /**
   * Something that this adapter alone can do.
   * @param {string} what
   * @param {unknown[]} args
   * @returns {Promise<any>}
   */
  ask(what, ...args) {
    return this.#post(what, args);
  }

  async close() {
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(new Error("closed"));
    this.#waiting.clear();
  }

  /** @param {string} ask @param {unknown[]} args @param {Entry} [entry] @returns {Promise<any>} */
  #post(ask, args, entry) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, ask, entry, args });
    });
  }
}
