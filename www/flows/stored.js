/** Brings what the lab shows before anything has been measured here. */

import { reasonOf } from "../app/files.js";
import { MOST_FETCHED } from "../engine/sizes.js";
import { storedIn } from "../state/stored.js";

/** @param {import("./context.js").FlowContext} context */
export function storedFlow({ store, files }) {
  /** Once a visit, unless it does not come. */
  let asked = false;
  return {
    /** The visitor is in the lab. */
    async arrive() {
      if (asked) return;
      asked = true;
      try {
        const { value } = await files.json("stored/lab.json", {
          most: MOST_FETCHED.notes,
          file: "the stored example (lab.json)",
        });
        const file = /** @type {import("../state/stored.js").File} */ (value);
        const { task, drawing, problem, settings } = store.get().fewShot;
        const untouched = !task && !drawing && problem === null && settings.source === "digits";
        store.dispatch({ type: "lab/stored", stored: storedIn(file), shown: untouched });
      } catch (error) {
        asked = false;
        store.dispatch({
          type: "notice/shown",
          kind: "warning",
          code: "stored",
          text:
            `The lab's stored example did not come: ${reasonOf(error)}. Draw a task: everything ` +
            "can be measured here.",
        });
      }
    },
  };
}
