/** A row of a story. */

/** A piece of the machine, `data-piece` in the markup. */
/** @typedef {"pad" | "encoder" | "map" | "decoder" | "output" | "figures"} Piece */

/**
 * @typedef {object} Step
 * @property {string} id
 * @property {string} title
 * @property {string | ((model: {latents: number}) => string)} say
 * @property {string} ask
 * @property {string} todo How it is answered by doing.
 * @property {Piece[]} [light] What of the machine is there; all of it where nothing is said.
 * @property {string} [box] What is unfolded below it, by its `data-testid`.
 * @property {string} [part] The lab's part that is open.
 * @property {string} [sight] What its answer is seen in, by its `data-testid`: it comes into sight.
 * @property {string} tool What the caption has for it: a row of `views/story-tools.js`.
 * @property {(facts: any) => string[]} found What doing it has shown, by its facts of
 *   `state/story-found.js`.
 */

export {};
