/** A run's bar: what starts, pauses and ends it, how far it is, and how long it will take. */

import { count, duration } from "./format.js";
import { html, live, nothing, render } from "./lit.js";
import { remaining } from "./pace.js";

/** @typedef {import("./run-state.js").RunState} RunState */
/** @typedef {Pick<RunState, "status" | "step" | "steps" | "pace">} Steps */

/**
 * @typedef {object} Words
 * @property {string} run What the test ids of its parts begin with.
 * @property {string} start On the button.
 * @property {boolean} [plain] Whether another button is the one to press first.
 * @property {string} starting The same once it is pressed.
 * @property {string} progress What the bar shows, for those who do not see it.
 * @property {string} message The test id's end of the line below.
 */

/**
 * @typedef {object} RunIntents
 * @property {() => void} start
 * @property {() => void} pause
 * @property {() => void} resume
 * @property {() => void} singleStep
 * @property {() => void} stop
 */

/**
 * @typedef {object} Shown
 * @property {Steps} run
 * @property {string | null} other What else is under way.
 * @property {boolean} ready Whether the engine is.
 * @property {string} [place] Where in the run that is, beyond its step.
 * @property {{text: string, value: number | null}} rate
 * @property {string} message
 * @property {string | null} [problem]
 */

/** How far a run is, as a sentence. @param {Steps} run */
export const stepOf = ({ step, steps }) =>
  steps === 0 ? "Not started" : `Step ${count(step)} of ${count(steps)}`;

/** From 0 to 1. @param {Steps} run */
export const shareOf = ({ step, steps }) => (steps === 0 ? 0 : step / steps);

/** Milliseconds that are left, where that can be said. @param {Steps} run */
export const leftOf = ({ status, pace, step, steps }) =>
  status === "running" ? remaining(pace, step, steps) : null;

/** @param {number | null} left ms */
export const leftText = (left) => (left === null ? "" : `about ${duration(left)} left`);

/** Whether a run can start. @param {Pick<Shown, "run" | "other" | "ready">} shown */
export const canStart = ({ run, other, ready }) => run.status === "idle" && other === null && ready;

/**
 * @param {HTMLElement} host
 * @param {Words} words
 * @param {RunIntents} intents
 */
export function runBar(host, words, intents) {
  const id = (/** @type {string} */ part) => `${words.run}-${part}`;

  /** @param {Shown} shown */
  const bar = ({ run, other, ready, place = "", rate, message, problem }) => {
    const { status } = run;
    const left = leftOf(run);
    const under = ["running", "paused", "stopping"].includes(status);
    return html`
      <div class="row">
        <button
          type="button"
          class=${words.plain ? "button" : "button primary big"}
          data-testid=${id("start")}
          title=${other === null ? nothing : `${other} is under way`}
          ?hidden=${under}
          ?disabled=${!canStart({ run, other, ready })}
          @click=${intents.start}
        >
          ${status === "starting" ? words.starting : words.start}
        </button>
        <button
          type="button"
          class="button big"
          data-testid=${id("pause")}
          ?hidden=${status !== "running"}
          @click=${intents.pause}
        >
          Pause
        </button>
        <button
          type="button"
          class="button primary big"
          data-testid=${id("resume")}
          ?hidden=${status !== "paused"}
          @click=${intents.resume}
        >
          Resume
        </button>
        <button
          type="button"
          class="button big"
          data-testid=${id("step")}
          ?hidden=${status !== "paused"}
          @click=${intents.singleStep}
        >
          One step
        </button>
        <button
          type="button"
          class="button big"
          data-testid=${id("stop")}
          ?hidden=${!under && status !== "starting"}
          ?disabled=${status === "stopping"}
          @click=${intents.stop}
        >
          Stop
        </button>
      </div>
      <div class="run-facts">
        <b data-testid=${id("count")} data-value=${run.step}>${stepOf(run)}${place}</b>
        <span data-testid=${id("rate")} data-value=${rate.value ?? nothing}>${rate.text}</span>
        <span data-testid=${id("eta")} data-value=${left ?? nothing}
          >${status === "paused" ? "paused" : leftText(left)}</span
        >
      </div>
      <progress
        data-testid=${id("progress")}
        max="1"
        value="0"
        .value=${live(shareOf(run))}
        aria-label=${words.progress}
      ></progress>
      <p class="fine" data-testid=${id(words.message)} role="status">${message}</p>
      <p
        class="problem"
        data-testid=${id("run-problem")}
        role="alert"
        ?hidden=${!problem}
      >${problem ?? ""}</p>
    `;
  };
  return (/** @type {Shown} */ shown) => render(bar(shown), host);
}
