/** index.html and its sections: all there, each once, and no name that points nowhere. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { assembledPage, inlined, sections } from "./assembled-page.js";

/** Every value of an attribute. @param {string} html @param {string} attribute */
const values = (html, attribute) =>
  [...html.matchAll(new RegExp(`\\s${attribute}="([^"]*)"`, "g"))].map(([, value = ""]) => value);

/** @param {string[]} names */
const repeated = (names) => names.filter((name, at) => names.indexOf(name) !== at);

test("every section is on the page once", () => {
  assert.deepEqual([...inlined()].sort(), sections().sort());
});

test("sections are inlined by index.html alone: Trunk does not look into what it inlines", () => {
  assert.ok(!/rel="inline"/.test(assembledPage()));
});

test("an id and a test's name stand once on the page", () => {
  const page = assembledPage();
  assert.ok(values(page, "data-testid").length > 200);
  assert.deepEqual(repeated(values(page, "id")), []);
  assert.deepEqual(repeated(values(page, "data-testid")), []);
});

test("what points to an id finds it", () => {
  const page = assembledPage();
  const ids = new Set(values(page, "id"));
  const pointers = ["for", "list", "aria-labelledby", "aria-describedby", "aria-controls"];
  const targets = [
    ...pointers.flatMap((attribute) =>
      values(page, attribute).flatMap((value) => value.split(/\s+/)),
    ),
    ...values(page, "href").flatMap((href) => (/^#[^/]/.test(href) ? [href.slice(1)] : [])),
  ];
  assert.ok(targets.length > 50);
  assert.deepEqual(
    targets.filter((target) => !ids.has(target)),
    [],
  );
});
