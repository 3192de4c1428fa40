/** The map of codes: the digits' codes from the engine, their places from a worker. */

import { latest } from "../app/latest.js";
import { codesOf } from "./codes.js";
import { tell } from "./context.js";

/** So many glyphs fit on a phone's map, and UMAP takes a second for them. */
const DIGITS = 1000;
const EPOCHS = 150;

/**
 * @param {import("./context.js").FlowContext} context
 * @param {() => import("../engine/spawn.js").Spawned} spawn A worker that projects.
 */
export function mapFlow(context, spawn) {
  const { store } = context;
  /** @type {import("../engine/spawn.js").Spawned | null} */
  let worker = null;

  /** Of which model there is none: it is not tried again and again. @type {string | null} */
  let failed = null;

  /** Which model's codes they would be now. */
  const wanted = () => {
    const { weights, data } = store.get();
    return `${weights.active} ${weights.revision} ${data.test > 0 ? data.name : ""}`;
  };

  const draw = latest(async () => {
    const { weights, map } = store.get();
    const of = wanted();
    if (weights.name === null || map.of === of || failed === of) return;
    try {
      const codes = await codesOf(context, weights.active, DIGITS, () => wanted() === of);
      // Another model's are wanted meanwhile, and will be asked for.
      if (!codes) return;
      const { means, labels, images, latents, builtIn } = codes;
      const flat = latents === 2;
      const places = flat ? means : new Float32Array(2 * labels.length);
      const digits = { codes: means, places, latents, labels, images };
      store.dispatch({ type: "map/codes", digits, builtIn, of, forming: !flat });
      if (!flat) await project(of, means, latents);
    } catch (error) {
      failed = of;
      tell(context, error);
    }
  });

  /** @param {string} of @param {Float32Array} codes @param {number} latents */
  const project = (of, codes, latents) =>
    new Promise((settle, fail) => {
      worker?.terminate();
      const mine = spawn();
      worker = mine;
      const end = () => {
        mine.terminate();
        if (worker === mine) worker = null;
      };
      mine.onmessage = ({ data }) => {
        const { places, done } = /** @type {{places: Float32Array, done: boolean}} */ (data);
        store.dispatch({ type: "map/places", of, places, done });
        if (!done) return;
        end();
        settle(undefined);
      };
      mine.onerror = ({ message }) => {
        end();
        fail(new Error(`the map of codes could not be laid out: ${message}`));
      };
      mine.postMessage({ codes, latents, epochs: EPOCHS });
    });

  return {
    /** Where the model or the data has changed since, or nothing was drawn yet. */
    draw: () => void draw(),
  };
}
