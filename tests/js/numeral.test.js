import assert from "node:assert/strict";
import { test } from "node:test";

import { rangeOf, typed } from "../../www/app/limits.js";
import { numeral } from "../../www/app/numeral.js";

test("a number is read as its writer meant it, in whatever form", () => {
  for (const [text, value] of /** @type {[string, number][]} */ ([
    ["0,001", 0.001],
    ["０．００１", 0.001],
    ["０，００１", 0.001],
    ["１２", 12],
    ["1.5", 1.5],
    ["1,5", 1.5],
    [".5", 0.5],
    ["−2", -2],
    ["1e-3", 0.001],
    ["1,234,567", 1234567],
    ["1.234.567", 1234567],
    ["1,234.5", 1234.5],
    ["1.234,5", 1234.5],
    ["10 000", 10000],
    ["10\u202f000", 10000],
    ["10'000", 10000],
    ["1,2345", 1.2345],
  ]))
    assert.equal(numeral(text).value, value, text);
});

test("what is no number, or is grouped as none is, is not taken for one", () => {
  for (const text of [
    "ten",
    "",
    "1,23,456",
    "1.2.3",
    "1,234.567,8",
    "0x10",
    "Infinity",
    "1e999",
    "--1",
  ])
    assert.deepEqual(numeral(text), { value: null, either: null }, text);
});

test("what can be read in two ways is read in neither, unless only one can be meant", () => {
  assert.deepEqual(numeral("1,234"), { value: null, either: ["1234", "1.234"] });
  assert.equal(numeral("1,234", true).value, 1234);
});

test("a sentence names the range and what was read", () => {
  const rate = rangeOf("pretrain.learningRate");
  assert.deepEqual(typed("0,001", rate), { value: 0.001, wrong: null });
  assert.equal(typed("２", rate).wrong, "The learning rate must be 1e-7 to 1, not ２.");
  assert.equal(
    typed("ten", rate).wrong,
    "The learning rate is no number: “ten”. Give one from 1e-7 to 1.",
  );
  assert.equal(
    typed("1,234", rate).wrong,
    "The learning rate can be read as 1234 or as 1.234: write it without a separator of thousands.",
  );
});
