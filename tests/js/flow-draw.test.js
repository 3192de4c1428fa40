import assert from "node:assert/strict";
import { test } from "node:test";

import { EngineError } from "../../www/engine/client.js";
import { drawFlow, STOPS } from "../../www/flows/draw.js";
import { fakeContext } from "./fake-context.js";

/** @typedef {import("../../www/engine/wire.js").Command} Command */
/** @typedef {import("../../www/engine/engine.js").EngineEvent} EngineEvent */

const PIXELS = 784;
const LOSSES = { reconstruction: 90, kl: 10, total: 100 };
const line = (/** @type {number} */ x) => [[x, 10, x, 20]];
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** An engine that encodes when it is told to, and a pad. */
function pad() {
  /** @type {(() => void)[]} */
  const waiting = [];
  /** @param {Command} command @returns {EngineEvent[] | Promise<EngineEvent[]>} */
  const answer = (command) => {
    if (command.type === "decode")
      return [
        {
          type: "decoded",
          slot: command.slot,
          images: new Uint8Array(command.latents.length * PIXELS),
        },
      ];
    if (command.type !== "encode") return [];
    const { slot, picture } = command;
    const mean = Array(32).fill("strokes" in picture ? picture.strokes[0][0] / 100 : 0);
    /** @type {EngineEvent} */
    const encoded = {
      type: "encoded",
      slot,
      image: new Uint8Array(PIXELS),
      mean,
      deviation: mean,
      reconstruction: new Uint8Array(PIXELS),
      losses: LOSSES,
      around: new Uint8Array(0),
    };
    return new Promise((resolve) => waiting.push(() => resolve([encoded])));
  };
  const fake = fakeContext({ answer });
  fake.say([{ type: "weightsLoaded", slot: "pretrained", name: "w", parameters: 1 }]);
  return {
    ...fake,
    flow: drawFlow(fake.context),
    draw: () => fake.store.get().draw,
    /** Lets the engine answer what it is working on. */
    async encodeNow() {
      waiting.shift()?.();
      await turn();
    },
    encodedStrokes: () =>
      fake.sent.flatMap((command) =>
        command.type === "encode" && "strokes" in command.picture
          ? [command.picture.strokes[0][0]]
          : [],
      ),
  };
}

test("a quick pen does not pile up work: the first, then only the newest", async () => {
  const { flow, encodeNow, encodedStrokes, draw } = pad();
  for (const x of [1, 2, 3, 4, 5]) flow.draw(line(x));
  assert.deepEqual(encodedStrokes(), [1]);
  await encodeNow();
  assert.deepEqual(encodedStrokes(), [1, 5]);
  await encodeNow();
  assert.deepEqual([encodedStrokes(), draw().count, draw().encoded?.mean[0]], [[1, 5], 2, 0.05]);
});

test("a pad cleared while the engine works stays clear", async () => {
  const { flow, encodeNow, draw } = pad();
  flow.draw(line(1));
  flow.draw([]);
  await encodeNow();
  assert.deepEqual([draw().strokes, draw().encoded], [[], null]);
});

test("a moved latent is decoded with the others where they are, at every stop", async () => {
  const { flow, encodeNow, sent, draw } = pad();
  flow.draw(line(50));
  await encodeNow();
  flow.moveLatent(7, 2);
  await turn();
  const decode = sent.at(-1);
  assert.ok(decode?.type === "decode");
  const [now, ...row] = decode.latents;
  assert.deepEqual([now[6], now[7], now[8]], [0.5, 2, 0.5]);
  assert.deepEqual(
    row.map((z) => z[7]),
    STOPS,
  );
  assert.ok(row.every((z) => z.every((value, index) => index === 7 || value === 0.5)));
  assert.equal(draw().traversal?.row.length, STOPS.length * PIXELS);
});

test("nothing is asked of an engine without weights", () => {
  const fake = fakeContext();
  const flow = drawFlow(fake.context);
  flow.draw(line(1));
  flow.refresh();
  assert.deepEqual(fake.commands(), []);
  assert.deepEqual(
    fake.store.get().draw.strokes,
    line(1),
    "and the drawing is there when they come",
  );
});

test("the examples take turns, each under its own label", () => {
  const { flow, draw } = pad();
  const labels = [0, 1, 2].map(() => {
    flow.example();
    return draw().label;
  });
  assert.deepEqual(labels, ["3", "8", "2"]);
  flow.draw(line(1));
  assert.deepEqual([draw().example, draw().label], [false, ""]);
});

test("a blank drawing is a hint and no error", async () => {
  const fake = fakeContext({
    answer() {
      throw new EngineError({
        code: "blank",
        message: "There is nothing drawn yet.",
        retryable: false,
      });
    },
  });
  fake.say([{ type: "weightsLoaded", slot: "pretrained", name: "w", parameters: 1 }]);
  drawFlow(fake.context).draw(line(1));
  await turn();
  assert.deepEqual(fake.notices(), [
    { kind: "info", code: "blank", text: "There is nothing drawn yet." },
  ]);
});

test("two kept drawings are offered a line, once, and not over the visitor's choice", () => {
  const { flow, store, draw } = pad();
  const keep = (/** @type {string} */ id) =>
    store.dispatch({
      type: "strip/kept",
      drawing: { id, label: "", strokes: line(1), selected: true, image: new Uint8Array(PIXELS) },
    });
  keep("a");
  flow.interpolateFirst();
  assert.equal(draw().between.from, null, "one is no line");
  keep("b");
  flow.interpolateFirst();
  assert.deepEqual([draw().between.from, draw().between.to], ["a", "b"]);
  keep("c");
  flow.interpolate("c", null);
  flow.interpolateFirst();
  assert.deepEqual([draw().between.from, draw().between.to], ["c", null]);
});
