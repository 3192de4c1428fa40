/** `bench.html`: wires the benchmark to the page. */

import { find } from "../app/dom.js";
import { keepTheme, loadTheme, openStorage } from "../app/storage.js";
import { choose } from "../engine/device.js";
import { contest } from "./contest.js";
import { fetchTask } from "./driven.js";
import { ENGINES } from "./engines.js";
import { environment } from "./environment.js";
import { benchView } from "./view.js";
import { WorkerContestant } from "./worker-contestant.js";

/** @typedef {import("./types.js").Entry} Entry */

/** A visitor waits less long than `cargo xtask bench` does. */
const LIMIT_MS = 60_000;

/** @type {object | null} */
let report = null;
let stopped = false;

theme(find(document, "theme-toggle", HTMLButtonElement));
// A program that drives this page from outside brings its own contest: see driven.js.
if (!new URLSearchParams(location.search).has("driven")) await offer();

async function offer() {
  const view = benchView(document, {
    start: (ids, windows) => void run(ids, windows),
    stop: () => {
      stopped = true;
      view.says("Stopping after this window…");
    },
    copy: () => void copy(),
  });
  const here = await environment();
  const gpu = await choose("auto", /** @type {any} */ (navigator.gpu));
  view.environment(here);
  const there = await extras();
  view.offer(
    ENGINES.map((entry) => {
      const missing = entry.extra && !there.includes(entry.extra.path) ? entry.extra.missing : null;
      const obstacle =
        missing ?? (entry.options.backend === "webgpu" && !navigator.gpu ? gpu.reason : null);
      // On a software adapter they take minutes and say nothing about a GPU; TF.js in plain JS the
      // same.
      const slow = (entry.runs === "gpu" && !gpu.webgpu) || entry.id === "tfjs-cpu";
      return { entry, obstacle, wanted: obstacle === null && !slow };
    }),
  );
  view.running(false);
  view.says("Close other programs and keep this tab in front: a hidden tab is slowed down.");
  document.documentElement.dataset.ready = "true";

  /** @param {string[]} ids @param {number} windows */
  async function run(ids, windows) {
    stopped = false;
    view.running(true);
    try {
      const entries = ENGINES.filter(({ id }) => ids.includes(id));
      const results = await contest(
        entries,
        async (entry) => new WorkerContestant(entry),
        await fetchTask(),
        {
          windows: Math.min(Math.max(Math.round(windows) || 5, 1), 50),
          limitMs: LIMIT_MS,
          tell: view.says,
          stopped: () => stopped,
        },
      );
      report = { date: new Date().toISOString(), environment: here, results };
      view.results(results);
      view.says(stopped ? "Stopped." : "Done.");
    } catch (error) {
      view.says(
        `The benchmark could not run: ${error instanceof Error ? error.message : String(error)}`,
      );
    } finally {
      view.running(false);
    }
  }

  async function copy() {
    const text = JSON.stringify(report, null, 2);
    try {
      await navigator.clipboard.writeText(text);
      view.says("Copied.");
    } catch {
      view.says("The browser does not let this page copy. The results are in its console.");
      console.log(text);
    }
  }
}

/** The files in this build that not every build has. @returns {Promise<string[]>} */
async function extras() {
  // A list, since asking for a file that is not there is an error in the console.
  return (await fetch(new URL("extras.json", import.meta.url))).json();
}

/** @param {HTMLButtonElement} button */
function theme(button) {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const storage = openStorage(window);
  let theme = loadTheme(storage) ?? (dark ? "dark" : "light");
  const paint = () => {
    document.documentElement.dataset.theme = theme;
    button.setAttribute("aria-label", `Switch to the ${theme === "dark" ? "light" : "dark"} theme`);
  };
  paint();
  button.addEventListener("click", () => {
    theme = theme === "dark" ? "light" : "dark";
    keepTheme(storage, theme);
    paint();
  });
}
