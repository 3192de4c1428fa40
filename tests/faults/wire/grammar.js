/**
 * What the wire takes, read from the types that Rust writes for the page (`www/engine/wire.d.ts`): a
 * command that is added there is tried here without a word.
 */

import { readFileSync } from "node:fs";

/**
 * @typedef {{is: "number" | "string" | "boolean" | "null" | "bytes"}
 *   | {is: "literal", value: string}
 *   | {is: "name", name: string}
 *   | {is: "list", of: Type}
 *   | {is: "record", fields: Field[]}
 *   | {is: "both", of: Type[]}
 *   | {is: "either", of: Type[]}} Type
 * @typedef {{name: string, optional: boolean, type: Type}} Field
 */

/** @type {Record<string, Type>} */
const PLAIN = {
  number: { is: "number" },
  string: { is: "string" },
  boolean: { is: "boolean" },
  null: { is: "null" },
  Uint8Array: { is: "bytes" },
};

/** @param {string} text @returns {Map<string, Type>} */
export function grammar(text) {
  const bare = text.replace(/\/\*[\s\S]*?\*\//g, "");
  const tokens = bare.match(/"[^"]*"|[A-Za-z]\w*|[[\]{}<>|&=:;,?]/g) ?? [];
  let at = 0;
  /** @param {string} token */
  const taken = (token) => tokens[at] === token && ++at > 0;
  /** @param {string} token */
  const take = (token) => {
    if (!taken(token)) throw new Error(`wire.d.ts: “${tokens[at]}” in place of “${token}”`);
  };
  /** @returns {string} */
  const word = () => /** @type {string} */ (tokens[at++]);

  /** @returns {Type} */
  const atom = () => {
    const token = word();
    if (token.startsWith('"')) return { is: "literal", value: token.slice(1, -1) };
    if (token === "{") return record();
    if (token === "Array") {
      take("<");
      const of = type();
      take(">");
      return { is: "list", of };
    }
    if (token === "[") {
      const of = type();
      while (!taken("]")) at++;
      return { is: "list", of };
    }
    if (token === "Record") {
      // `Record<symbol, never>`: no field at all.
      while (!taken(">")) at++;
      return { is: "record", fields: [] };
    }
    return PLAIN[token] ?? { is: "name", name: token };
  };
  /** @returns {Type} */
  const record = () => {
    /** @type {Field[]} */
    const fields = [];
    while (!taken("}")) {
      const name = word().replace(/"/g, "");
      const optional = taken("?");
      take(":");
      fields.push({ name, optional, type: type() });
      taken(",");
    }
    return { is: "record", fields };
  };
  /** @returns {Type} */
  const both = () => {
    const of = [atom()];
    while (taken("&")) of.push(atom());
    return of.length === 1 ? /** @type {Type} */ (of[0]) : { is: "both", of };
  };
  /** @returns {Type} */
  const type = () => {
    taken("|");
    const of = [both()];
    while (taken("|")) of.push(both());
    return of.length === 1 ? /** @type {Type} */ (of[0]) : { is: "either", of };
  };

  /** @type {Map<string, Type>} */
  const types = new Map();
  while (at < tokens.length) {
    take("export");
    take("type");
    const name = word();
    take("=");
    types.set(name, type());
    taken(";");
  }
  return types;
}

/** Every command by its name. @param {Map<string, Type>} types @returns {Map<string, Type>} */
export function commands(types) {
  const all = types.get("Command");
  if (all?.is !== "either") throw new Error("wire.d.ts: Command is no choice of commands");
  return new Map(all.of.map((each) => [tagOf(each), each]));
}

/** @param {Type} command */
function tagOf(command) {
  const tag = command.is === "both" && command.of[0]?.is === "record" && command.of[0].fields[0];
  if (typeof tag !== "object" || tag.type.is !== "literal")
    throw new Error("wire.d.ts: a command without a type");
  return tag.type.value;
}

/** The wire of this checkout. */
export const readWire = () =>
  grammar(readFileSync(new URL("../../../www/engine/wire.d.ts", import.meta.url), "utf8"));
