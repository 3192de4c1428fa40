/** Walking between two pictures: their codes, the way, what it paints. */

import { latest } from "../app/latest.js";
import { step, walk } from "../app/walk.js";
import { collection, modelOf, PAD } from "../state/walk.js";
import { activeLatents } from "../state/weights.js";
import { ask, tell } from "./context.js";
import { DIGITS } from "./examples.js";
import { picture } from "./picture.js";

export const STEPS = 12;
const EXAMPLE = "example";
const BOX = "box-between";

/** @typedef {import("../state/walk.js").Pin} Pin */

/**
 * @param {import("./context.js").FlowContext} context
 * @param {() => string} newId
 * @param {(z: number[]) => void} go Puts the picture there.
 */
export function walkFlow(context, newId, go) {
  const { store } = context;

  /** @param {Pin} pin */
  const codeOf = async ({ id, image, code }) => {
    const state = store.get();
    if (id === PAD && state.draw.encoded) return state.draw.encoded.mean;
    if (code?.of === modelOf(state)) return code.z;
    const request = { picture: { pixels: image }, around: 0, spread: 1, seed: 1 };
    const { active: slot } = state.weights;
    return (await ask(context, "encoded", { type: "encode", slot, ...request })).mean;
  };

  const follow = latest(async () => {
    const { walk: asked, weights, boxes } = store.get();
    const of = modelOf(store.get());
    if (weights.name === null || boxes.open !== BOX) return;
    const all = collection(store.get());
    const [a, b] = [asked.from, asked.to].map((end) => all.find(({ id }) => id === end));
    if (!a || !b) return;
    try {
      const ends = [await codeOf(a), await codeOf(b)];
      // The drawing's code may still be another model's; it is encoded anew, and then followed.
      if (ends.some(({ length }) => length !== activeLatents(weights))) return;
      const codes = walk(ends[0], ends[1], STEPS, asked.way);
      const request = { type: /** @type {const} */ ("decode"), slot: weights.active };
      const { images } = await ask(context, "decoded", { ...request, latents: codes });
      const now = store.get();
      const { from, to, way } = now.walk;
      if (from !== asked.from || to !== asked.to || way !== asked.way || modelOf(now) !== of)
        return;
      store.dispatch({ type: "walk/walked", codes, images });
    } catch (error) {
      tell(context, error);
    }
  });

  /** Something to walk to, for who has kept nothing yet. */
  const first = async () => {
    const { walk, draw } = store.get();
    if (walk.from !== null || walk.to !== null || !draw.encoded) return;
    store.dispatch({ type: "walk/picked", id: PAD });
    const other = collection(store.get()).find(({ id }) => id !== PAD);
    if (other) return store.dispatch({ type: "walk/picked", id: other.id });
    const { label, strokes } = DIGITS[1];
    const pin = { id: EXAMPLE, label, image: await picture(context, strokes), code: null };
    store.dispatch({ type: "walk/pinned", pin });
    store.dispatch({ type: "walk/picked", id: EXAMPLE });
  };

  return {
    /** What it is made of has changed. */
    follow: () => void follow(),
    /** The box was opened. */
    async begin() {
      try {
        await first();
      } catch (error) {
        tell(context, error);
      }
      void follow();
    },
    /** Pins the code that was gone to, with its picture. */
    pinPlace() {
      const { draw, walk } = store.get();
      if (!draw.at?.image) return;
      const { z, image } = draw.at;
      const count = walk.pins.filter(({ code }) => code !== null).length;
      const code = { z, of: modelOf(store.get()) };
      const pin = { id: newId(), label: `place ${count + 1}`, image, code };
      store.dispatch({ type: "walk/pinned", pin });
      store.dispatch({ type: "walk/picked", id: pin.id });
    },
    /** @param {string} id */
    unpin: (id) => store.dispatch({ type: "walk/unpinned", id }),
    /** @param {string} id */
    pick: (id) => store.dispatch({ type: "walk/picked", id }),
    /** @param {import("../app/walk.js").Way} way */
    way: (way) => store.dispatch({ type: "walk/way", way }),
    /** @param {number} at */
    go(at) {
      const { codes, way } = store.get().walk;
      if (!codes) return;
      store.dispatch({ type: "walk/at", at });
      go(step(way)(codes[0], codes[codes.length - 1], at));
    },
  };
}
