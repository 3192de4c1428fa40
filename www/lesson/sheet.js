/** The lesson sheet: questions with room for answers, and on a page of its own the answers. */

import { find } from "../app/dom.js";
import { html, render } from "../app/lit.js";
import { LESSONS } from "../text/lesson.js";
import { STORIES } from "../text/stories.js";

/** @typedef {import("../text/stories.js").Story} Story */

/** Latents of the model that the page comes with. */
const MODEL = { latents: 32 };

/** @param {Document} page @returns {(story: Story) => void} */
export function sheet(page) {
  const host = find(page, "sheet", HTMLElement);
  return (story) =>
    render(
      pages(story, () => page.defaultView?.print()),
      host,
    );
}

/** @param {Story} story @param {() => void} print */
function pages(story, print) {
  const lesson = LESSONS[story];
  const steps = STORIES[story];
  return html`
    <article class="sheet">
      <header>
        <h2>${lesson.name}</h2>
        <button type="button" class="button primary big" data-testid="sheet-print" @click=${print}>
          Print the sheet
        </button>
        <p class="sheet-name">Name <i aria-hidden="true"></i> Date <i aria-hidden="true"></i></p>
        <p>${lesson.about}</p>
      </header>
      <h3>What you can do after it</h3>
      <ul data-testid="sheet-goals">
        ${lesson.goals.map((goal) => html`<li>${goal}</li>`)}
      </ul>
      <ol class="sheet-steps">
        ${steps.map(
          ({ id, title, say, ask, todo }) => html`
            <li data-testid="sheet-step" data-id=${id}>
              <h3>${title}</h3>
              <p>${typeof say === "string" ? say : say(MODEL)}</p>
              <p class="sheet-todo">${todo}</p>
              <p class="sheet-look">${lesson.steps[id].look}</p>
              <p class="story-ask">${ask}</p>
              <div class="sheet-lines" aria-hidden="true"><i></i><i></i><i></i></div>
            </li>
          `,
        )}
      </ol>
    </article>
    <article class="sheet sheet-teacher">
      <h2>For the teacher</h2>
      <h3>Time plan, 45 minutes</h3>
      <table data-testid="sheet-plan">
        <thead>
          <tr>
            <th scope="col">Minutes</th>
            <th scope="col">What</th>
          </tr>
        </thead>
        <tbody>
          ${lesson.plan.map(
            ([minutes, what]) => html`
              <tr>
                <td>${minutes}</td>
                <td>${what}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
      <h3>Answers</h3>
      <ol>
        ${steps.map(
          ({ id, title, ask }) => html`
            <li data-testid="sheet-answer" data-id=${id}>
              <p><b>${title}</b></p>
              <p><em>${ask}</em></p>
              <p>${lesson.steps[id].answer}</p>
            </li>
          `,
        )}
      </ol>
    </article>
  `;
}
