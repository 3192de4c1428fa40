import assert from "node:assert/strict";
import { test } from "node:test";

import { bytes, count, duration, latent, latentName, nats } from "../../www/app/format.js";

test("a loss that is no number is said to be none", () => {
  assert.equal(nats(97.3312), "97.3");
  assert.equal(nats(0), "0.0");
  assert.equal(nats(NaN), "not a number");
  assert.equal(nats(Infinity), "not a number");
});

test("counts are grouped", () => {
  assert.equal(count(1700609), "1,700,609");
});

test("latents have two decimals, a real minus and a subscript", () => {
  assert.equal(latent(-1.236), "−1.24");
  assert.equal(latent(3), "3.00");
  assert.deepEqual([0, 7, 17, 31].map(latentName), ["z₀", "z₇", "z₁₇", "z₃₁"]);
});

test("sizes change their unit where the next one begins", () => {
  assert.deepEqual([0, 999, 1000, 438_400, 3_401_218, 9_960_000, 17_600_000].map(bytes), [
    "0 B",
    "999 B",
    "1 kB",
    "438 kB",
    "3.4 MB",
    "10.0 MB",
    "18 MB",
  ]);
});

test("a size is never a thousand of its unit", () => {
  assert.equal(bytes(999_600), "1.0 MB");
});

test("a duration is rounded before it is split, so that no minute has 60 seconds", () => {
  assert.equal(duration(59_600), "1 min 00 s");
  assert.equal(duration(3_599_700), "1 h 00 min");
  assert.equal(duration(-20), "0 s");
});
