/**
 * Three workers that train together, over the engine that every browser runs, of which one does
 * something wrong: while it joins, while a run begins, within a step and between two.
 */

import assert from "node:assert/strict";

import { Peers } from "../../../www/worker/peers.js";
import { instantiate } from "../../js/real/module.js";
import { CrewPeer, FAULTS, PHASES } from "../crew-peer.js";

/** @typedef {import("../../../www/engine/engine.js").Engine} Engine */

const THREADS = 3;
const STEPS = 5;
/** Seconds; the page has more. */
const PATIENCE = { ready: 3, step: 3 };
/** Relative: sums of three shares are rounded elsewhere. */
const CLOSE = 1e-5;

/** @type {import("../../../www/engine/wire.js").Command} */
const PRETRAIN = {
  type: "pretrain",
  start: "scratch",
  hyper: {
    learningRate: 1e-3,
    batchSize: 32 * THREADS,
    epochs: 1000,
    maxSteps: STEPS,
    beta: 1,
    reduction: "sum",
    seed: 1,
    readEvery: 1,
    evaluateEvery: 0,
  },
};

/** @param {Engine} engine */
async function trained(engine) {
  const events = await engine.handle(PRETRAIN);
  /** @type {number[]} */
  const losses = [];
  while (engine.training()) {
    for (const event of await engine.step(1))
      if (event.type === "stepsDone") losses.push(...event.losses.map((each) => each.losses.total));
  }
  const threads = events.map((event) => event.type === "trainingStarted" && event.threads)[0];
  return { losses, threads };
}

/** @param {number[]} losses @param {number[]} alone */
function assertClose(losses, alone) {
  assert.equal(losses.length, STEPS);
  for (const [at, loss] of losses.entries()) {
    const exact = /** @type {number} */ (alone[at]);
    assert.ok(Math.abs(loss - exact) <= CLOSE * exact, `step ${at + 1}: ${loss}, alone ${exact}`);
  }
}

/** @param {import("../faults.js").Faults} faults */
export async function run(faults) {
  const { Engine, Peer } = await instantiate();
  const engine = await Engine.open("cpu");
  await engine.handle({ type: "useBuiltIn", train: 200, test: 10, seed: 1 });
  const alone = await trained(engine);
  assert.equal(alone.threads, 1);
  let slowest = 0;
  for (const phase of PHASES) {
    for (const fault of FAULTS) {
      await faults.attempt(`${fault}, ${phase}`, async () => {
        let spawned = 0;
        const peers = new Peers(
          THREADS,
          () => new CrewPeer(Peer, ++spawned === THREADS - 1 ? { phase, fault } : null),
          PATIENCE,
        );
        engine.useWorkers(peers);
        const begun = performance.now();
        const { losses, threads } = await trained(engine);
        slowest = Math.max(slowest, performance.now() - begun);
        const early = phase === "join" || phase === "begin";
        const alive = fault === "slow" || fault === "wrong length";
        assert.equal(threads, early && !alive ? 1 : THREADS);
        assertClose(losses, alone.losses);
        const next = await trained(engine);
        assert.equal(next.threads, THREADS, "the next run has peers");
        assertClose(next.losses, alone.losses);
        peers.dismiss("the attempt is over");
      });
    }
  }
  faults.figures.slowest_ms = Math.round(slowest);
}
