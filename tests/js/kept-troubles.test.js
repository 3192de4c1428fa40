import assert from "node:assert/strict";
import { test } from "node:test";

import { Browser, LINE } from "./kept/tabs.js";

const record = (/** @type {string} */ id, /** @type {object} */ change = {}) => ({
  kind: "drawing",
  id,
  version: 1,
  order: 1,
  revision: 1,
  value: { label: "", strokes: LINE },
  ...change,
});
const strokes = (/** @type {unknown} */ strokes) => ({ value: { label: "", strokes } });

test("what is not understood is left as it is, said once, and hides nothing else", async () => {
  const odd = [
    record("newer", { version: 2 }),
    record("other kind", { kind: "session" }),
    record("no order", { order: "first" }),
    record("null", { value: null }),
    record("further part", { value: { label: "", strokes: LINE, colour: "red" } }),
    record("label", { value: { label: 7, strokes: LINE } }),
    record("long label", { value: { label: "x".repeat(1001), strokes: LINE } }),
    record("no list", strokes("strokes")),
    record("no lists", strokes([7])),
    record("blank", strokes([[]])),
    record("half a point", strokes([[1, 2, 3]])),
    record("words", strokes([["x", "y"]])),
    record("infinite", strokes([[1, Infinity]])),
    record("single precision", strokes([[1, 1e300]])),
    record("holes", strokes([new Array(4)])),
    record("strokes", strokes(new Array(1001).fill([1, 2]))),
    record("points", strokes([new Array(200_002).fill(1)])),
    record("orphan", { kind: "example", value: { into: "nowhere", strokes: LINE } }),
    record("nameless", { kind: "class", value: { name: "" } }),
  ];
  const browser = new Browser();
  for (const each of [...odd, record("good", { order: 9 })])
    await browser.raw("readwrite", (entries) => entries.put(each));
  const before = await browser.records();
  const tab = await browser.open();
  assert.deepEqual(tab.ids(), ["good"]);
  assert.deepEqual(tab.notices(), ["kept-aside"]);
  assert.match(tab.text(), /^19 entries .* cannot be used: the first .*untouched/);
  tab.store.dispatch({ type: "strip/labelled", id: "good", label: "better" });
  tab.store.dispatch({ type: "strip/cleared" });
  tab.keep("mine");
  await browser.rest();
  const after = await browser.records();
  assert.deepEqual(
    after.filter(({ value }) => value?.label !== "mine"),
    before.filter(({ id }) => id !== "good"),
  );
});

test("drawings of version 0.1 are taken over, once, and what was kept so is put away", async () => {
  const browser = new Browser();
  const [drawings, classes] = ["metavae.drawings.v1", "metavae.classes.v1"];
  const text = JSON.stringify([
    { id: "a", label: "3", strokes: LINE },
    { id: "a", label: "8", strokes: LINE },
  ]);
  browser.storage.setItem(drawings, text);
  browser.storage.setItem(
    classes,
    JSON.stringify([{ id: "c", name: "star", drawings: [{ id: "x", strokes: LINE }] }]),
  );
  // Two tabs at once.
  const [a, b] = await Promise.all([browser.open(), browser.open()]);
  await browser.rest();
  for (const tab of [a, b]) {
    assert.deepEqual([tab.labels(), tab.classes()], [["3", "8"], ["star 1"]]);
    assert.deepEqual(tab.notices(), []);
  }
  assert.deepEqual(browser.storage.kept, {});
  // Of one id they were, and only one goes.
  a.store.dispatch({ type: "strip/deleted", id: a.ids()[0] });
  await browser.rest();
  // An older page put it back.
  browser.storage.setItem(drawings, text);
  for (const tab of [a, b, await browser.open()]) assert.deepEqual(tab.labels(), ["8"]);
});

test("what version 0.1 kept and nobody understands stays where it is", async () => {
  for (const [text, labels] of /** @type {const} */ ([
    ["{", []],
    ['{"version":2,"drawings":[]}', []],
    [
      JSON.stringify([
        null,
        { id: 7, label: "", strokes: LINE },
        { id: "odd", label: "", strokes: [[1, 2, 3]] },
        { id: "good", label: "good", strokes: LINE },
      ]),
      ["good"],
    ],
  ])) {
    const browser = new Browser();
    browser.storage.setItem("metavae.drawings.v1", text);
    const tab = await browser.open();
    assert.deepEqual(tab.labels(), labels);
    assert.deepEqual(tab.notices(), ["kept-aside"]);
    tab.keep("mine");
    await browser.rest();
    assert.equal(browser.storage.getItem("metavae.drawings.v1"), text);
    const next = await browser.open();
    assert.deepEqual(next.labels(), [...labels, "mine"]);
    assert.deepEqual(next.notices(), ["kept-aside"], "each visit says it once");
  }
});

test("no room, or no leave: it is said, the tab has all, and keeps it when it can", async () => {
  for (const [name, says] of /** @type {const} */ ([
    ["QuotaExceededError", /no room left/],
    ["SecurityError", /does not keep your drawings and classes: /],
    ["VersionError", /newer version of this page/],
  ])) {
    const browser = new Browser();
    const tab = await browser.open();
    await tab.database.close();
    tab.broken = new DOMException("It is not allowed.", name);
    tab.keep("1");
    await browser.rest();
    assert.deepEqual(tab.notices(), ["storage"]);
    assert.match(tab.text(), says);
    assert.ok(tab.keeping.unkept(), "leaving would lose it");
    tab.broken = null;
    tab.keep("2");
    await browser.rest();
    assert.deepEqual(tab.notices(), []);
    assert.ok(!tab.keeping.unkept());
    assert.deepEqual((await browser.open()).labels(), ["1", "2"]);
  }
});

test("where nothing can be kept, what version 0.1 kept is shown and left there", async () => {
  const browser = new Browser();
  const text = JSON.stringify([{ id: "a", label: "3", strokes: LINE }]);
  browser.storage.setItem("metavae.drawings.v1", text);
  Reflect.deleteProperty(browser, "factory");
  const tab = await browser.open();
  assert.deepEqual(tab.labels(), ["3"]);
  assert.deepEqual(tab.notices(), ["storage"]);
  assert.equal(browser.storage.getItem("metavae.drawings.v1"), text);
});

test("a store that is cleared under a tab: it is said, and kept again when asked", async () => {
  const browser = new Browser();
  const tab = await browser.open();
  tab.keep("1");
  await browser.rest();
  await new Promise((resolve) => {
    browser.factory.deleteDatabase("metavae").onsuccess = resolve;
  });
  await tab.keeping.listen();
  assert.deepEqual([tab.labels(), tab.notices()], [["1"], ["storage-cleared"]]);
  assert.ok(tab.keeping.unkept());
  tab.keep("2");
  await browser.rest();
  assert.deepEqual((await browser.open()).labels(), ["2"], "unasked, only what is new");
  tab.keeping.keepAgain();
  await browser.rest();
  assert.ok(!tab.keeping.unkept());
  assert.deepEqual((await browser.open()).labels().sort(), ["1", "2"]);
});

test("a store of a newer page's shape is not touched", async () => {
  const browser = new Browser();
  await new Promise((resolve) => {
    const opening = browser.factory.open("metavae", 2);
    opening.onupgradeneeded = () => opening.result.createObjectStore("other");
    opening.onsuccess = () => resolve(opening.result.close());
  });
  const tab = await browser.open();
  tab.keep("1");
  await tab.keeping.hear([]);
  assert.match(tab.text(), /newer version of this page/);
  assert.deepEqual(tab.labels(), ["1"]);
});
