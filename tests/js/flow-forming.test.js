/** The plane of two latents as it forms: when it is asked for, and what a refusal says. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { EngineError } from "../../www/engine/client.js";
import { formingFlow } from "../../www/flows/forming.js";

/** @typedef {import("../../www/flows/context.js").FlowContext} FlowContext */

const CODES = {
  type: "codes",
  latents: 2,
  builtIn: true,
  means: new Uint8Array(16),
  labels: new Uint8Array([3, 8]),
  images: new Uint8Array(2 * 784),
};

/** @param {{latents: number, answer: () => object[] | Promise<object[]>}} how */
function forming({ latents, answer }) {
  /** @type {{type: string}[]} */
  const dispatched = [];
  /** @type {object[]} */
  const sent = [];
  const weights = { running: latents, trained: null, revision: 1 };
  const context = /** @type {FlowContext} */ (
    /** @type {unknown} */ ({
      store: {
        get: () => ({ weights }),
        dispatch: (/** @type {{type: string}} */ action) => dispatched.push(action),
      },
      session: {
        send: async (/** @type {object} */ command) => {
          sent.push(command);
          return answer();
        },
      },
    })
  );
  return { flow: formingFlow(context), weights, dispatched, sent };
}

const refuse = () => {
  throw new EngineError({ code: "data", message: "There are no digits.", retryable: false });
};

test("a copy of two latents: once a second at most, and what is shown is its own", async () => {
  const { flow, dispatched, sent } = forming({ latents: 2, answer: () => [CODES] });
  flow.follow();
  flow.follow();
  await flow.draw();
  assert.equal(sent.length, 2, "the second step within a second asks for nothing");
  assert.deepEqual(
    dispatched.map(({ type }) => type),
    ["train/codes", "train/codes"],
  );
  const [{ plane }] = /** @type {{plane: {places: Float32Array, labels: Uint8Array}}[]} */ (
    /** @type {unknown} */ (dispatched)
  );
  assert.deepEqual([plane.places.length, [...plane.labels]], [4, [3, 8]]);
});

test("a copy of more latents has no plane, and is asked for none", async () => {
  const { flow, dispatched, sent } = forming({ latents: 8, answer: () => [CODES] });
  flow.follow();
  await flow.draw();
  assert.deepEqual([sent, dispatched], [[], []]);
});

test("a refusal is told once, not at each try; and again after one that went well", async () => {
  let refused = true;
  const { flow, dispatched } = forming({
    latents: 2,
    answer: () => (refused ? refuse() : [CODES]),
  });
  const types = () => dispatched.map(({ type }) => type);
  await flow.draw();
  await flow.draw();
  assert.deepEqual(types(), ["notice/shown"]);
  refused = false;
  await flow.draw();
  refused = true;
  await flow.draw();
  assert.deepEqual(types(), ["notice/shown", "train/codes", "notice/shown"]);
});

test("a refusal because the copy went meanwhile is told to nobody", async () => {
  const { flow, weights, dispatched } = forming({
    latents: 2,
    answer: () => {
      weights.revision++;
      return refuse();
    },
  });
  await flow.draw();
  assert.deepEqual(dispatched, []);
});
