/**
 * A contestant on a page that a program drives from outside: it makes the task here, and answers
 * in what survives a wire.
 */

import { readWeights } from "./safetensors.js";
import { makeTask } from "./task.js";
import { WorkerContestant } from "./worker-contestant.js";

/** The committed weights, which every engine starts from. */
export async function fetchTask() {
  const response = await fetch(new URL("../weights/vae-mnist.safetensors", import.meta.url));
  if (!response.ok)
    throw new Error(`The weights cannot be fetched: ${response.status} ${response.statusText}.`);
  return makeTask(readWeights(await response.arrayBuffer()));
}

export class Driven {
  #contestant;

  /** @param {import("./types.js").Entry} entry */
  constructor(entry) {
    this.#contestant = new WorkerContestant(entry);
  }

  /**
   * @param {string} what
   * @param {any[]} args
   * @returns {Promise<{answer: unknown} | {error: string}>}
   */
  async ask(what, ...args) {
    try {
      const answer =
        what === "open"
          ? await this.#contestant.open(await fetchTask())
          : await this.#contestant.ask(what, ...args);
      return {
        answer: answer?.gradient ? { ...answer, gradient: base64(answer.gradient) } : answer,
      };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }
}

/** @param {Float32Array} numbers */
function base64(numbers) {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  const parts = [];
  for (let start = 0; start < bytes.length; start += 32768) {
    parts.push(String.fromCharCode(...bytes.subarray(start, start + 32768)));
  }
  return btoa(parts.join(""));
}
