/** The stories' rows: whole, and true of the files that they speak of. */

import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { test } from "node:test";
import { Dictionary } from "../../www/app/words/dictionary.js";
import { LANGUAGES, SOURCE } from "../../www/app/words/languages.js";
import { addressOf, placeIn, ROOMS } from "../../www/state/place.js";
import { FOUND, MODELS } from "../../www/state/story-found.js";
import { LESSONS } from "../../www/text/lesson.js";
import { STORIES, stepOf } from "../../www/text/stories.js";
import { BYTES } from "../../www/text/story-bytes.js";
import { assembledPage } from "./assembled-page.js";

const ALL = Object.values(STORIES).flat();

test("nine steps in See and five in the lab, each with an address that leads to it", () => {
  assert.deepEqual([STORIES.see.length, STORIES.lab.length], [9, 5]);
  for (const [room, steps] of Object.entries(STORIES))
    steps.forEach((row, index) => {
      const place = placeIn(`#/${room}/${index + 1}`);
      assert.deepEqual(place, { room, part: row.part ?? null, step: index + 1 });
      assert.equal(place && addressOf(place), `#/${room}/${index + 1}`);
      assert.equal(stepOf(room, index + 1), row);
    });
});

test("a step that is not there is the room without a story", () => {
  for (const [hash, place] of /** @type {const} */ ([
    ["#/see/0", { room: "see", part: null }],
    ["#/see/10", { room: "see", part: null }],
    ["#/see/1.0", { room: "see", part: null }],
    ["#/see/-1", { room: "see", part: null }],
    ["#/lab/6", { room: "lab", part: "task" }],
    ["#/train/1", { room: "train", part: null }],
  ]))
    assert.deepEqual(placeIn(hash), place, hash);
  assert.equal(stepOf("toString", 1), null);
});

test("each step is told apart, can be done, and stands on a page that has what it lights", () => {
  const page = assembledPage();
  assert.equal(new Set(ALL.map(({ id }) => id)).size, ALL.length);
  assert.deepEqual(Object.keys(FOUND).sort(), ALL.map(({ id }) => id).sort());
  for (const { id, light = [], box, part, sight } of ALL) {
    for (const piece of light) assert.ok(page.includes(`data-piece="${piece}"`), `${id}: ${piece}`);
    if (box) assert.ok(page.includes(`data-testid="${box}"`), `${id}: ${box}`);
    if (sight) assert.ok(page.includes(`data-testid="${sight}"`), `${id}: ${sight}`);
    if (part) assert.ok(/** @type {readonly string[]} */ (ROOMS.lab).includes(part), id);
  }
});

test("what is said of sizes is what the files weigh", () => {
  for (const [file, bytes] of Object.entries(BYTES))
    assert.equal(statSync(new URL(`../../www/weights/${file}`, import.meta.url)).size, bytes, file);
  for (const name of Object.values(MODELS))
    if (name) assert.ok(`vae-mnist-${name}.packed` in BYTES, name);
});

test("each lesson is 45 minutes long, and has for each step what to look at and an answer", () => {
  for (const [story, { plan, steps, goals }] of Object.entries(LESSONS)) {
    assert.equal(
      plan.reduce((sum, [minutes]) => sum + minutes, 0),
      45,
      story,
    );
    assert.ok(goals.length >= 4);
    const rows = STORIES[/** @type {keyof typeof STORIES} */ (story)];
    assert.deepEqual(
      Object.keys(steps),
      rows.map(({ id }) => id),
    );
  }
});

/** Facts of each step, and of each way in which it may end. @type {Record<string, any[]>} */
const FACTS = {
  copy: [{ differ: 31, reconstruction: 62.1 }],
  squeeze: [
    { bits: 34, before: 60, reconstruction: 90.5 },
    { bits: 34, before: 60, reconstruction: 55.5 },
  ],
  spread: [{ throws: 3, least: 60, most: 70, kl: 23.7 }],
  number: [{ name: "z₉", turn: 12, best: "z₁₅", most: 26 }],
  silence: [
    { name: "z₁₆", kl: "0.01", change: 4, silent: true },
    { name: "z₁", kl: "2.01", change: 90, silent: false },
  ],
  map: [{ percent: 44, votes: 5, of: 9, label: 8 }],
  nothing: [
    { votes: 4, of: 9, label: 8, hit: true },
    { votes: 9, of: 9, label: 3, hit: false },
  ],
  tug: [false, true].map((literal) => ({
    one: { name: "β = 0.1", reconstruction: 50, kl: 40 },
    other: { name: "the article’s own loss", reconstruction: 190, kl: 0 },
    literal,
  })),
  turn: [
    { before: 196, after: 80, steps: 300, seconds: "3.0", known: { tuned: 2, meta: 6, of: 6 } },
  ],
  task: [{ ways: 5, support: 25, queries: 50 }],
  frozen: [{ frozen: 70, learnt: 96 }],
  start: [{ step: 20, before: "2.57", after: "2.53", firstBefore: "2.91", firstAfter: "2.93" }],
  remember: [{ traces: 25, name: "1", share: 94 }],
  hyper: [{ accuracy: 94, ms: 12 }],
};

for (const { tag, lang } of LANGUAGES.filter((language) => language !== SOURCE))
  test(`${tag}: what doing a step has shown is said in it, with the same numbers`, () => {
    const file = new URL(`../../www/text/words/${tag}.json`, import.meta.url);
    const dictionary = new Dictionary(lang, JSON.parse(readFileSync(file, "utf8")));
    const numbers = (/** @type {string} */ text) => (text.match(/\d+(\.\d+)?/g) ?? []).sort();
    for (const { id, found } of ALL) {
      assert.ok(FACTS[id], id);
      for (const sentence of FACTS[id].flatMap(found)) {
        const said = dictionary.say(sentence);
        assert.ok(said, sentence);
        assert.doesNotMatch(said.replaceAll("VAE", ""), /[A-Za-z]{3}/, sentence);
        assert.deepEqual(numbers(said), numbers(sentence), `${sentence} → ${said}`);
      }
    }
  });
