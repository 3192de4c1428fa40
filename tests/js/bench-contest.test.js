/** The benchmark's rules, with engines that are only played. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { contest } from "../../www/bench/contest.js";
import { PARAMETERS } from "../../www/bench/layout.js";
import { makeTask } from "../../www/bench/task.js";

/** @typedef {import("../../www/bench/types.js").Contestant} Contestant */
/** @typedef {import("../../www/bench/types.js").Entry} Entry */

const task = makeTask(new Float32Array(PARAMETERS));
const rules = { windows: 3, limitMs: 1000, tell: () => {} };

/** @param {string} id @param {Entry["library"]} library @returns {Entry} */
const entry = (id, library) => ({ id, name: id, runs: "cpu", library, options: {} });

/** An engine that takes 200 ms a step and computes what is right, but for what is said. */
class Played {
  closed = false;

  /** @param {string[]} journal @param {string} id @param {Partial<Contestant>} [differences] */
  constructor(journal, id, differences = {}) {
    this.journal = journal;
    this.id = id;
    Object.assign(this, differences);
  }
  async open() {
    return { version: "1.0", device: "played" };
  }
  async first() {
    return { ms: 900, loss: 1 };
  }
  async agree() {
    return { total: 500, gradient: new Float32Array(4).fill(1) };
  }
  async settle() {}
  /** @param {number} steps */
  async window(steps) {
    this.journal.push(`${this.id} ${steps}`);
    return { ms: 200 * steps, loss: 1 };
  }
  async close() {
    this.closed = true;
  }
}

test("engines take turns, window by window", async () => {
  /** @type {string[]} */
  const journal = [];
  const [a, b] = [new Played(journal, "a"), new Played(journal, "b")];
  const results = await contest(
    [entry("a", "metavae"), entry("b", "tfjs")],
    async ({ id }) => (id === "a" ? a : b),
    task,
    rules,
  );
  // Each first takes one step alone, to learn how many a window takes: 1,500 ms of 200 ms each.
  assert.deepEqual(journal, ["a 1", "b 1", "a 8", "b 8", "a 8", "b 8", "a 8", "b 8"]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ["measured", "measured"],
  );
  assert.deepEqual(results[0].msPerStep, { median: 200, min: 200, max: 200 });
  assert.equal(results[0].firstStepMs, 900);
  assert.ok(a.closed && b.closed, "no engine stays open");
});

test("what computes something else has no time, nor what has no number for a loss", async () => {
  const wrong = { agree: async () => ({ total: 500, gradient: Float32Array.of(1, 1, 1, 1.1) }) };
  const nothing = { agree: async () => ({ total: NaN, gradient: new Float32Array(4) }) };
  const diverges = {
    window: async (/** @type {number} */ steps) => ({ ms: 200 * steps, loss: NaN }),
  };
  const played = {
    right: new Played([], "right"),
    wrong: new Played([], "wrong", wrong),
    nothing: new Played([], "nothing", nothing),
    diverges: new Played([], "diverges", diverges),
  };
  const entries = [
    entry("right", "torch"),
    entry("wrong", "tfjs"),
    entry("nothing", "jaxjs"),
    entry("diverges", "metavae"),
  ];
  const results = await contest(
    entries,
    async ({ id }) => played[/** @type {keyof typeof played} */ (id)],
    task,
    rules,
  );
  assert.deepEqual(
    results.map(({ status }) => status),
    ["measured", "computesSomethingElse", "computesSomethingElse", "failed"],
  );
  for (const { msPerStep } of results.slice(1)) assert.equal(msPerStep, undefined);
  assert.match(results[1].reason ?? "", /gradient by 5\.0 %/);
  assert.match(results[3].reason ?? "", /its loss became NaN/);
});

test("an engine that is too slow ends alone, and is closed", async () => {
  const slow = new Played([], "slow", { first: () => new Promise(() => {}) });
  const fast = new Played([], "fast");
  const results = await contest(
    [entry("slow", "jaxjs"), entry("fast", "metavae")],
    async ({ id }) => (id === "slow" ? slow : fast),
    task,
    { ...rules, limitMs: 20 },
  );
  assert.deepEqual(
    results.map(({ status }) => status),
    ["didNotFinish", "measured"],
  );
  assert.equal(results[0].reason, "did not finish its first step in 0.02 s");
  assert.ok(slow.closed);
});

test("a failure is told in the library's own words, an absence in ours", async () => {
  const broken = {
    first: () => Promise.reject(new Error("Kernel 'Conv2DBackpropFilter' not registered")),
  };
  const results = await contest(
    [entry("broken", "tfjs"), entry("absent", "metavae")],
    async ({ id }) => (id === "broken" ? new Played([], id, broken) : "this build has none"),
    task,
    rules,
  );
  assert.deepEqual(
    results.map(({ status, reason }) => [status, reason]),
    [
      ["failed", "Kernel 'Conv2DBackpropFilter' not registered"],
      ["leftOut", "this build has none"],
    ],
  );
});

test("what WebGPU is asked for is counted a step", async () => {
  const gpu = { dispatches: 800, submits: 16, bytesWritten: 80, hostMs: 40 };
  const counted = {
    window: async (/** @type {number} */ steps) => ({ ms: 200 * steps, loss: 1, gpu }),
  };
  const [result] = await contest(
    [entry("a", "metavae")],
    async () => new Played([], "a", counted),
    task,
    rules,
  );
  assert.deepEqual(result.gpu, {
    dispatchesPerStep: 100,
    submitsPerStep: 2,
    bytesWrittenPerStep: 10,
    hostMsPerStep: { median: 5, min: 5, max: 5 },
  });
});
