/** Telling a new engine what the old one knew, but for what it refuses and what kills it. */

import { EngineError, isDeath } from "./client.js";
import { replay, without } from "./journal.js";

/** @typedef {import("./journal.js").Journal} Journal */
/** @typedef {import("./wire.js").Command} Command */
/** @typedef {import("./engine.js").EngineEvent} EngineEvent */

/** A command that killed so many new engines is left out. */
const MOST_KILLED = 2;

export class Retelling {
  /** How many new engines a command has killed. @type {Map<Command, number>} */
  #killed = new Map();

  /**
   * @param {import("./client.js").EngineClient} client
   * @param {Journal} journal
   * @returns {Promise<{told: EngineEvent[], journal: Journal, lost: Command["type"][]}>} What it
   *   answered; what it knows now; of which kinds what it does not know is. Rejects when it dies.
   */
  async tell(client, journal) {
    /** @type {EngineEvent[]} */
    const told = [];
    /** @type {Command[]} */
    const left = [];
    for (const command of replay(journal)) {
      const killed = this.#killed.get(command) ?? 0;
      if (killed >= MOST_KILLED) {
        left.push(command);
        continue;
      }
      try {
        told.push(...(await client.command(command)));
      } catch (error) {
        if (isDeath(error)) this.#killed.set(command, killed + 1);
        // A refusal would only repeat itself.
        if (isDeath(error) || !(error instanceof EngineError)) throw error;
        left.push(command);
      }
    }
    const lost = [...new Set(left.map(({ type }) => type))];
    return { told, journal: without(journal, left), lost };
  }
}
