import assert from "node:assert/strict";
import { test } from "node:test";

import { keepTheme, loadTheme, openStorage } from "../../www/app/storage.js";
import { memory } from "./kept/tabs.js";

test("where storage is forbidden the theme is as the system has it", () => {
  const forbid = () => {
    throw new Error("SecurityError");
  };
  const window = Object.defineProperties(/** @type {Window} */ ({}), {
    localStorage: { get: forbid },
  });
  const forbidden = openStorage(window);
  assert.equal(loadTheme(forbidden), null);
  assert.doesNotThrow(() => keepTheme(forbidden, "light"));
});

test("the theme is kept, and one that is none is as the system has it", () => {
  const storage = memory();
  assert.equal(loadTheme(storage), null);
  keepTheme(storage, "dark");
  assert.equal(loadTheme(storage), "dark");
  assert.equal(loadTheme(memory({ "metavae.theme": "sepia" })), null);
  const full = { setItem: () => assert.fail("QuotaExceededError") };
  assert.doesNotThrow(() => keepTheme(full, "light"));
});
