/** Replays a recorded run while nobody has started one. */

import { reasonOf } from "../app/files.js";
import { MOST_FETCHED } from "../engine/sizes.js";
import { recordingIn } from "../state/replay.js";

/** ms a moment. */
const EACH = 450;

/**
 * @param {import("./context.js").FlowContext} context
 * @param {() => boolean} still Whether nothing is to move by itself.
 */
export function replayFlow({ store, files }, still) {
  let asked = false;
  let timer = 0;
  const stop = () => clearInterval(timer);
  const move = () => {
    const { replay, train, place } = store.get();
    const last = (replay.recording?.moments.length ?? 1) - 1;
    if (replay.at >= last || train.run.steps > 0 || place.room !== "train") return stop();
    store.dispatch({ type: "replay/moved", at: replay.at + 1 });
  };
  return {
    /** The visitor is in Train. */
    async arrive() {
      if (asked) return;
      asked = true;
      try {
        const { value } = await files.json("stored/run.json", {
          most: MOST_FETCHED.notes,
          file: "the recorded run (run.json)",
        });
        const recording = recordingIn(value);
        const at = still() ? recording.moments.length - 1 : 0;
        store.dispatch({ type: "replay/came", recording, at });
        if (!still()) timer = Number(setInterval(move, EACH));
      } catch (error) {
        asked = false;
        const text = `The recorded run did not come: ${reasonOf(error)}. Train one yourself.`;
        store.dispatch({ type: "notice/shown", kind: "warning", code: "replay", text });
      }
    },
    /** @param {number} at */
    show(at) {
      stop();
      store.dispatch({ type: "replay/moved", at });
    },
  };
}
