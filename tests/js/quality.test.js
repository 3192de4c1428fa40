/** The committed figures of quality, and the README's section that is made from them. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { AIMS, readReport, section, withSection } from "../../bench/quality.mjs";
import { README } from "../../bench/section.mjs";

test("the README's section is the one of the committed figures", () => {
  const readme = readFileSync(README, "utf8");
  assert.ok(withSection(readme, readReport()) === readme, "run `node bench/quality.mjs`");
});

test("every committed figure with a target is one that the section shows", () => {
  for (const [key, value] of Object.entries(readReport().targets)) {
    assert.ok(key in AIMS, key);
    assert.ok(value === null || Number.isFinite(value), key);
  }
});

const task = {
  episodes: 600,
  methods: { pixels: { accuracy_percent: 42.01, half_width_percent: 0.5, adapt_ms: 1.25 } },
};
const of = {
  protocol: "test digits",
  transductive: false,
  queries_a_class: 15,
  interval: "95 %",
  seed: 0,
};

test("a target is ticked where it is met, and one that was not measured says so", () => {
  const text = section({ targets: { elbo_total_nats: 96.5, mnist_10w1s: 64.9 } });
  assert.match(text, /96\.5 nats ✓ \| ≤ 96\.5 nats/);
  assert.match(text, /64\.9 % \| ≥ 65 %/);
  assert.match(text, /not measured \| ≤ 86\.4 nats/);
});

test("methods stand in rows with their intervals, in the page's words", () => {
  const text = section({
    targets: {},
    mnist: { ...of, "10w1s": task, "10w5s": task },
    novel: { ...of, "0-4 to 5-9": { "5w1s": task, "5w5s": task } },
  });
  assert.match(
    text,
    /Test digits\. 600 tasks with 15 queries a class, not transductive; ± 95 %; seed 0\./,
  );
  assert.match(text, /\| Pixels, nearest mean \| 42\.0 ± 0\.5 % \| 42\.0 ± 0\.5 % \| – \| 1\.3 \|/);
  assert.match(text, /\| 0-4 to 5-9 \| Pixels, nearest mean \| 42\.0 ± 0\.5 % \|/);
});

test("a start that never gets there is told from one that does", () => {
  const rates = {
    "1e-4": {
      scratch_nats: 89.4,
      early: { steps: 9, start_nats: 94, after_5_steps_nats: 91 },
      late: { steps: null, start_nats: 99, after_5_steps_nats: 98 },
    },
  };
  const text = section({
    targets: {},
    adaptation: { protocol: "five images", tasks: 200, seed: 0, rates },
  });
  assert.match(text, /`early` \| 94 nats \| 91 nats \| 9 \|/);
  assert.match(text, /`late` .* more than 200 \|/);
});
