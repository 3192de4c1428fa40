/** The alarm for posterior collapse, and the way back from it. */

import { find, show, whenChanged } from "../app/dom.js";
import { nats } from "../app/format.js";
import { collapseOf } from "../state/collapse.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../app/run-state.js").RunState} RunState */

/** @param {Document} page @param {{restore: () => void}} intents */
export function collapseView(page, intents) {
  const alarm = find(page, "collapse-alarm", HTMLElement);
  const figures = find(page, "collapse-figures", HTMLElement);
  const active = find(page, "held-active", HTMLElement);
  const activeBox = find(page, "held-active-box", HTMLElement);
  const causes = /** @type {const} */ (["kl", "rate", "unknown"]).map(
    (cause) => /** @type {const} */ ([cause, find(page, `collapse-${cause}`, HTMLElement)]),
  );
  const restore = find(page, "collapse-restore", HTMLButtonElement);
  restore.addEventListener("click", intents.restore);

  const drawRun = whenChanged(
    (
      /** @type {RunState} */ run,
      /** @type {State["train"]["objective"]} */ objective,
      /** @type {boolean} */ present,
    ) => {
      const { activeUnits, latents } = run;
      activeBox.hidden = activeUnits === null;
      show(active, activeUnits === null ? "" : `${activeUnits} of ${latents}`, activeUnits);
      const cause = present ? collapseOf(run, objective) : null;
      const alarmed = cause !== null;
      for (const [each, element] of causes) element.hidden = each !== cause;
      const kl = run.curves.heldOut.at(-1)?.losses.kl ?? 0;
      if (alarmed)
        show(
          figures,
          `KL ${kl < 0.05 ? "≈ 0" : nats(kl)} nats, ${activeUnits ?? 0} of ${latents} latents ` +
            "active.",
          kl,
        );
      // Said once, not anew at each reading.
      if (alarm.hidden === alarmed) alarm.hidden = !alarmed;
      restore.disabled = run.status !== "idle";
      restore.title = run.status === "idle" ? "" : "When the run has ended";
    },
  );

  return (/** @type {State} */ { train }) => drawRun(train.run, train.objective, !train.replaced);
}
