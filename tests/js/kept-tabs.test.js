import assert from "node:assert/strict";
import { test } from "node:test";

import { Browser, LINE } from "./kept/tabs.js";

test("what one tab keeps the next visit has, and other tabs show it", async () => {
  const browser = new Browser();
  const [a, b] = [await browser.open(), await browser.open()];
  a.keep("3");
  const star = a.addClass("star");
  a.draw(star);
  await browser.rest();
  b.keep("8");
  b.draw(star);
  await browser.rest();
  for (const tab of [a, b, await browser.open()]) {
    assert.deepEqual(tab.labels(), ["3", "8"]);
    assert.deepEqual(tab.classes(), ["star 2"]);
    assert.deepEqual(tab.notices(), []);
  }
  const { strip } = (await browser.open()).store.get();
  assert.deepEqual(strip[0], { ...strip[0], strokes: LINE, selected: true, image: null });
});

test("two tabs that know nothing of each other lose nothing to each other", async () => {
  const browser = new Browser();
  const [a, b] = [await browser.open(), await browser.open()];
  // Neither hears the other.
  for (const label of ["1", "2"]) a.keep(label);
  for (const label of ["3", "4"]) b.keep(label);
  await a.keeping.hear([]);
  await b.keeping.hear([]);
  assert.deepEqual(a.labels(), ["1", "2"]);
  assert.deepEqual((await browser.open()).labels().sort(), ["1", "2", "3", "4"]);
});

test("what was deleted in one tab does not come back by another's older state", async () => {
  const browser = new Browser();
  const a = await browser.open();
  const [one] = [a.keep("1"), a.keep("2")];
  await browser.rest();
  const b = await browser.open();
  a.store.dispatch({ type: "strip/deleted", id: one });
  await a.keeping.hear([]);
  // b knows nothing of that yet, and changes just this one.
  b.store.dispatch({ type: "strip/labelled", id: one, label: "changed" });
  b.keep("3");
  await b.keeping.hear([]);
  assert.deepEqual(b.labels(), ["2", "3"]);
  await browser.rest();
  assert.deepEqual((await browser.open()).labels(), ["2", "3"]);
});

test("a tab that deletes all deletes what it shows, not what another has just kept", async () => {
  const browser = new Browser();
  const a = await browser.open();
  a.keep("old");
  await browser.rest();
  const b = await browser.open();
  b.keep("new");
  await b.keeping.hear([]);
  a.store.dispatch({ type: "strip/cleared" });
  await browser.rest();
  for (const tab of [a, b, await browser.open()]) assert.deepEqual(tab.labels(), ["new"]);
});

test("a class goes in one tab while another draws into it: the drawing stays", async () => {
  for (const first of ["deletes", "draws"]) {
    const browser = new Browser();
    const a = await browser.open();
    const star = a.addClass("star");
    a.draw(star);
    await browser.rest();
    const b = await browser.open();
    a.store.dispatch({ type: "classes/deleted", id: star });
    b.draw(star);
    const order = first === "deletes" ? [a, b] : [b, a];
    for (const tab of order) await tab.keeping.hear([]);
    await browser.rest();
    for (const tab of [a, b, await browser.open()])
      assert.deepEqual(tab.classes(), ["star 1"], first);
  }
});

test("a drawing that moved is moved in every tab", async () => {
  const browser = new Browser();
  const a = await browser.open();
  const [star, heart] = [a.addClass("star"), a.addClass("heart")];
  const drawing = a.draw(star);
  await browser.rest();
  const b = await browser.open();
  a.store.dispatch({ type: "classes/moved", id: drawing, into: heart });
  await browser.rest();
  for (const tab of [a, b, await browser.open()])
    assert.deepEqual(tab.classes(), ["star 0", "heart 1"]);
});

test("only what changed is written", async () => {
  const browser = new Browser();
  const a = await browser.open();
  const ids = ["1", "2", "3"].map((label) => a.keep(label));
  await browser.rest();
  a.store.dispatch({ type: "strip/labelled", id: ids[1], label: "changed" });
  await browser.rest();
  const records = await browser.records();
  assert.deepEqual(
    records.map(({ revision, value }) => [revision, value.label]),
    [
      [1, "1"],
      [2, "changed"],
      [1, "3"],
    ],
  );
});
