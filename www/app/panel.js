/**
 * What of the page is shown, as its address says, for a page that has it in a frame:
 * `?panel=see&hide=title,boxes&theme=dark`. docs/embedding.md says the same to its author.
 */

/** What can be left out; `style/panel.css` says what each is. */
export const PIECES = /** @type {const} */ ([
  "bar",
  "footer",
  "title",
  "tabs",
  "map",
  "figures",
  "actions",
  "boxes",
]);
/** A panel has neither. */
const NEVER = ["bar", "footer"];
const THEMES = /** @type {const} */ (["light", "dark"]);

/**
 * @typedef {object} Panel
 * @property {string | null} address Of the only room that is shown, such as `#/lab/curve`.
 * @property {string[]} hidden
 * @property {"light" | "dark" | null} theme
 * @property {string[]} wrong A sentence for each thing that the page has not.
 */

/**
 * @param {string} search
 * @param {readonly string[]} places Every address that there is.
 * @returns {Panel}
 */
export function panelIn(search, places) {
  const asked = new URLSearchParams(search);
  /** @type {string[]} */
  const wrong = [];
  const names = places.map((address) => address.slice(2));
  const panel = asked.get("panel");
  const known = panel !== null && names.includes(panel);
  if (panel !== null && !known)
    wrong.push(`There is no panel “${panel}”. There are ${names.join(", ")}.`);
  const listed = (asked.get("hide") ?? "").split(",").map((name) => name.trim());
  const wished = listed.filter((name) => name !== "");
  const hidden = PIECES.filter((name) => wished.includes(name) || (known && NEVER.includes(name)));
  const odd = wished.find((name) => !PIECES.some((piece) => piece === name));
  if (odd !== undefined)
    wrong.push(`There is nothing “${odd}” to hide. There are ${PIECES.join(", ")}.`);
  const theme = asked.get("theme");
  const chosen = THEMES.find((each) => each === theme) ?? null;
  if (theme !== null && !chosen)
    wrong.push(`There is no theme “${theme}”. There are ${THEMES.join(", ")}.`);
  return { address: known ? `#/${panel}` : null, hidden: [...hidden], theme: chosen, wrong };
}
