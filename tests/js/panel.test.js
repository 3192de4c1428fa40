/** What of the page an address leaves out. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { PIECES, panelIn } from "../../www/app/panel.js";
import { PLACES } from "../../www/state/place.js";
import { assembledPage } from "./assembled-page.js";

const read = (/** @type {string} */ path) =>
  readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

test("a panel is a room or a part, without bar and foot", () => {
  assert.deepEqual(panelIn("?panel=lab/curve&hide=tabs,title", PLACES), {
    address: "#/lab/curve",
    hidden: ["bar", "footer", "title", "tabs"],
    theme: null,
    wrong: [],
  });
  assert.deepEqual(panelIn("?device=cpu", PLACES), {
    address: null,
    hidden: [],
    theme: null,
    wrong: [],
  });
  assert.equal(panelIn("?theme=dark", PLACES).theme, "dark");
});

test("what there is not is said once each, with what there is", () => {
  const { address, hidden, theme, wrong } = panelIn("?panel=x&hide=,y,map&theme=z", PLACES);
  assert.deepEqual([address, hidden, theme], [null, ["map"], null]);
  assert.equal(wrong.length, 3);
  for (const name of ["x", "y", "z"]) assert.ok(wrong.some((text) => text.includes(`“${name}”`)));
});

test("each piece has its rule, of classes that the page has, and its row in the guide", () => {
  const sheet = read("www/style/panel.css");
  const page = assembledPage();
  const guide = read("docs/embedding.md");
  for (const piece of PIECES) {
    const start = `\\[data-hide~="${piece}"\\] `;
    const rule = new RegExp(`${start}([^,{]+?)[,\\s]*[,{]`).exec(sheet)?.[1];
    assert.ok(rule, piece);
    for (const [, name] of rule.matchAll(/\.([a-z-]+)/g))
      assert.match(page, new RegExp(`class="[^"]*\\b${name}\\b`), `${piece}: .${name}`);
    assert.ok(guide.includes(`\`${piece}\``), `docs/embedding.md has no ${piece}`);
  }
});
