/** The shards that the tests serve: MNIST's where it was to be had, else built-in digits. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Their folder. @returns {string} */
export function shardsFolder() {
  const folder = process.env.METAVAE_SHARDS;
  assert.ok(folder, "METAVAE_SHARDS must name a folder of shards, as `cargo xtask test` makes it");
  return folder;
}

/**
 * @typedef {object} Shard
 * @property {string} file
 * @property {"train" | "test"} split
 * @property {number} images
 * @property {number} bytes
 */

/** As the manifest lists them. @returns {Shard[]} */
export function shards() {
  const manifest = JSON.parse(readFileSync(join(shardsFolder(), "manifest.json"), "utf8"));
  assert.ok(manifest.shards.length >= 2, "the manifest lists shards");
  return manifest.shards;
}

/** The address of a shard below the page's. @param {Shard} shard */
export const pathOf = (shard) => `www/data/${shard.file}`;
