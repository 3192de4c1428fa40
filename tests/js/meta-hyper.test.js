import assert from "node:assert/strict";
import { test } from "node:test";

import { rangeOf, typed } from "../../www/app/limits.js";
import { DEFAULTS } from "../../www/engine/limits.js";
import {
  ALGORITHMS,
  chanceOf,
  conflictIn,
  defaultsOf,
  has,
  metaHyper,
  textsOf,
} from "../../www/state/meta-hyper.js";

/** @typedef {import("../../www/engine/wire.js").MetaHyper} MetaHyper */

/** As the form judges. @param {string} field @param {string} text */
const problemWithMeta = (field, text) => typed(text, rangeOf(`metaTrain.${field}`)).wrong;

test("every algorithm of the engine is offered once", () => {
  assert.deepEqual(ALGORITHMS.toSorted(), Object.keys(DEFAULTS.metaTrain).toSorted());
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
    assert.ok(texts.every(([field, text]) => problemWithMeta(field, text) === null));
    assert.equal(conflictIn(defaults), null);
  }
  const filled = metaHyper(
    "reptile",
    { steps: 7, halves: 0.25 },
    { deformation: "none", turns: true },
  );
  assert.deepEqual(
    [filled.steps, filled.mixture, filled.deformation],
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
