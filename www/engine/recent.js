/**
 * What happened lately, for a report: the last commands without pictures, drawings or weights, and
 * why engines died.
 */

/** @typedef {import("./wire.js").Command} Command */

/** @typedef {{at: number, what: string}} Happening `at`: ms since the page was opened. */

const MOST = 20;

export class Recent {
  /** Numbers and names; of everything longer, how long it is. @type {Happening[]} */
  commands = [];
  /** @type {Happening[]} */
  deaths = [];

  /** @param {Command} command @param {number} at */
  sent(command, at) {
    this.commands = added(this.commands, inWords(command), at);
  }

  /** @param {string} reason @param {number} at */
  died(reason, at) {
    this.deaths = added(this.deaths, reason, at);
  }
}

/** @param {Happening[]} list @param {string} what @param {number} at */
const added = (list, what, at) => [...list, { at: Math.round(at), what }].slice(-MOST);

/** @param {Command} command */
const inWords = (command) =>
  JSON.stringify(command, (_, value) => {
    if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
    if (Array.isArray(value) && value.length > 8) return `${value.length} items`;
    if (typeof value === "string" && value.length > 40) return `${value.length} characters`;
    return value;
  });
