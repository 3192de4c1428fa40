/** A story over the real engine: what a step sets, and that all is as it was when it is left. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { drawFlow } from "../../www/flows/draw.js";
import { DIGITS, SYMBOLS } from "../../www/flows/examples.js";
import { picture } from "../../www/flows/picture.js";
import { storyFlow } from "../../www/flows/story.js";
import { seeStory } from "../../www/flows/story-see.js";
import { starStory } from "../../www/flows/story-star.js";
import { tuneFlow } from "../../www/flows/tune.js";
import { weightsFlow } from "../../www/flows/weights.js";
import { placeIn } from "../../www/state/place.js";
import { realPage } from "./real/page.js";

/** @typedef {import("../../www/state/page.js").State} State */

/** See with its story, and a drawing. @param {import("node:test").TestContext} t */
async function told(t) {
  const page = await realPage(t);
  const { context, store } = page;
  await page.pretrained();
  const draw = drawFlow(context);
  const weights = weightsFlow(context);
  const tune = tuneFlow(context, async () => {});
  const see = seeStory(context, { draw, weights, still: () => true });
  const star = starStory(context, {
    refresh: draw.refresh,
    tune,
    whole: async () => {},
    ensure: async () => {},
    step: () => flow.step(),
  });
  const flow = storyFlow(context, {
    acts: { ...see.acts, ...star.acts },
    refresh: draw.refresh,
  });
  store.subscribe((state, before) => {
    const { revision, active } = state.weights;
    if (revision !== before.weights.revision || active !== before.weights.active) draw.refresh();
    flow.react(state, before);
  });
  draw.draw(DIGITS[2].strokes);
  await page.until(({ draw }) => draw.encoded !== null);
  return {
    ...page,
    see: see.tools,
    star: star.tools,
    tune,
    /** @param {string} hash */
    go(hash) {
      const place = placeIn(hash);
      assert.ok(place);
      store.dispatch({ type: "place/moved", place });
    },
    /** What a model makes of a star. @param {"pretrained" | "fineTuned"} slot */
    async seen(slot) {
      const images = await picture(context, SYMBOLS[2].strokes);
      const [answer] = await page.engine.session.send({ type: "reconstruct", slot, images });
      assert.equal(answer.type, "reconstructed");
      return [...answer.images];
    },
    /** Until nothing is encoded any more. */
    async settled() {
      for (let count = -1; count !== store.get().draw.count; ) {
        count = store.get().draw.count;
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
    },
  };
}

/** What a story must not change. @param {State} state */
const visitors = ({ draw, weights }) => ({
  strokes: draw.strokes,
  example: draw.example,
  latent: draw.latent,
  at: draw.at,
  total: draw.encoded?.losses.total,
  active: weights.active,
  fineTuned: weights.fineTuned,
  prepared: weights.prepared,
});

test("each step of See puts back what it has set, whatever was done in it", async (t) => {
  const page = await told(t);
  const { store } = page;
  const before = visitors(store.get());
  /** @type {[string, (state: State) => boolean, () => unknown][]} */
  const steps = [
    ["#/see/4", ({ draw }) => draw.latent !== null, () => page.see.pick(3)],
    ["#/see/5", ({ draw }) => draw.at?.why === "moved", () => page.see.slide(-3)],
    ["#/see/6", ({ story }) => story.gathered.walked !== null, () => page.see.walk(0.4)],
    ["#/see/7", () => true, () => page.see.drop()],
    ["#/see/8", ({ story }) => story.gathered.looking !== null, () => page.see.look("β = 8")],
    ["#/see/9", ({ story }) => story.gathered.star.before !== null, () => {}],
  ];
  for (const [hash, isSet, act] of steps) {
    page.go(hash);
    await page.until(isSet);
    await act();
    await page.settled();
    page.go("#/see");
    await page.until(({ weights }) => weights.active === "pretrained" && !weights.prepared);
    await page.settled();
    assert.deepEqual(visitors(store.get()), before, hash);
  }
  assert.deepEqual(page.notices(), []);
});

test("the point walks from the 3 to the 8, at once where no motion is wanted", async (t) => {
  const page = await told(t);
  page.go("#/see/6");
  await page.until(({ draw, story }) => story.gathered.walked !== null && Boolean(draw.at?.image));
  const { draw, story } = page.store.get();
  assert.equal(draw.strokes, DIGITS[0].strokes);
  assert.deepEqual(draw.at?.z, story.gathered.line?.to);
});

test("a star is learnt, and the copy that the visitor had comes back to the bit", async (t) => {
  const page = await told(t);
  const { store } = page;
  const image = await picture(page.context, SYMBOLS[1].strokes);
  const settings = /** @type {const} */ ({
    learningRate: 1e-3,
    batchSize: 1,
    epochs: 3,
    beta: 1,
    reduction: "sum",
    seed: 1,
  });
  await page.tune.start(settings, [{ image }]);
  await page.until(({ weights }) => weights.fineTuned);
  const own = await page.seen("fineTuned");
  const whole = await page.seen("pretrained");
  page.go("#/see/9");
  await page.until(({ story }) => story.gathered.star.before !== null);
  await page.star.tune();
  const { before, after } = store.get().story.gathered.star;
  assert.ok(before && after);
  const cost = (/** @type {typeof before} */ { reconstruction, kl }) => reconstruction + kl;
  assert.ok(cost(after) < cost(before) - 30, `${cost(before)} → ${cost(after)}`);
  assert.ok(after.steps > 3 && after.ms >= 2900, `${after.steps} steps in ${after.ms} ms`);
  assert.equal(store.get().weights.active, "fineTuned");
  page.go("#/see");
  await page.until(({ weights }) => weights.active === "pretrained");
  await page.settled();
  assert.deepEqual(await page.seen("fineTuned"), own);
  assert.deepEqual(await page.seen("pretrained"), whole);
  assert.deepEqual(page.notices(), []);
});

test("a drawing of the visitor's own outlives what they draw in the story", async (t) => {
  const page = await told(t);
  const { strokes } = page.store.get().draw;
  page.go("#/see/1");
  page.store.dispatch({ type: "draw/strokes", strokes: [[9, 9, 90, 90]], example: false });
  page.go("#/see/2");
  assert.notEqual(page.store.get().draw.strokes, strokes, "it goes with them from step to step");
  page.go("#/train");
  assert.equal(page.store.get().draw.strokes, strokes);
});
