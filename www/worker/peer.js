/** A worker that helps the engine's own with its share of each batch. See `crew.js`. */

import { artefact } from "../engine/artefacts.js";
import { Link } from "./peers.js";

/** @typedef {import("../types.js").ToMate} ToMate */

/**
 * As much of a worker's global scope as is used here.
 * @typedef {object} Scope
 * @property {(message: import("../types.js").FromMate) => void} postMessage
 * @property {(type: "message", listener: (event: {data: ToMate}) => void) => void} addEventListener
 */

const scope = /** @type {Scope} */ (/** @type {unknown} */ (self));

/** @type {import("../engine/engine.js").EngineModule | null} */
let engine = null;
/** @type {import("../engine/engine.js").Mate | null} */
let mate = null;
/** @type {Link | null} */
let link = null;

/** Messages are served one after another: a step is still waiting when the next share comes. */
let served = Promise.resolve();
scope.addEventListener("message", ({ data }) => {
  served = served.then(() => serve(data)).catch((error) => scope.postMessage({ failed: String(error) }));
});

/** @param {ToMate} message */
async function serve(message) {
  if ("join" in message) {
    link = new Link(message.join.rank, message.join.ports);
    engine = await import(new URL(`../../${artefact("cpu")}`, import.meta.url).href);
    await engine?.default();
    scope.postMessage({ done: true });
  } else if ("begin" in message) {
    mate?.free();
    mate = engine?.Mate.begin(message.begin.weights, message.begin.hyper) ?? null;
    scope.postMessage({ done: true });
  } else {
    const { images, eps, part } = message.share;
    if (!mate || !link) throw new Error("a share came before its run");
    await mate.step(images, eps, part, link);
  }
}
