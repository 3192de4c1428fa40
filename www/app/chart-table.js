/**
 * A chart's figures for whoever does not see it: a small table after it, which is read and takes
 * no place. Evenly chosen rows, since hundreds would not be listened to.
 */

import { make } from "./dom.js";

const ROWS = 8;
/** While a run goes on: a table that changes is read from its beginning. */
const EVERY_MS = 2000;

/**
 * @param {HTMLElement} host Of the chart; its label is the table's caption.
 * @param {string[]} columns
 */
export function chartTable(host, columns) {
  const caption = make("caption", {}, host.getAttribute("aria-label") ?? "");
  const head = make("tr", {}, ...columns.map((name) => make("th", { scope: "col" }, name)));
  const body = make("tbody");
  const table = make("table", {}, caption, make("thead", {}, head), body);
  const hidden = make("div", { class: "visually-hidden", "data-chart-table": true }, table);
  hidden.hidden = true;
  host.after(hidden);
  let rows = 0;
  /** @type {(at: number) => string[]} */
  let row = () => [];
  let waiting = 0;

  function write() {
    waiting = 0;
    hidden.hidden = rows === 0;
    const count = Math.min(ROWS, rows);
    const chosen = Array.from({ length: count }, (_, index) =>
      count === 1 ? 0 : Math.round((index * (rows - 1)) / (count - 1)),
    );
    // Cells stay, and their texts change: a run goes on for hours.
    while (body.rows.length > count) body.deleteRow(-1);
    while (body.rows.length < count)
      body.append(make("tr", {}, ...columns.map(() => make("td", {}, " "))));
    chosen.forEach((at, index) => {
      row(at).forEach((value, column) => {
        const text = body.rows[index].cells[column].firstChild;
        if (text instanceof Text && text.data !== value) text.data = value;
      });
    });
  }

  return {
    /** @param {number} many @param {(at: number) => string[]} of What a row says. */
    show(many, of) {
      host.dataset.points = String(many);
      [rows, row] = [many, of];
      if (many === 0) write();
      else if (waiting === 0) waiting = window.setTimeout(write, EVERY_MS);
    },
  };
}
