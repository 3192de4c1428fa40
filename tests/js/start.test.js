/** The sentences of the script that runs before all others, in both languages. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const source = readFileSync(new URL("../../www/start.js", import.meta.url), "utf8");
const table = /var SENTENCES = (\{[\s\S]*?\n {2}\});/.exec(source)?.[1] ?? "";
/** @type {Record<string, [string, string]>} */
const sentences = new Function(`return ${table}`)();

test("each sentence is in both languages, with the same places in it, and is said", () => {
  assert.ok(Object.keys(sentences).length > 10);
  for (const [name, both] of Object.entries(sentences)) {
    const [en, zh] = both.map((text) => [...text.matchAll(/\{\d\}/g)].map(String).sort());
    assert.deepEqual(en, zh, name);
    assert.match(both[0], /^[ -~“”]+$/, name);
    assert.match(both[1], /\p{Script=Han}/u, name);
    assert.match(source, new RegExp(`words\\(\\s*"${name}"`), `${name} is never said`);
  }
  for (const [, name = ""] of source.matchAll(/words\(\s*"([a-z]+)"/g))
    assert.ok(name in sentences, `there is no ${name}`);
});
