/** Training runs over the real engine, driven as the page's worker does, and what came of them. */

import { createHash } from "node:crypto";

/** @typedef {import("../../www/engine/engine.js").Engine} Engine */
/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */
/** @typedef {import("../../www/engine/wire.js").Algorithm} Algorithm */
/** @typedef {import("../../www/engine/wire.js").Command} Command */
/** @typedef {import("../../www/engine/wire.js").Slot} Slot */

/**
 * The one event of a kind that a command or a run brought.
 *
 * @template {EngineEvent["type"]} Kind
 * @param {EngineEvent[]} events
 * @param {Kind} kind
 * @returns {Extract<EngineEvent, {type: Kind}>}
 */
export function only(events, kind) {
  const found = events.filter((event) => event.type === kind);
  if (found.length !== 1) throw new Error(`${found.length} events ${kind}`);
  return /** @type {Extract<EngineEvent, {type: Kind}>} */ (found[0]);
}

/** Begins a run and pulls it to its end. @param {Engine} engine @param {Command} command */
export async function train(engine, command) {
  const events = await engine.handle(command);
  while (engine.training()) events.push(...(await engine.step(3)));
  return events;
}

/** A model's weights, 32 bits each. @param {Engine} engine @param {Slot} slot */
export async function weights(engine, slot) {
  const events = await engine.handle({ type: "exportWeights", slot, precision: "f32" });
  return only(events, "weightsExported").bytes;
}

/** @param {Engine} engine @param {Algorithm} algorithm */
export async function metaWeights(engine, algorithm) {
  const events = await engine.handle({ type: "exportMetaWeights", algorithm });
  return only(events, "metaWeightsExported").bytes;
}

/** @param {Uint8Array} bytes */
export const hash = (bytes) => createHash("sha256").update(bytes).digest("hex");

/**
 * Holds that safetensors of 16 or 32 bits a number have finite numbers alone.
 *
 * @param {Uint8Array} bytes
 */
export function assertFinite(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 8 + Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));
  for (const [
    name,
    {
      dtype,
      data_offsets: [from, to],
    },
  ] of Object.entries(header).filter(([name]) => name !== "__metadata__")) {
    const width = dtype === "F16" ? 2 : 4;
    const [read, infinite] =
      width === 2
        ? [(/** @type {number} */ at) => view.getUint16(at, true) & 0x7fff, 0x7c00]
        : [(/** @type {number} */ at) => view.getUint32(at, true) & 0x7fffffff, 0x7f800000];
    for (let at = start + from; at < start + to; at += width)
      if (read(at) >= infinite) throw new Error(`${name} has a number that is not finite`);
  }
}
