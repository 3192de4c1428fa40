import assert from "node:assert/strict";
import { test } from "node:test";

import { latest } from "../../www/app/latest.js";

test("one at a time; of those asked for meanwhile only the newest", async () => {
  let wanted = 0;
  let atOnce = 0;
  /** @type {number[]} */
  const done = [];
  /** @type {(() => void)[]} */
  const release = [];
  const run = latest(async () => {
    assert.equal(++atOnce, 1);
    const mine = wanted;
    await new Promise((resolve) => release.push(() => resolve(undefined)));
    done.push(mine);
    atOnce--;
  });
  const all = [1, 2, 3, 4].map((value) => {
    wanted = value;
    return run();
  });
  release.shift()?.();
  await new Promise((resolve) => setImmediate(resolve));
  release.shift()?.();
  await Promise.all(all);
  assert.deepEqual(done, [1, 4]);
});

test("a failure is not for ever", async () => {
  let fail = true;
  const run = latest(async () => {
    if (fail) throw new Error("once");
  });
  await assert.rejects(run(), /once/);
  fail = false;
  await run();
});
