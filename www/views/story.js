/**
 * A story's caption: beside the machine, or below it where there is no room. It shows and hides the
 * pieces of the machine, and opens the box that its step is about.
 */

import { find, whenChanged } from "../app/dom.js";
import { html, nothing, render } from "../app/lit.js";
import { addressOf } from "../state/place.js";
import { STORIES, stepOf } from "../text/stories.js";
import { toolOf } from "./story-tools.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../text/stories.js").Step} Step */

/** @param {Document} page @param {import("./story-tools.js").ToolIntents} intents */
export function storyView(page, intents) {
  const host = find(page, "story", HTMLElement);
  const pieces = /** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll("[data-piece]"));
  /** What a step has unfolded. @type {HTMLDetailsElement | null} */
  let opened = null;
  /** @type {Step | null} */
  let shown = null;
  let room = "";
  let found = false;

  /** @param {Step | null} row */
  function set(row) {
    for (const piece of pieces)
      piece.toggleAttribute(
        "data-off",
        row?.light !== undefined && !row.light.some((each) => each === piece.dataset.piece),
      );
    if (opened) opened.open = false;
    opened = null;
    const box = row?.box ? find(page, row.box, HTMLDetailsElement) : null;
    if (box && !box.open) {
      box.open = true;
      opened = box;
    }
    for (const each of page.querySelectorAll("details.box"))
      each.toggleAttribute("data-told", each === box);
  }

  const enter = whenChanged((/** @type {Step | null} */ row, /** @type {string} */ where) => {
    const { documentElement: root } = page;
    if (row) root.dataset.story = where;
    else delete root.dataset.story;
    host.hidden = !row;
    set(row);
    const left = shown && !row ? room : null;
    shown = row;
    room = where;
    // A caption is read from its title on; who leaves is where they came from.
    if (row) host.querySelector("h2")?.focus({ preventScroll: true });
    else if (left === where)
      find(page, left === "see" ? "story-play" : "story-play-lab", HTMLElement).focus();
    if (row) find(page, "story-say", HTMLElement).scrollIntoView({ block: "nearest" });
  });

  return (/** @type {State} */ state) => {
    const { place } = state;
    const row = stepOf(place.room, place.step);
    if (row) render(caption(state, row, intents), host);
    if (row) host.dataset.found = String(state.story.facts !== null);
    if (row) host.dataset.step = String(place.step);
    enter(row, place.room);
    if (state.story.facts && !found) {
      // On a phone it may be below the sheet's edge.
      find(page, "story-found", HTMLElement).scrollIntoView({ block: "nearest" });
      if (row?.sight) find(page, row.sight, HTMLElement).scrollIntoView({ block: "start" });
    }
    found = state.story.facts !== null;
  };
}

/**
 * @param {State} state
 * @param {Step} row
 * @param {import("./story-tools.js").ToolIntents} intents
 */
function caption(state, row, intents) {
  const { place, story, weights } = state;
  const { room, part, step = 1 } = place;
  const steps = STORIES[/** @type {import("../text/stories.js").Story} */ (room)];
  const to = (/** @type {number} */ step) => addressOf({ room, part, step });
  const say = typeof row.say === "string" ? row.say : row.say(weights);
  const out = addressOf({ room, part: room === "see" ? null : part });
  const last = step === steps.length;
  return html`
    <header class="story-head">
      <p class="story-count">${`${step} of ${steps.length}`}</p>
      <h2 id="story-title" tabindex="-1" data-testid="story-title" aria-describedby="story-text">
        ${row.title}
      </h2>
    </header>
    <div class="story-body" tabindex="0" role="group" aria-label="What the step says">
      <div id="story-text">
        <p data-testid="story-say">${say}</p>
        <p class="story-ask" data-testid="story-ask">${row.ask}</p>
      </div>
      <p class="fine" data-testid="story-todo">${row.todo}</p>
      ${toolOf(row.tool)(state, intents)}
      ${
        story.problem === null
          ? nothing
          : html`<p class="problem" role="alert" data-testid="story-problem">${story.problem}</p>`
      }
      <div class="story-found" data-testid="story-found" role="status">
        ${story.busy === null ? nothing : html`<p class="fine">${story.busy}</p>`}
        ${
          story.facts === null
            ? nothing
            : row.found(story.facts).map((sentence) => html`<p>${sentence}</p>`)
        }
      </div>
    </div>
    <nav class="story-steps" aria-label="Steps of the story">
      <a class="story-out" href=${out} data-testid="story-leave">Leave</a>
      ${
        step === 1
          ? nothing
          : html`<a class="button big" href=${to(step - 1)} data-testid="story-back">Back</a>`
      }
      <a class="button primary big" href=${last ? out : to(step + 1)} data-testid="story-next"
        >${last ? "Finish" : "Next"}</a
      >
    </nav>
  `;
}
