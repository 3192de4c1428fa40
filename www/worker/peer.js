/** A worker that helps the engine's own with its share of each batch. See `peers.js`. */

import { artefact } from "../engine/artefacts.js";
import { MIXED, mismatchOf } from "../engine/build.js";
import { Link } from "./link.js";
import { load } from "./load.js";

/** @typedef {import("./messages.js").ToPeer} ToPeer */

/**
 * As much of a worker's global scope as is used here.
 * @typedef {object} Scope
 * @property {(message: import("./messages.js").FromPeer) => void} postMessage
 * @property {(type: "message", listener: (event: {data: ToPeer}) => void) => void} addEventListener
 */

const scope = /** @type {Scope} */ (/** @type {unknown} */ (self));

/** @type {import("../engine/engine.js").EngineModule | null} */
let engine = null;
/** @type {import("../engine/engine.js").Peer | null} */
let peer = null;
/** @type {Link | null} */
let link = null;

/** Messages are served one after another: a step is still waiting when the next share comes. */
let served = Promise.resolve();
scope.addEventListener("message", ({ data }) => {
  served = served
    .then(() => serve(data))
    .catch((error) => {
      const failed = typeof error?.message === "string" ? error.message : String(error);
      scope.postMessage({ failed, ...(error?.code === MIXED && { mixed: error }) });
    });
});

/** @param {ToPeer} message */
async function serve(message) {
  if ("join" in message) {
    link = new Link(message.join.rank, message.join.ports);
    const wrong = mismatchOf("peer.js", import.meta.url);
    if (wrong) throw wrong;
    engine = (await load(new URL(`../../${artefact("cpu")}`, import.meta.url).href)).module;
    scope.postMessage({ done: true });
  } else if ("begin" in message) {
    peer?.free();
    peer = engine?.Peer.begin(message.begin.weights, message.begin.hyper) ?? null;
    scope.postMessage({ done: true });
  } else {
    const { images, eps, part } = message.share;
    if (!peer || !link) throw new Error("a share came before its run");
    await peer.step(images, eps, part, link);
  }
}
