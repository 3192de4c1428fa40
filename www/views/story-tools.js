/** What a step's caption has to do it with, where the page itself does not have it at hand. */

import { bytes as bytesText, latentName, nats } from "../app/format.js";
import { html, nothing, picture } from "../app/lit.js";
import { latents } from "../state/draw.js";
import { loudest } from "../state/latents.js";
import { along, MODELS } from "../state/story-found.js";
import { BYTES } from "../text/story-bytes.js";
import { beam } from "./story-beam.js";

/** @typedef {import("../state/page.js").State} State */

/**
 * @typedef {object} ToolIntents
 * @property {() => void} dice
 * @property {(latent: number) => void} pick
 * @property {(value: number) => void} slide
 * @property {(t: number) => void} walk
 * @property {() => void} drop
 * @property {(model: keyof typeof MODELS) => unknown} look
 * @property {() => unknown} tune
 * @property {() => unknown} known
 * @property {() => unknown} task
 * @property {() => unknown} frozen
 * @property {() => unknown} start
 * @property {() => unknown} remember
 * @property {() => unknown} hyper
 */

/** Latents that are offered: as many as fit in a line on a phone. */
const LOUDEST = 5;

/**
 * @param {string} id
 * @param {string} text
 * @param {() => unknown} act
 * @param {boolean} [disabled]
 */
const button = (id, text, act, disabled = false) => html`
  <button type="button" class="button big" data-testid=${id} ?disabled=${disabled} @click=${act}>
    ${text}
  </button>
`;

/** What fine-tuning and the like fetch first, if anything. @param {State} state */
const wholeSize = ({ weights }) => (weights.small ? BYTES["vae-mnist.safetensors"] : 0);

/** @param {string} text @param {number} bytes */
const costing = (text, bytes) => (bytes === 0 ? text : `${text} (fetches ${bytesText(bytes)})`);

/** @param {(value: number) => void} act */
const sliding =
  (act) =>
  (/** @type {Event} */ { target }) =>
    act(/** @type {HTMLInputElement} */ (target).valueAsNumber);

/** One latent, by a slider. @param {State} state @param {ToolIntents} intents */
const slide = ({ draw }, { slide }) => {
  const { latent } = draw;
  if (latent === null) return html`<p class="fine">The model is on its way…</p>`;
  const value = latents(draw)?.[latent] ?? 0;
  return html`
    <label class="field">
      <span>${`${latentName(latent)} from −3 to 3`}</span>
      <input
        type="range"
        data-testid="story-slide"
        min="-3"
        max="3"
        step="0.1"
        .value=${String(value)}
        @input=${sliding(slide)}
      />
    </label>
  `;
};

