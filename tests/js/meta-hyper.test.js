import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  ALGORITHMS,
  chanceOf,
  conflictIn,
  defaultsOf,
  has,
  META_RANGES,
  metaHyper,
  problemWithMeta,
  textsOf,
} from "../../www/state/meta-hyper.js";

/** @typedef {import("../../www/engine/wire.js").MetaHyper} MetaHyper */

const rust = (/** @type {string} */ path) =>
  readFileSync(new URL(`../../src/${path}`, import.meta.url), "utf8");
const camel = (/** @type {string} */ name) =>
  name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());

/**
 * The fields of a Rust struct expression, as far as they are numbers, mixtures and deformations.
 * @param {string} body
 */
function fieldsOf(body) {
  /** @type {Record<string, unknown>} */
  const fields = {};
  const mixture = /mixture: Mixture \{([^}]*)\}/.exec(body)?.[1];
  if (mixture) {
    fields.mixture = Object.fromEntries(
      [...mixture.matchAll(/(\w+): ([\w.]+)/g)].map(([, name, value]) => [name, JSON.parse(value)]),
    );
  }
  for (const [, name, value] of body
    .replace(/mixture: [^}]*\}/, "")
    .matchAll(/(\w+): ([\w.:-]+)/g)) {
    if (/^[\d.]/.test(value)) fields[camel(name)] = Number(value);
    if (value.startsWith("Deformation::"))
      fields[name] = value.slice("Deformation::".length).toLowerCase();
  }
  return fields;
}

test("each algorithm's defaults are the engine's own", () => {
  const source = rust("protocol/meta.rs");
  const of = source.slice(source.indexOf("pub fn of("));
  const plainAt = of.indexOf("let plain");
  const plain = fieldsOf(of.slice(plainAt, of.indexOf("};", plainAt)));
  plain.mixture = { labelled: 1, unlabelled: 0, halves: 0, turns: false };
  assert.match(
    source,
    /Self \{ labelled: 1\.0, unlabelled: 0\.0, halves: 0\.0, turns: false \}/,
    "Mixture::default()",
  );
  assert.equal(
    Object.keys(plain).length,
    13,
    `every field but the algorithm was read: ${Object.keys(plain)}`,
  );
  const arms = of.slice(of.indexOf("match algorithm"));
  for (const algorithm of ALGORITHMS) {
    const name = `Algorithm::${algorithm[0].toUpperCase()}${algorithm.slice(1)}`;
    const arm = new RegExp(`${name}\\b[^=]*=>(?: plain|[^]*?\\.\\.plain)`).exec(arms)?.[0];
    assert.ok(arm, `${name} has an arm`);
    assert.deepEqual(
      defaultsOf(algorithm),
      { ...plain, ...fieldsOf(arm.slice(arm.indexOf("=>"))), algorithm },
      algorithm,
    );
  }
});

test("the ranges are the engine's own", () => {
  const source = rust("meta/training/check.rs");
  const most = (/** @type {string} */ field) => {
    const [, limit] = new RegExp(`self\\.${field},[^;]*?([\\d_.]+)\\)\\?`).exec(source) ?? [];
    assert.ok(limit, `${field} is checked`);
    return Number(limit.replaceAll("_", ""));
  };
  for (const [field, range] of Object.entries(META_RANGES)) {
    if (field === "seed") continue;
    const snake = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const name = ["labelled", "unlabelled", "halves"].includes(field) ? `mixture.${field}` : snake;
    assert.equal(range.most, most(name.replace(".", "\\.")), field);
  }
});

test("what is typed becomes what the engine takes, over the defaults of what has no field", () => {
  for (const algorithm of ALGORITHMS) {
    const defaults = defaultsOf(algorithm);
    const texts = Object.entries(textsOf(defaults)).filter(([field]) =>
      has(algorithm, /** @type {any} */ (field)),
    );
    const numbers = Object.fromEntries(texts.map(([field, text]) => [field, Number(text)]));
    const { deformation, mixture } = defaults;
    assert.deepEqual(
      metaHyper(algorithm, numbers, { deformation, turns: mixture.turns }),
      defaults,
    );
    assert.ok(
      texts.every(([field, text]) => problemWithMeta(/** @type {any} */ (field), text) === null),
    );
    assert.equal(conflictIn(defaults), null);
  }
  const typed = metaHyper(
    "reptile",
    { steps: 7, halves: 0.25 },
    { deformation: "none", turns: true },
  );
  assert.deepEqual(
    [typed.steps, typed.mixture, typed.deformation],
    [7, { labelled: 1, unlabelled: 0, halves: 0.25, turns: true }, "none"],
  );
});

test("what is out of range, or wrong together, is named", () => {
  assert.match(problemWithMeta("ways", "513") ?? "", /number of ways must be 1 to 512/);
  assert.match(problemWithMeta("innerRate", "0") ?? "", /inner learning rate must be/);
  assert.match(problemWithMeta("steps", "") ?? "", /number of steps is missing/);
  /** @param {Partial<MetaHyper>} change */
  const conflict = (change) => conflictIn({ ...defaultsOf("reptile"), ...change });
  assert.match(
    conflict({ mixture: { labelled: 0, unlabelled: 0, halves: 0, turns: false } }) ?? "",
    /share/,
  );
  assert.match(conflict({ classify: 0, elbo: 0 }) ?? "", /weight above 0/);
  assert.match(conflict({ ways: 1 }) ?? "", /two at least/);
  assert.equal(conflict({ ways: 1, classify: 0 }), null, "the ELBO needs no classes");
  assert.match(conflictIn({ ...defaultsOf("prototypes"), ways: 1 }) ?? "", /two at least/);
});

test("guessing is as good as the ways that there are", () => {
  const reptile = defaultsOf("reptile");
  assert.equal(chanceOf(reptile, 10, 1000), 0.2);
  assert.equal(chanceOf({ ...reptile, ways: 20 }, 10, 1000), 0.1, "no more ways than classes");
  assert.equal(
    chanceOf({ ...reptile, ways: 20, mixture: { ...reptile.mixture, turns: true } }, 10, 1000),
    1 / 20,
  );
  assert.equal(chanceOf(defaultsOf("prototypes"), 5, 1000), 0.01);
});
