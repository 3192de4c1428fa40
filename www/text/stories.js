/**
 * The stories. Each step is a row: what is in the light, what it says and asks, with what it is
 * answered, and what doing it has shown. What a step sets is `flows/story-acts.js`, by its id; when
 * it was done, `state/story-found.js`.
 */

import { LAB } from "./story-lab.js";
import { SEE } from "./story-see.js";

/** @typedef {import("./story-step.js").Step} Step */

/** By their rooms. */
export const STORIES = /** @satisfies {Record<string, Step[]>} */ ({ see: SEE, lab: LAB });

/** @typedef {keyof typeof STORIES} Story */

/** @param {string} room @param {number | undefined} step From 1. @returns {Step | null} */
export const stepOf = (room, step) =>
  (step !== undefined &&
    Object.hasOwn(STORIES, room) &&
    STORIES[/** @type {Story} */ (room)][step - 1]) ||
  null;
