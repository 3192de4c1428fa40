/** What the page's number fields take: the engine's table, and what the page narrows of it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { atFirst, choicesOf, NARROWER, rangeOf, typed } from "../../www/app/limits.js";
import { LIMITS } from "../../www/engine/limits.js";
import { assembledPage } from "./assembled-page.js";

const inputs = [...assembledPage().matchAll(/<input\b[^>]*>/g)].map(([tag]) => tag);
/** @param {string} tag @param {string} attribute */
const attributeOf = (tag, attribute) => new RegExp(`\\s${attribute}="([^"]*)"`).exec(tag)?.[1];
const limited = inputs.filter((tag) => attributeOf(tag, "data-limit") !== undefined);

test("every number on the page has its limit from the table, and none of its own", () => {
  assert.ok(limited.length > 35, `${limited.length} fields were found`);
  const numbers = inputs.filter((tag) => /type="number"|inputmode="(numeric|decimal)"/.test(tag));
  assert.deepEqual(
    numbers.filter((tag) => !limited.includes(tag)),
    [],
  );
  for (const tag of limited) {
    assert.doesNotMatch(tag, /\s(min|max|step|value|inputmode)="/, tag);
    const range = rangeOf(attributeOf(tag, "data-limit") ?? "");
    assert.ok(range.least < range.most, tag);
  }
});

test("what a field starts with is in its range", () => {
  for (const tag of limited) {
    const path = attributeOf(tag, "data-limit") ?? "";
    const first = atFirst(path);
    if (typeof first === "number") assert.equal(typed(String(first), rangeOf(path)).wrong, null);
  }
  assert.equal(atFirst("pretrain.batchSize"), 128, "of the engine's table");
  assert.equal(atFirst("fineTune.epochs"), 60, "of the page's own");
  assert.equal(atFirst("pretrain.maxSteps"), null, "may be left empty");
  assert.equal(atFirst("task.ways"), undefined, "is in the state");
  // Each algorithm has its own.
  assert.equal(atFirst("metaTrain.ways"), undefined);
});

test("a list of few numbers has the engine's, and its own first", () => {
  const lists = [
    ...assembledPage().matchAll(/<select\b[^>]*data-limit="([^"]*)"[^>]*>(.*?)<\/select>/gs),
  ];
  assert.deepEqual(
    lists.map(([, path, options]) => [path, options]),
    [["latents", ""]],
    "no options of its own",
  );
  assert.deepEqual(choicesOf("latents"), { of: [2, 8, 16, 32, 64], first: 32 });
  for (const path of ["task.ways", "latent", "pretrain"])
    assert.throws(() => choicesOf(path), /There are no choices/);
});

test("what the page narrows, it narrows", () => {
  for (const [path, narrower] of Object.entries(NARROWER)) {
    const [area = "", field = ""] = path.split(".");
    /** @type {Record<string, Record<string, import("../../www/app/limits.js").Range>>} */
    const table = /** @type {any} */ (LIMITS);
    const { least, most } = table[area][field];
    const page = rangeOf(path);
    assert.ok(page.least >= least && page.most <= most, path);
    assert.ok(page.least > least || page.most < most, `${path} is as wide as the engine's`);
    assert.deepEqual(Object.keys(narrower), ["most"]);
  }
});

test("a limit that is not there is a mistake, not a field without one", () => {
  for (const path of ["task.way", "tasks", "", "page.none"])
    assert.throws(() => rangeOf(path), /There is no limit/);
});

test("what was typed is read as it is, or named with its range", () => {
  const rate = rangeOf("pretrain.learningRate");
  assert.deepEqual(typed(" 1e-3 ", rate), { value: 1e-3, wrong: null });
  assert.match(typed("0", rate).wrong ?? "", /^The learning rate must be 1e-7 to 1, not 0\.$/);
  assert.match(typed("", rate).wrong ?? "", /^The learning rate is missing\.$/);
  assert.match(
    typed("ten", rate).wrong ?? "",
    /^The learning rate is no number: “ten”\. Give one from 1e-7 to 1\.$/,
  );
  assert.match(typed("Infinity", rate).wrong ?? "", /is no number/);
  const ways = rangeOf("task.ways");
  assert.match(typed("21", ways).wrong ?? "", /^The number of ways must be 2 to 20, not 21\.$/);
  assert.match(
    typed("2.5", ways).wrong ?? "",
    /^The number of ways must be a whole number from 2 to 20, not 2\.5\.$/,
  );
  assert.deepEqual(typed("20", ways), { value: 20, wrong: null });
  assert.deepEqual(typed("", ways, true), { value: null, wrong: null });
});
