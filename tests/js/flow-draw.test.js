import assert from "node:assert/strict";
import { test } from "node:test";

import { ask } from "../../www/flows/context.js";
import { AROUND, drawFlow, STOPS } from "../../www/flows/draw.js";
import { realPage, settle } from "./real/page.js";

/** @typedef {import("../../www/engine/wire.js").Command} Command */

const PIXELS = 784;
const line = (/** @type {number} */ x) => [[x, 30, x, 200]];

/**
 * A pad over an engine that encodes when it is told to.
 * @param {import("node:test").TestContext} test
 */
async function pad(test) {
  /** @type {(() => void)[]} */
  const waiting = [];
  /** @type {(command: Command) => Promise<void> | void} */
  let delay = (command) => {
    if (command.type !== "encode") return undefined;
    return /** @type {Promise<void>} */ (new Promise((resolve) => waiting.push(resolve)));
  };
  const page = await realPage(test, { delay: (command) => delay(command) });
  await page.pretrained();
  const draw = () => page.store.get().draw;
  const encodes = () => page.heard.filter(({ type }) => type === "encoded").length;
  return {
    ...page,
    flow: drawFlow(page.context),
    draw,
    /** Lets the engine answer what it is working on. */
    async encodeNow() {
      const before = encodes();
      while (waiting.length === 0) await settle();
      waiting.shift()?.();
      while (encodes() === before) await settle();
      await settle();
    },
    /** From now on it does without being told. */
    hurry() {
      delay = () => {};
      for (const go of waiting.splice(0)) go();
    },
    encodedStrokes: () =>
      page.sent.flatMap((command) =>
        command.type === "encode" && "strokes" in command.picture
          ? [command.picture.strokes[0][0]]
          : [],
      ),
  };
}

test("a quick pen does not pile up work: the first, then only the newest", async (t) => {
  const { flow, encodeNow, encodedStrokes, draw, hurry, engine } = await pad(t);
  for (const x of [100, 110, 120, 130, 140]) flow.draw(line(x));
  assert.deepEqual(encodedStrokes(), [100]);
  await encodeNow();
  assert.deepEqual(encodedStrokes(), [100, 140]);
  await encodeNow();
  assert.deepEqual([encodedStrokes(), draw().count], [[100, 140], 2]);
  hurry();
  const newest = await ask(engine, "encoded", {
    type: "encode",
    slot: "pretrained",
    picture: { strokes: line(140) },
    around: AROUND,
    spread: draw().spread,
    seed: draw().aroundSeed,
  });
  assert.deepEqual(draw().encoded, newest);
});

test("a pad cleared while the engine works stays clear", async (t) => {
  const { flow, encodeNow, draw } = await pad(t);
  flow.draw(line(100));
  flow.draw([]);
  await encodeNow();
  assert.deepEqual([draw().strokes, draw().encoded], [[], null]);
});

test("a moved latent is decoded with the others where they are, at every stop", async (t) => {
  const { flow, encodeNow, sent, draw, until } = await pad(t);
  flow.draw(line(150));
  await encodeNow();
  flow.pickLatent(7);
  await until((state) => state.draw.traversal !== null);
  const unmoved = draw().traversal;
  assert.equal(draw().at, null);
  flow.moveLatent(7, 2);
  await until((state) => state.draw.traversal !== null && state.draw.traversal !== unmoved);
  const decode = sent.at(-1);
  assert.ok(decode?.type === "decode");
  const mean = draw().encoded?.mean ?? [];
  const [now, ...row] = decode.latents;
  assert.deepEqual([now[6], now[7], now[8]], [mean[6], 2, mean[8]]);
  assert.deepEqual(
    row.map((z) => z[7]),
    STOPS,
  );
  assert.ok(row.every((z) => z.every((value, index) => index === 7 || value === mean[index])));
  assert.equal(draw().traversal?.length, STOPS.length * PIXELS);
  assert.notDeepEqual(draw().at?.image, draw().encoded?.reconstruction, "what it moves is seen");
  assert.ok((draw().at?.reconstruction ?? 0) > 0, "and what it costs");
});

test("nothing is asked of an engine without weights", async (t) => {
  const { context, commands, store } = await realPage(t);
  const flow = drawFlow(context);
  flow.draw(line(100));
  flow.refresh();
  await settle();
  assert.deepEqual(commands(), []);
  assert.deepEqual(store.get().draw.strokes, line(100), "and the drawing is there when they come");
});

test("the examples take turns, each under its own label", async (t) => {
  const { flow, draw } = await pad(t);
  const labels = [0, 1, 2].map(() => {
    flow.example();
    return draw().label;
  });
  assert.deepEqual(labels, ["3", "8", "2"]);
  flow.draw(line(100));
  assert.deepEqual([draw().example, draw().label], [false, ""]);
});

test("a blank drawing is a hint and no error", async (t) => {
  const { flow, notices, hurry, until } = await pad(t);
  hurry();
  flow.draw([[]]);
  await until((state) => state.notices.length > 0);
  assert.deepEqual(notices(), [
    { kind: "info", code: "blank", text: "There is nothing drawn yet. Draw a digit first." },
  ]);
});