/** @type {Record<string, (state: State, intents: ToolIntents) => unknown>} */
const TOOLS = {
  none: () => nothing,
  dice: ({ story, draw, theme }, { dice }) => html`
    <div class="row wrap middle">
      ${button("story-dice", "Throw the dice", dice, draw.encoded === null)}
      <div class="tiles" aria-hidden="true">
        ${story.gathered.throws.map(
          ({ image }) => html`<canvas class="picture" ${picture(image, theme)}></canvas>`,
        )}
      </div>
    </div>
  `,
  latents(state, intents) {
    const { draw } = state;
    const some = loudest(draw.encoded).slice(0, LOUDEST);
    return html`
      <div class="row wrap" role="group" aria-label="The loudest numbers" data-testid="story-picks">
        ${some.map(
          (latent) => html`<button
            type="button"
            class="button"
            data-testid="story-pick"
            data-latent=${latent}
            aria-pressed=${draw.latent === latent}
            @click=${() => intents.pick(latent)}
          >
            ${latentName(latent)}
          </button>`,
        )}
      </div>
      ${slide(state, intents)}
    `;
  },
  slide,
  walk({ draw, story }, { walk }) {
    const { line } = story.gathered;
    const z = latents(draw);
    return html`
      <label class="field">
        <span>From the 3 to the 8</span>
        <input
          type="range"
          data-testid="story-walk"
          min="0"
          max="1"
          step="0.02"
          ?disabled=${line === null}
          .value=${String(line && z ? along(line, z) : 0)}
          @input=${sliding(walk)}
        />
      </label>
    `;
  },
  drop: ({ draw }, { drop }) => button("story-drop", "Drop a point", drop, draw.encoded === null),
  beam: (state, { look }) => html`
    <div class="row wrap" role="group" aria-label="Models" data-testid="story-models">
      ${Object.keys(MODELS).map((name) => {
        const model = /** @type {keyof typeof MODELS} */ (name);
        return html`<button
          type="button"
          class="button"
          data-testid="story-model"
          data-name=${name}
          aria-pressed=${state.story.gathered.looking === name}
          @click=${() => look(model)}
        >
          ${name}
        </button>`;
      })}
    </div>
    ${beam(state)}
  `,
  star(state, intents) {
    const { story, weights, fewShot, theme, tune } = state;
    const { before, after, known } = story.gathered.star;
    const busy = story.busy !== null || tune.run.status !== "idle" || !weights.name;
    const tuning = wholeSize(state);
    const here = fewShot.metaWeights.prototypes !== undefined;
    const meta = tuning + (here ? 0 : BYTES["mnist-prototypes.safetensors"]);
    return html`
      <div class="row wrap">
        ${button("story-tune", costing("Fine-tune for 3 s", tuning), intents.tune, busy)}
        ${button("story-known", costing("After learning to learn", meta), intents.known, busy)}
      </div>
      <div class="story-pictures">
        ${before && shown(before, "Before", theme)}
        ${after && shown(after, "After 3 s", theme)}
      </div>
      ${
        after || known
          ? html`<p class="story-on">
            Go on: <a href="#/train">train one yourself</a>,
            <a href="#/teach">teach it your symbols</a>, or
            <a href="#/lab/1">learn to learn in the Lab</a>.
          </p>`
          : nothing
      }
    `;
  },
  task: ({ fewShot }, { task }) => button("story-task", "Draw a task", task, fewShot.drawing),
  frozen: ({ scores, fewShot }, { frozen }) =>
    button(
      "story-frozen",
      costing(
        "Let both learn",
        fewShot.metaWeights.prototypes === undefined ? BYTES["mnist-prototypes.safetensors"] : 0,
      ),
      frozen,
      scores.work !== null,
    ),
  start: (state, { start }) =>
    button(
      "story-start",
      costing("Meta-train for 20 steps", wholeSize(state)),
      start,
      state.metaTraining.run.status !== "idle",
    ),
  remember: ({ memory }, { remember }) =>
    button("story-remember", "Remember the support", remember, memory.writing !== null),
  hyper: ({ scores, fewShot }, { hyper }) =>
    button(
      "story-hyper",
      costing(
        "Read the support",
        fewShot.metaWeights.hypernetwork === undefined
          ? BYTES["mnist-hypernetwork.safetensors"]
          : 0,
      ),
      hyper,
      scores.work !== null,
    ),
};

/**
 * @param {import("../state/story.js").Looked} looked
 * @param {string} name
 * @param {State["theme"]} theme
 */
function shown({ image, reconstruction, kl }, name, theme) {
  const total = reconstruction + kl;
  const canvas = html`<canvas
    class="picture"
    role="img"
    aria-label="The model’s star"
    ${picture(image, theme)}
  ></canvas>`;
  return html`
    <figure>
      ${canvas}
      <figcaption>${name} <b data-value=${total}>${nats(total)}</b></figcaption>
    </figure>
  `;
}

/** @param {string} name */
export function toolOf(name) {
  const tool = TOOLS[name];
  if (!tool) throw new Error(`There is no tool “${name}”.`);
  return tool;
}
