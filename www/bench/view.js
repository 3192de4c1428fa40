/** What the benchmark's page shows. */

import { find, make, show } from "../app/dom.js";
import { HEAD, rows } from "./table.js";

/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./types.js").Result} Result */
/** @typedef {import("./environment.js").Environment} Environment */

/**
 * @param {Document} page
 * @param {{start: (ids: string[], windows: number) => void, stop: () => void, copy: () => void}}
 *   intents
 */
export function benchView(page, { start, stop, copy }) {
  const startButton = find(page, "bench-start", HTMLButtonElement);
  const stopButton = find(page, "bench-stop", HTMLButtonElement);
  const copyButton = find(page, "bench-copy", HTMLButtonElement);
  const progress = find(page, "bench-progress", HTMLProgressElement);
  const doing = find(page, "bench-doing", HTMLElement);
  const choices = find(page, "bench-engines", HTMLElement);
  const windows = find(page, "bench-windows", HTMLInputElement);
  const table = find(page, "bench-table", HTMLTableElement);
  const chosen = () =>
    [...choices.querySelectorAll("input")].filter((box) => box.checked).map((box) => box.value);

  startButton.addEventListener("click", () => start(chosen(), windows.valueAsNumber));
  stopButton.addEventListener("click", stop);
  copyButton.addEventListener("click", copy);
  choices.addEventListener("change", () => (startButton.disabled = chosen().length === 0));

  return {
    /** @param {{entry: Entry, obstacle: string | null, wanted: boolean}[]} entries */
    offer(entries) {
      choices.replaceChildren(
        ...entries.map(({ entry, obstacle, wanted }) =>
          make(
            "label",
            { class: "choice" },
            make("input", {
              type: "checkbox",
              value: entry.id,
              disabled: obstacle !== null,
              checked: wanted,
            }),
            make("span", {}, make("b", {}, entry.name), make("small", {}, obstacle ?? "")),
          ),
        ),
      );
      startButton.disabled = chosen().length === 0;
    },

    /** @param {Environment} environment */
    environment({ browser, cores, isolated, gpu }) {
      show(find(page, "environment-browser", HTMLElement), browser);
      show(find(page, "environment-cores", HTMLElement), String(cores), cores);
      show(find(page, "environment-gpu", HTMLElement), gpu);
      show(
        find(page, "environment-isolated", HTMLElement),
        isolated ? "yes: every library may use threads" : "no: the others have one thread",
      );
    },

    /** @param {boolean} running */
    running(running) {
      page.documentElement.dataset.bench = running ? "running" : "idle";
      startButton.hidden = running;
      stopButton.hidden = !running;
      progress.hidden = !running;
      for (const control of [windows, ...choices.querySelectorAll("input")])
        control.inert = running;
    },

    /** @param {string} text @param {number} [done] */
    says(text, done) {
      show(doing, text);
      if (done !== undefined) progress.value = done;
    },

    /** @param {Result[]} results */
    results(results) {
      const body = rows(results).map((row) => {
        const name = make("th", { scope: "row" }, row.name, make("small", {}, row.device));
        const time = make(
          "td",
          row.measured ? { "data-value": String(row.ms) } : { class: "no-time", colspan: "3" },
          row.time,
        );
        const rest = row.measured ? [make("td", {}, row.spread), make("td", {}, row.ratio)] : [];
        return make(
          "tr",
          { "data-engine": row.id, "data-measured": String(row.measured) },
          name,
          time,
          ...rest,
          make("td", {}, row.agreement),
        );
      });
      const head = make("tr", {}, ...HEAD.map((text) => make("th", { scope: "col" }, text)));
      table.replaceChildren(make("thead", {}, head), make("tbody", {}, ...body));
      table.hidden = false;
      copyButton.hidden = false;
    },
  };
}
