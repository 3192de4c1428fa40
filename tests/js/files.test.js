/** Modules that come when they are first used. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Files } from "../../www/app/files.js";
import { FetchError, PATIENCE } from "../../www/engine/fetch.js";

/** @param {Response} response */
function host(response) {
  /** @type {string[]} */
  const asked = [];
  const files = new Files({
    store: { dispatch: () => {} },
    fetcher: async (input) => {
      asked.push(`fetch ${String(input)}`);
      return response.clone();
    },
    url: (relative) => `https://host/app/www/${relative}`,
    patience: { ...PATIENCE, pause: 1 },
    load: async (url) => {
      asked.push(`load ${url}`);
      return { made: "it" };
    },
  });
  return { files, asked };
}

test("a module is fetched, and then loaded from where it was fetched", async () => {
  const headers = { "content-type": "text/javascript" };
  const { files, asked } = host(new Response("export {};", { headers }));
  assert.deepEqual(await files.module("thing"), { made: "it" });
  const url = "https://host/app/www/later/thing.js";
  assert.deepEqual(asked, [`fetch ${url}`, `load ${url}`]);
});

test("one that does not come is said by its name, and is not loaded", async () => {
  const { files, asked } = host(new Response("<!doctype html>", { status: 404 }));
  await assert.rejects(files.module("thing"), (error) => {
    assert.ok(error instanceof FetchError);
    assert.match(error.message, /^The part “thing” of the page did not arrive/);
    return true;
  });
  assert.ok(!asked.some((each) => each.startsWith("load")));
});
