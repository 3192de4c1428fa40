/** The teacher's card: a step as link and QR code, a class's bytes, and a device for the next. */

import { encode } from "../../vendor/uqr/index.mjs";
import { find, show } from "../app/dom.js";
import { bytes as bytesText } from "../app/format.js";
import { choices, html, render } from "../app/lit.js";
import { LESSONS } from "../text/lesson.js";
import { STORIES } from "../text/stories.js";
import { FETCHED } from "../text/story-bytes.js";
import { measured } from "./measure.js";
import { reset } from "./reset.js";

/** @typedef {import("../text/stories.js").Story} Story */
/** @typedef {import("../app/words/languages.js").Language} Language */

const CLASS = 25;
/** Modules of paper around a code, as its standard wants it. */
const QUIET = 4;

/**
 * @param {Document} page
 * @param {object} place
 * @param {(story: Story) => void} place.story Shows the sheet of a story.
 * @param {string} place.page The address of the page.
 * @param {(relative: string) => string} place.url Of what lies in `www/`.
 * @returns {(language: Language, problem: string | null) => void}
 */
export function card(page, { story: showSheet, page: address, url }) {
  const stories = find(page, "card-story", HTMLSelectElement);
  const steps = find(page, "card-step", HTMLSelectElement);
  const link = find(page, "card-link", HTMLAnchorElement);
  const code = find(page, "card-code", HTMLElement);
  const said = find(page, "card-said", HTMLElement);
  const done = find(page, "card-done", HTMLElement);
  const bytes = find(page, "card-bytes", HTMLElement);
  const dialog = find(page, "reset-dialog", HTMLDialogElement);
  const measure = find(page, "card-measure", HTMLButtonElement);
  let tag = "en";
  /** What an arrival at the page costs, in bytes. @type {number | null} */
  let arrival = null;

  const story = () => /** @type {Story} */ (stories.value);

  const draw = () => {
    const to = new URL(`?lang=${tag}#/${story()}/${steps.value}`, address).href;
    link.href = to;
    link.textContent = to;
    render(drawn(to), code);
    code.dataset.text = to;
    said.textContent = "";
    drawBytes();
  };
  const drawBytes = () => {
    const asked = FETCHED[story()];
    const each = (arrival ?? 0) + asked;
    bytes.dataset.value = arrival === null ? "" : String(arrival);
    show(
      bytes,
      arrival === null
        ? `All that the story fetches when it is pressed: ${bytesText(asked)} a device, ` +
            `${bytesText(CLASS * asked)} for the class. What opening the page costs is measured ` +
            "when you ask: some 2 MB, fetched once here."
        : `Opening the page: ${bytesText(arrival)} a device, as this host sends it. With all ` +
            `that the story fetches when it is pressed: ${bytesText(each)}, or ` +
            `${bytesText(CLASS * each)} for the class. A second visit takes next to nothing.`,
    );
  };
  const chooseStory = () => {
    const rows = STORIES[story()].map(({ title }, index) => ({
      value: String(index + 1),
      name: `${index + 1}: ${title}`,
    }));
    choices(steps, rows, "1");
    showSheet(story());
    draw();
  };
  const all = Object.entries(LESSONS).map(([value, { name }]) => ({ value, name }));
  choices(stories, all, "see");
  stories.addEventListener("change", chooseStory);
  steps.addEventListener("change", draw);
  find(page, "card-copy", HTMLButtonElement).addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(link.href);
      show(said, "Copied.");
    } catch {
      show(said, "This browser does not let the page copy: select the link and copy it.");
    }
  });
  measure.addEventListener("click", async () => {
    measure.disabled = true;
    try {
      arrival = await measured({ page: address, url, language: tag });
      show(done, "");
      drawBytes();
    } catch (error) {
      const reason = (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
      show(done, `It could not be measured: ${reason}. Try again when the host answers.`);
    } finally {
      measure.disabled = false;
    }
  });
  find(page, "card-reset", HTMLButtonElement).addEventListener("click", () => dialog.showModal());
  dialog.addEventListener("close", async () => {
    if (dialog.returnValue !== "yes") return;
    dialog.returnValue = "";
    try {
      const gone = await reset(window);
      show(done, `Done. Deleted: ${gone} drawings and classes.`);
    } catch (error) {
      const reason = (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
      show(
        done,
        `This browser did not delete it: ${reason}. Clear this site’s data in its settings.`,
      );
    }
  });
  chooseStory();
  return (language, problem) => {
    ({ tag } = language);
    draw();
    if (problem) show(done, problem);
  };
}

/** A QR code, dark on light in every theme. @param {string} text */
function drawn(text) {
  const { data, size } = encode(text, { ecc: "M", border: QUIET });
  const path = data
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")))
    .join("");
  return html`<svg viewBox=${`0 0 ${size} ${size}`} role="img" aria-label="QR code of the link">
    <rect width=${size} height=${size} fill="#fff" />
    <path d=${path} fill="#000" />
  </svg>`;
}
