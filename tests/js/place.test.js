/** Addresses: which place each is. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, placeIn, ROOMS } from "../../www/state/place.js";
import { assembledPage } from "./assembled-page.js";

test("every room and part has an address that leads to it", () => {
  for (const [room, parts] of Object.entries(ROOMS)) {
    assert.equal(placeIn(`#/${room}`)?.room, room);
    for (const part of parts) {
      const place = placeIn(`#/${room}/${part}`);
      assert.deepEqual(place, { room, part });
      assert.equal(place && addressOf(place), `#/${room}/${part}`);
    }
  }
});

test("a part that is not there is the room's first; a room that is not there is See", () => {
  assert.deepEqual(placeIn("#/lab/nowhere"), { room: "lab", part: "task" });
  assert.deepEqual(placeIn("#/see/nowhere"), { room: "see", part: null });
  assert.deepEqual(placeIn("#/toString"), { room: "see", part: null });
  assert.deepEqual(placeIn("#/"), { room: "see", part: null });
});

test("an anchor is no address, but for the sections of the page when it was one sheet", () => {
  for (const anchor of ["", "#", "#rooms", "#map-place"]) assert.equal(placeIn(anchor), null);
  assert.deepEqual(placeIn("#meta-learn"), { room: "lab", part: "task" });
  assert.deepEqual(placeIn("#fine-tune"), { room: "teach", part: null });
});

test("each room and part is in the page once, and has its link", () => {
  const page = assembledPage();
  const of = (/** @type {string} */ name) =>
    [...page.matchAll(new RegExp(`${name}="([^"]+)"`, "g"))].map(([, value]) => value);
  assert.deepEqual(of("data-room"), Object.keys(ROOMS));
  assert.deepEqual(of("data-part"), [...ROOMS.lab]);
  const links = of("href").filter((href) => href.startsWith("#/"));
  for (const [room, parts] of Object.entries(ROOMS)) {
    assert.ok(links.includes(`#/${room}`), room);
    for (const part of parts) assert.ok(links.includes(`#/${room}/${part}`), part);
  }
});
