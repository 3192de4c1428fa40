/**
 * Where in the page the visitor is, as the address says it: `#/see`, `#/lab/methods`, and of a
 * story the step, `#/see/3`. What is not such an address is none of this file's.
 */

import { stepOf } from "../text/stories.js";

/** @typedef {import("./page.js").Action} Action */

/** The rooms, and the parts of which one is open at a time: the first where none is named. */
export const ROOMS = /** @type {const} */ ({
  see: [],
  train: [],
  teach: [],
  lab: ["task", "methods", "curve", "guess", "memory", "meta-train"],
});

/** @typedef {keyof typeof ROOMS} Room */
/**
 * @typedef {object} Place
 * @property {Room} room
 * @property {string | null} part
 * @property {number} [step] Of the room's story, from 1, while it is played.
 */
/** @typedef {{type: "place/moved", place: Place}} PlaceAction */

/** @type {Place} */
export const START = { room: "see", part: null };

/**
 * Sections of the page when it was one sheet: links to them are about.
 * @type {Record<string, string>}
 */
const SECTIONS = {
  "#draw": "#/see",
  "#train": "#/train",
  "#fine-tune": "#/teach",
  "#meta-learn": "#/lab",
  "#memory": "#/lab/memory",
  "#meta-training": "#/lab/meta-train",
};

/**
 * The place that an address names. Null where it names none: an anchor of the page, or nothing.
 *
 * @param {string} hash With its `#`.
 * @returns {Place | null}
 */
export function placeIn(hash) {
  const address = SECTIONS[hash] ?? hash;
  if (!address.startsWith("#/")) return null;
  const [name, part = null] = address.slice(2).split("/");
  const room = /** @type {Room[]} */ (Object.keys(ROOMS)).find((each) => each === name);
  return room ? inside(room, part) : START;
}

/** @param {Place} place */
export const addressOf = ({ room, part, step }) =>
  `#/${room}${step !== undefined || part ? `/${step ?? part}` : ""}`;

/** The address of every room, or of every part where it has parts, and of the room then too. */
export const PLACES = Object.entries(ROOMS).flatMap(([room, parts]) => [
  `#/${room}`,
  ...parts.map((part) => `#/${room}/${part}`),
]);

/** @param {Room} room @param {string | null} part @returns {Place} */
function inside(room, part) {
  const told = stepOf(room, /^[1-9]\d*$/.test(part ?? "") ? Number(part) : undefined);
  if (told) return { room, part: told.part ?? null, step: Number(part) };
  const parts = /** @type {readonly string[]} */ (ROOMS[room]);
  return { room, part: parts.find((each) => each === part) ?? parts[0] ?? null };
}

/** @param {Place | undefined} state @param {Action} action @returns {Place} */
export function place(state = START, action) {
  return action.type === "place/moved" ? action.place : state;
}
