/** Random acts of two tabs over one store, and what must be there after them. */

import assert from "node:assert/strict";

import { Browser } from "../../js/kept/tabs.js";

/** @typedef {import("../../js/kept/tabs.js").Tab} Tab */

const ACTS = 60;

/** mulberry32. @param {number} seed @returns {() => number} From 0 to 1. */
export function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** What a tab shows: drawings and drawings of classes, by id. @param {Tab} tab */
const shown = (tab) => [
  ...tab.ids(),
  ...tab.store.get().classes.flatMap(({ drawings }) => drawings.map(({ id }) => id)),
];

/**
 * One schedule. Throws where a drawing is lost, comes back, or is shown twice; where tabs differ at
 * the end; or where anything is said that should not be.
 *
 * @param {number} seed
 */
export async function schedule(seed) {
  const next = random(seed);
  const pick = (/** @type {any[]} */ list) => list[Math.floor(next() * list.length)];
  const browser = new Browser();
  const tabs = [await browser.open(), await browser.open()];
  /** @type {Set<string>} */
  const kept = new Set();
  /** @type {Set<string>} */
  const deleted = new Set();

  /** What goes from this tab by an act of its visitor. @param {Tab} tab @param {() => void} act */
  const deletes = (tab, act) => {
    const before = shown(tab);
    act();
    const after = new Set(shown(tab));
    for (const id of before) if (!after.has(id)) deleted.add(id);
  };
  const classes = (/** @type {Tab} */ tab) => tab.store.get().classes;
  const examples = (/** @type {Tab} */ tab) => classes(tab).flatMap(({ drawings }) => drawings);

  /** @type {((tab: Tab, at: number) => unknown)[]} */
  const acts = [
    (tab) => kept.add(tab.keep(String(next()))),
    (tab) => kept.add(tab.keep(String(next()))),
    (tab) => {
      const id = pick(tab.ids());
      if (id) tab.store.dispatch({ type: "strip/labelled", id, label: String(next()) });
    },
    (tab) => {
      const id = pick(tab.ids());
      if (id) deletes(tab, () => tab.store.dispatch({ type: "strip/deleted", id }));
    },
    (tab) => next() < 0.1 && deletes(tab, () => tab.store.dispatch({ type: "strip/cleared" })),
    (tab) => classes(tab).length < 4 && tab.addClass(String(next())),
    (tab) => {
      const own = pick(classes(tab));
      if (own) kept.add(tab.draw(own.id));
    },
    (tab) => {
      const own = pick(classes(tab));
      if (own) tab.store.dispatch({ type: "classes/renamed", id: own.id, name: String(next()) });
    },
    (tab) => {
      const [own, one] = [pick(classes(tab)), pick(examples(tab))];
      if (own && one) tab.store.dispatch({ type: "classes/moved", id: one.id, into: own.id });
    },
    (tab) => {
      const one = pick(examples(tab));
      if (one) deletes(tab, () => tab.store.dispatch({ type: "classes/removed", id: one.id }));
    },
    (tab) => {
      const own = pick(classes(tab));
      if (own && next() < 0.5)
        deletes(tab, () => tab.store.dispatch({ type: "classes/deleted", id: own.id }));
    },
    // It hears what the other said, or is in the middle of it.
    (tab) => tab.listen(),
    (tab) => void tab.listen(),
    // Frozen: what was said meanwhile never arrives.
    (tab) => {
      tab.unheard = [];
      return tab.keeping.listen();
    },
    // Storage is full, or not to be had, for a while.
    async (tab) => {
      if (next() < 0.5) tab.broken = null;
      else {
        await tab.database.close();
        tab.broken = new DOMException("It is full.", "QuotaExceededError");
      }
    },
    // Closed and opened again; not where the page would have asked first.
    async (tab, at) => {
      if (tab.keeping.unkept()) return;
      tab.gone = true;
      browser.tabs = browser.tabs.filter((each) => each !== tab);
      tabs[at] = await browser.open();
    },
  ];

  for (let count = 0; count < ACTS; count++) {
    const at = Math.floor(next() * 2);
    await pick(acts)(tabs[at], at);
  }
  for (const tab of tabs) tab.broken = null;
  await browser.rest();
  await browser.rest();

  const alive = [...kept].filter((id) => !deleted.has(id)).sort();
  const last = await browser.open();
  for (const tab of [...tabs, last]) {
    assert.deepEqual(shown(tab).sort(), alive);
    assert.ok(!tab.keeping.unkept(), "all is kept");
    assert.deepEqual(
      [tab.notices(), tab.labels().sort(), tab.classes().sort()],
      [[], last.labels().sort(), last.classes().sort()],
    );
  }
  return alive.length;
}
