/** The row of names below the machine, and the lines of code behind what each unfolds. */

import { find, whenChanged } from "../app/dom.js";
import { html, nothing, render } from "../app/lit.js";
import { excerpt, SOURCES } from "../text/sources.js";

/** @typedef {import("../state/page.js").State} State */

/**
 * @param {Document} page
 * @param {{open: (box: string | null, sources: string[]) => void}} intents
 */
export function boxesView(page, intents) {
  const host = find(page, "boxes", HTMLElement);
  const boxes = [...host.querySelectorAll("details")];
  const places = /** @type {NodeListOf<HTMLElement>} */ (host.querySelectorAll("[data-source]"));
  const open = () => boxes.find((box) => box.open) ?? null;

  host.addEventListener(
    "toggle",
    ({ target }) => {
      const box = /** @type {HTMLDetailsElement} */ (target);
      // Of browsers that do not know groups of them, and of one that shuts as another opens.
      if (box.open) for (const other of boxes) if (other !== box) other.open = false;
      const now = open();
      const told = [...(now?.querySelectorAll("[data-source]") ?? [])];
      intents.open(
        now?.dataset.testid ?? null,
        told.map((place) => /** @type {HTMLElement} */ (place).dataset.source ?? ""),
      );
      const body = now?.querySelector(".box-body");
      if (body && !page.documentElement.dataset.story) body.scrollIntoView({ block: "nearest" });
    },
    true,
  );
  host.addEventListener("keydown", (event) => {
    const box = open();
    if (event.key !== "Escape" || event.defaultPrevented || !box) return;
    box.open = false;
    box.querySelector("summary")?.focus();
  });

  const draw = whenChanged((/** @type {State["boxes"]["sources"]} */ sources) => {
    for (const place of places) {
      const { file, needle } = SOURCES[place.dataset.source ?? ""];
      const source = sources[file];
      render(source ? shown(source, file, needle) : nothing, place);
    }
  });
  return (/** @type {State} */ { boxes }) => draw(boxes.sources);
}

/**
 * @param {{text: string} | {problem: string}} source
 * @param {string} file
 * @param {string} needle
 */
function shown(source, file, needle) {
  if ("problem" in source)
    return html`<p class="fine">
      ${`The source did not come: ${source.problem}. Open this again to try once more.`}
    </p>`;
  const found = excerpt(source.text, needle);
  if (!found)
    return html`<p class="fine">The source that came is another version’s. Reload the page.</p>`;
  return html`
    <figure class="code">
      <figcaption translate="no">${file}:${found.first}</figcaption>
      <pre translate="no" tabindex="0" role="group" aria-label=${needle}><code>${found.lines.join(
        "\n",
      )}</code></pre>
    </figure>
  `;
}
