/** An engine in a process of its own, asked in lines of JSON on its standard input. */

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { firstBatch } from "../www/bench/task.js";

/** @typedef {import("../www/bench/types.js").Contestant} Contestant */
/** @typedef {import("../www/bench/task.js").Task} Task */

/** @implements {Contestant} */
export class NativeContestant {
  #process;
  #folder = mkdtempSync(join(tmpdir(), "metavae-bench-"));
  /** @type {{resolve: (answer: any) => void, reject: (error: Error) => void} | null} */
  #waiting = null;
  #said = "";

  /** @param {string[]} command */
  constructor([program, ...args]) {
    this.#process = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
    createInterface({ input: this.#process.stdout }).on("line", (line) => this.#answer(line));
    this.#process.stderr.on("data", (text) => (this.#said = (this.#said + text).slice(-2000)));
    this.#process.on("error", (error) => this.#fail(error.message));
    this.#process.on("exit", (code) =>
      this.#fail(`it ended (${code}): ${this.#said.trim().split("\n").at(-1) ?? ""}`),
    );
  }

  /** @param {Task} task */
  open(task) {
    const images = firstBatch(task);
    const files = { weights: task.weights, images, eps: task.eps };
    /** @type {Record<string, unknown>} */
    const paths = {};
    for (const [name, numbers] of Object.entries(files)) {
      paths[name] = join(this.#folder, `${name}.f32`);
      writeFileSync(
        String(paths[name]),
        new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength),
      );
    }
    return this.#ask({ ask: "open", batch: task.batch, ...paths });
  }
  first() {
    return this.#ask({ ask: "window", steps: 1 });
  }
  async agree() {
    const path = join(this.#folder, "gradient.f32");
    const answer = await this.#ask({ ask: "agree", gradient: path });
    const bytes = readFileSync(path);
    return {
      ...answer,
      gradient: new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4),
    };
  }
  /** @param {number} steps */
  async settle(steps) {
    await this.window(steps);
  }
  /** @param {number} steps */
  window(steps) {
    return this.#ask({ ask: "window", steps });
  }

  async close() {
    this.#process.removeAllListeners("exit");
    this.#process.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** @param {unknown} question @returns {Promise<any>} */
  #ask(question) {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      if (this.#process.exitCode !== null)
        return this.#fail(`it ended (${this.#process.exitCode}): ${this.#said.trim()}`);
      this.#process.stdin.write(`${JSON.stringify(question)}\n`);
    });
  }

  /** @param {string} line */
  #answer(line) {
    const waiting = this.#waiting;
    this.#waiting = null;
    try {
      const answer = JSON.parse(line);
      if (answer.error) waiting?.reject(new Error(answer.error));
      else waiting?.resolve(answer);
    } catch {
      waiting?.reject(new Error(`it said “${line}”`));
    }
  }

  /** @param {string} why */
  #fail(why) {
    this.#waiting?.reject(new Error(why));
    this.#waiting = null;
  }
}
