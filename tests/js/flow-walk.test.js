/** Walking between two pictures, and reading the lines behind a box, over the real engine. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { norm } from "../../www/app/walk.js";
import { drawFlow } from "../../www/flows/draw.js";
import { sourcesFlow } from "../../www/flows/sources.js";
import { STEPS, walkFlow } from "../../www/flows/walk.js";
import { PAD } from "../../www/state/walk.js";
import { realPage } from "./real/page.js";

/** @param {import("node:test").TestContext} test */
async function walker(test) {
  const page = await realPage(test);
  await page.pretrained();
  const draw = drawFlow(page.context);
  const flow = walkFlow(page.context, () => "new", draw.walkTo);
  draw.example();
  await page.until((state) => state.draw.encoded !== null);
  const open = async () => {
    page.store.dispatch({ type: "box/opened", box: "box-between" });
    await flow.begin();
    await page.until((state) => state.walk.images !== null);
  };
  return { ...page, draw, flow, open, walk: () => page.store.get().walk };
}

test("the first walk is from the pad to an example, while the box is open", async (t) => {
  const { flow, open, walk, store, sent } = await walker(t);
  const before = sent.length;
  flow.follow();
  assert.equal(sent.length, before, "nothing is asked for what nobody sees");
  await open();
  assert.deepEqual([walk().from, walk().to], [PAD, "example"]);
  assert.deepEqual([walk().codes?.length, walk().images?.length], [STEPS, STEPS * 784]);
  assert.deepEqual(walk().codes?.[0], store.get().draw.encoded?.mean);
});

test("another way has other codes between the same ends; the picture walks along it", async (t) => {
  const { flow, open, walk, store, until } = await walker(t);
  await open();
  const straight = walk().codes ?? [];
  flow.way("spherical");
  flow.follow();
  await until((state) => state.walk.codes !== straight);
  const spherical = walk().codes ?? [];
  assert.deepEqual(spherical[0], straight[0]);
  assert.ok(norm(spherical[6]) > norm(straight[6]));
  flow.go(1);
  await until((state) => state.draw.at !== null && state.draw.at.image !== null);
  const { at } = store.get().draw;
  assert.equal(at?.why, "walked");
  at?.z.forEach((value, index) => assert.ok(Math.abs(value - spherical[11][index]) < 1e-9));
  assert.deepEqual(at?.image, walk().images?.subarray(11 * 784));
});

test("a pinned place has its code under its model, and is its picture under another", async (t) => {
  const { flow, draw, open, walk, store, until, context } = await walker(t);
  await open();
  const z = (store.get().draw.encoded?.mean ?? []).map((mean) => -mean);
  draw.dragTo(z);
  await until((state) => state.draw.at !== null && state.draw.at.image !== null);
  flow.pinPlace();
  flow.follow();
  await until((state) => state.walk.images !== null && state.walk.to === "new");
  assert.deepEqual(walk().codes?.[STEPS - 1], z);
  await context.session.send({ type: "resetWeights", seed: 3, latents: 2 });
  draw.refresh();
  await until((state) => state.draw.encoded?.mean.length === 2);
  flow.follow();
  await until((state) => state.walk.codes?.[0].length === 2);
  assert.equal(walk().codes?.[STEPS - 1].length, 2);
  assert.equal(walk().pins.at(-1)?.label, "place 1");
});

test("the lines behind a box are fetched once, and one that fails is tried again", async (t) => {
  const source = readFileSync(new URL("../../src/model/vae.rs", import.meta.url), "utf8");
  /** @type {Record<string, string | null>} */
  const instead = { "../source/vae.rs": null, "../source/loss.rs": "fn other() {}" };
  const { context, store, until, notices } = await realPage(t, { instead });
  const flow = sourcesFlow(context);
  const read = () => store.get().boxes.sources["src/model/vae.rs"];
  flow.open("box-network", ["encoder", "decoder"]);
  assert.equal(store.get().boxes.open, "box-network");
  await until(() => read() !== undefined);
  const failed = read();
  assert.ok("problem" in failed && /503/.test(failed.problem), JSON.stringify(failed));
  assert.deepEqual(notices(), [], "it is said where the lines would be");
  instead["../source/vae.rs"] = source;
  flow.open("box-network", ["encoder", "decoder"]);
  await until(() => "text" in read());
  assert.deepEqual(read(), { text: source });
  instead["../source/vae.rs"] = "another";
  flow.open("box-latents", ["posterior"]);
  assert.deepEqual(read(), { text: source }, "it is there already");
});
