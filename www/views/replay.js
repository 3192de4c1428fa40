/** What is said of the recorded run, and where in it one is. */

import { find, show, whenChanged } from "../app/dom.js";
import { count } from "../app/format.js";
import { shownOf } from "../state/replay.js";

/** @typedef {import("../state/page.js").State} State */

/** @param {Document} page @param {{show: (at: number) => void}} intents */
export function replayView(page, intents) {
  const box = find(page, "replay", HTMLElement);
  const step = find(page, "replay-step", HTMLElement);
  const at = find(page, "replay-at", HTMLInputElement);
  at.addEventListener("input", () => intents.show(at.valueAsNumber));
  const draw = whenChanged(
    (/** @type {State["replay"]} */ replay, /** @type {boolean} */ begun) => {
      const shown = begun ? null : shownOf(replay);
      box.hidden = shown === null;
      if (!shown || !replay.recording) return;
      const { recording } = replay;
      show(
        step,
        `step ${count(shown.step)} of ${count(recording.steps)}, ${recording.latents} latents`,
        shown.step,
      );
      at.max = String(recording.moments.length - 1);
      at.value = String(replay.at);
      at.setAttribute("aria-valuetext", `step ${count(shown.step)}`);
    },
  );
  return (/** @type {State} */ { replay, train }) => draw(replay, train.run.steps > 0);
}
