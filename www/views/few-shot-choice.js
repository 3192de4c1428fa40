/** One method to be ticked: what it is, what it starts from, what it lacks before it can run. */

import { bytes } from "../app/format.js";
import { html, live, nothing } from "../app/lit.js";
import { TRAINED_HERE } from "../state/few-shot.js";
import { lackOf } from "../state/lacks.js";
import { typeset } from "./formula.js";
import { seenIn, setName } from "./meta-sets.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../state/lacks.js").Lack} Lack */
/** @typedef {import("../text/methods.js").Method} Method */

/**
 * @typedef {object} ChoiceIntents
 * @property {(method: Method["id"], chosen: boolean) => void} choose
 * @property {(method: Method["id"]) => void} bring What it lacks.
 * @property {(algorithm: import("../engine/wire.js").Algorithm, set: string) => void} weights
 */

/**
 * @param {Method} method
 * @param {State} state
 * @param {ChoiceIntents} intents
 */
export function methodChoice(method, state, intents) {
  const { id, name } = method;
  const lack = lackOf(method, state);
  const chosen = lack === null && state.scores.chosen.includes(id);
  const problem = lack === null ? undefined : state.scores.problems[id];
  const mean = state.scores.tallies[id]?.plain?.estimate.mean;
  const choose = (/** @type {Event} */ event) =>
    intents.choose(id, /** @type {HTMLInputElement} */ (event.target).checked);
  return html`
    <li
      class="method-choice"
      data-testid="method-choice"
      data-method=${id}
      data-chosen=${chosen}
      data-lacks=${lack?.what ?? nothing}
    >
      <label class="check"
        ><input
          type="checkbox"
          data-testid="method-chosen"
          aria-describedby=${lack ? `lack-${id}` : nothing}
          ?disabled=${lack !== null}
          .checked=${live(chosen)}
          @change=${choose}
        /><b>${name}</b></label
      >
      ${mean === undefined ? nothing : over(mean)}
      <small data-testid="method-note">${noteOf(method, state)}</small>
      ${weightsOf(method, state, intents)} ${lack ? lacking(method, lack, state, intents) : nothing}
      <p
        class="method-problem"
        data-testid="method-problem"
        role="status"
        ?hidden=${problem === undefined}
      >${problem ?? ""}</p>
      ${about(method)}
    </li>
  `;
}

/** @param {number} mean */
const over = (mean) =>
  html`<span class="method-mean" title="Mean accuracy over many tasks"
    >${(100 * mean).toFixed(1)} %</span
  >`;

/**
 * What it needs, with what brings it.
 *
 * @param {Method} method
 * @param {Lack} lack
 * @param {State} state
 * @param {ChoiceIntents} intents
 */
function lacking({ id, name, algorithm }, lack, state, intents) {
  const { fetching } = state.fewShot;
  const here = fetching?.algorithm === algorithm ? fetching : null;
  const [needs, does] = sentences(lack, state);
  return html`<p class="method-lack" id=${`lack-${id}`} data-testid="method-lack">
      ${here ? progress(here) : needs}
    </p>
    ${
      does === null
        ? nothing
        : html`<button
          type="button"
          class="button"
          data-testid="method-bring"
          data-bytes=${lack.bytes ?? nothing}
          aria-label=${`${does}, for ${name}`}
          ?disabled=${here !== null || state.engine.status !== "ready"}
          @click=${() => intents.bring(id)}
        >
          ${does}
        </button>`
    }`;
}

/** @param {{received: number, total: number | null}} fetching */
const progress = ({ received, total }) =>
  "Fetching its weights… " +
  `${(received / 1e6).toFixed(1)}${total ? ` of ${(total / 1e6).toFixed(1)}` : ""} MB`;

/**
 * What is missing, and what the button that brings it says; null where none can.
 *
 * @param {Lack} lack
 * @param {State} state
 * @returns {[string, string | null]}
 */
function sentences({ what, bytes: cost }, { data }) {
  switch (what) {
    case "weights":
      return cost === null
        ? ["No weights are meta-trained for it yet: make them in Meta-train.", null]
        : ["Needs its meta-trained weights.", `Fetch ${bytes(cost)}`];
    case "whole":
      return ["Trains from the pretrained weights in full.", `Fetch ${bytes(cost ?? 0)}`];
    case "model":
      return ["Needs a pretrained model. Load one in Train.", null];
    case "data":
      return [
        "Needs unlabelled images.",
        cost === 0 || cost === null
          ? "Make the built-in digits"
          : `Fetch ${data.offer?.name ?? "the data"}, ${bytes(cost)}`,
      ];
    default:
      throw new Error(`There is no lack “${String(what)}”.`);
  }
}

/** @param {Method} method */
const about = ({ how, formula, link, source }) => html`
  <details class="method-about" data-testid="method-about">
    <summary>How it works</summary>
    <p>${how}</p>
    <p class="formula">${typeset(formula)}</p>
    <p class="fine">
      Source: <a href=${link} rel="noreferrer" target="_blank">${source}</a>
    </p>
  </details>
`;

/** Which meta-trained weights it starts from, where it starts from such. */
/** @param {Method} method @param {State} state @param {ChoiceIntents} intents */
function weightsOf({ name, algorithm }, { fewShot }, intents) {
  if (!algorithm) return nothing;
  const set = fewShot.sets[algorithm];
  const sets = (fewShot.offers ?? [])
    .filter((offer) => offer.algorithm === algorithm)
    .map((offer) => offer.set);
  if ((fewShot.trainings[algorithm] ?? 0) > 0) sets.push(TRAINED_HERE);
  if (set !== undefined && !sets.includes(set)) sets.push(set);
  const choose = (/** @type {Event} */ event) =>
    intents.weights(algorithm, /** @type {HTMLSelectElement} */ (event.target).value);
  return html`<select
    data-testid="method-weights"
    aria-label=${`Meta-trained weights of ${name}`}
    ?hidden=${sets.length === 0}
    @change=${choose}
  >
    ${sets.map(
      (each) =>
        html`<option value=${each} .selected=${live(each === set)}>${setName(each)}</option>`,
    )}
  </select>`;
}

/** What a visitor has to know before ticking it. @param {Method} method @param {State} state */
function noteOf({ algorithm, slow }, { fewShot }) {
  const set = algorithm && fewShot.sets[algorithm];
  return set === undefined ? (slow ?? "") : (seenIn(set, fewShot) ?? "");
}
