/** All methods side by side, and what sets them to work. */

import { find, show, whenChanged } from "../app/dom.js";
import { numberForm } from "../app/form.js";
import { choices, html, render, repeat } from "../app/lit.js";
import { running } from "../state/lacks.js";
import { protocolOf } from "../state/scores.js";
import { FAMILIES, METHODS, methodOf } from "../text/methods.js";
import { confusionPanel } from "./confusion.js";
import { dataFirst } from "./costs.js";
import { methodChoice } from "./few-shot-choice.js";
import { methodRow } from "./few-shot-method.js";
import { setName } from "./meta-sets.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../state/scores.js").ScoresState} ScoresState */
/** @typedef {import("../engine/wire.js").Algorithm} Algorithm */
/** @typedef {import("../engine/wire.js").Method} Method */

/**
 * @typedef {object} MethodsIntents
 * @property {() => void} compare
 * @property {() => void} episodes
 * @property {() => void} stop
 * @property {(method: Method, chosen: boolean) => void} choose
 * @property {(method: Method) => void} bring What it lacks before it can run.
 * @property {(count: number) => void} setEpisodes
 * @property {(change: Partial<ScoresState["growth"]>) => void} setGrowth
 * @property {(algorithm: Algorithm, set: string) => void} weights
 * @property {(set: string) => void} allWeights
 */

/** What is not yet chosen, as the select has it. */
const MIXED = "mixed";

/** @param {Document} page @param {MethodsIntents} intents */
export function fewShotMethodsView(page, intents) {
  const panel = find(page, "methods-panel", HTMLElement);
  const host = find(page, "methods", HTMLElement);
  const chooser = find(page, "method-choices", HTMLElement);
  const ticked = find(page, "methods-ticked", HTMLElement);
  const protocolLine = find(page, "methods-protocol", HTMLElement);
  const cost = find(page, "episodes-cost", HTMLElement);
  const compare = find(page, "compare-start", HTMLButtonElement);
  const episodes = find(page, "episodes-start", HTMLButtonElement);
  const stop = find(page, "work-stop", HTMLButtonElement);
  const set = find(page, "meta-set", HTMLSelectElement);
  const growing = find(page, "growth-on", HTMLInputElement);
  const growth = find(page, "growth-fields", HTMLElement);
  const progress = find(page, "work-progress", HTMLProgressElement);
  const note = find(page, "work-note", HTMLElement);
  const dialog = find(page, "confusion-dialog", HTMLDialogElement);
  const title = find(page, "confusion-title", HTMLElement);
  const table = confusionPanel(find(page, "confusion-table", HTMLElement));
  /** @type {State | null} */
  let state = null;

  compare.addEventListener("click", intents.compare);
  episodes.addEventListener("click", intents.episodes);
  stop.addEventListener("click", intents.stop);
  growing.addEventListener("change", () => intents.setGrowth({ on: growing.checked }));
  set.addEventListener("change", () => set.value !== MIXED && intents.allWeights(set.value));

  const form = numberForm(panel, find(page, "methods-problem", HTMLElement));
  const showEpisodes = form.use("episodes", intents.setEpisodes);
  const growthNumbers = /** @type {const} */ (["samples", "blends", "spread"]).map((name) => ({
    name,
    show: form.use(name, (value) => intents.setGrowth({ [name]: value })),
  }));

  /** @param {Method} id @param {import("../state/scores.js").Variant} variant */
  const enlarge = (id, variant) => {
    const outcome = state?.scores.outcomes[id]?.[variant];
    const task = state?.fewShot.task;
    if (!state || !outcome?.confusion || !task) return;
    show(
      title,
      `${methodOf(id).name}${variant === "grown" ? ", support grown" : ""}: ${outcome.by}`,
    );
    const { confusion, answers } = outcome;
    const images = task.query ?? task.support;
    table.show({ confusion, answers, images, names: task.names }, state.theme);
    dialog.showModal();
  };

  const drawWork = whenChanged(
    (
      /** @type {ScoresState["work"]} */ work,
      /** @type {boolean} */ stopping,
      /** @type {boolean} */ own,
      /** @type {boolean} */ idle,
      /** @type {boolean} */ any,
      /** @type {boolean} */ stored,
      /** @type {string} */ first,
    ) => {
      panel.dataset.work = work?.kind ?? "none";
      compare.disabled = episodes.disabled = work !== null || !idle || !any;
      compare.title = any ? "" : "Tick a method below first";
      episodes.disabled ||= own;
      episodes.title = own
        ? "Your own classes are one task: there are no others to draw"
        : compare.title;
      show(cost, own ? "" : first);
      stop.hidden = work === null;
      stop.disabled = stopping;
      progress.hidden = work === null;
      progress.value = work && work.total > 0 ? work.done / work.total : 0;
      const what = {
        compare: "Learning this task",
        episodes: "Scoring over many tasks",
        curve: "Measuring accuracy against shots",
      };
      show(
        note,
        work
          ? `${stopping ? "Stopping" : what[work.kind]}: ${work.done} of ` +
              `${work.total}${work.note ? `, ${work.note}` : ""}`
          : own
            ? "Your own classes have no queries: accuracy is by leaving out each drawing in turn."
            : stored
              ? "Stored, on built-in digits. “Learn this task” measures it again, here."
              : "",
        work?.done ?? null,
      );
    },
  );
  const drawSettings = whenChanged(
    (
      /** @type {ScoresState["growth"]} */ grow,
      /** @type {number} */ wanted,
      /** @type {string} */ protocol,
    ) => {
      growing.checked = grow.on;
      growth.hidden = !grow.on;
      for (const { name, show } of growthNumbers) show(grow[name]);
      showEpisodes(wanted);
      show(
        protocolLine,
        `Protocol: ${protocol}; ${wanted} tasks, seeds 1–${wanted}, 95 % confidence intervals ` +
          "(Student’s t).",
      );
      form.check();
    },
  );
  const drawSets = whenChanged(
    (
      /** @type {State["fewShot"]["offers"]} */ offers,
      /** @type {State["fewShot"]["sets"]} */ sets,
    ) => {
      const names = [...new Set((offers ?? []).map((offer) => offer.set))];
      const used = new Set(Object.values(sets));
      const [only] = used.size === 1 ? used : [undefined];
      const mixed = {
        value: MIXED,
        name: names.length > 0 ? "set for each below" : "none here yet",
        disabled: names.length > 0,
      };
      const chosen = only !== undefined && names.includes(only) ? only : MIXED;
      const options = names.map((value) => ({ value, name: setName(value) }));
      choices(set, [mixed, ...options], chosen);
      set.disabled = names.length === 0;
    },
  );
  const drawRows = whenChanged(
    (
      /** @type {ScoresState} */ _scores,
      /** @type {State["fewShot"]} */ _fewShot,
      /** @type {State["weights"]} */ _weights,
      /** @type {State["data"]} */ _data,
      /** @type {string} */ _engine,
      /** @type {State["theme"]} */ _theme,
    ) => {
      if (!state) return;
      const now = state;
      const shown = running(now);
      render(
        repeat(
          shown,
          (id) => id,
          (id) => methodRow(methodOf(id), now, { enlarge }),
        ),
        host,
      );
      render(
        FAMILIES.map((family) => familyOf(family, now, intents)),
        chooser,
      );
      show(ticked, `${shown.length} of ${METHODS.length} ticked`, shown.length);
    },
  );

  return (/** @type {State} */ next) => {
    state = next;
    const { scores, fewShot, weights, data, engine, theme } = next;
    const shown = running(next);
    drawWork(
      scores.work,
      scores.stopping,
      fewShot.settings.source === "own",
      engine.status === "ready",
      shown.length > 0,
      shown.some((id) => scores.outcomes[id]?.plain?.stored),
      dataFirst(next),
    );
    drawSettings(scores.growth, scores.episodes, protocolOf(next));
    drawSets(fewShot.offers, fewShot.sets);
    drawRows(scores, fewShot, weights, data, engine.status, theme);
  };
}

/**
 * @param {typeof FAMILIES[number]} family
 * @param {State} state
 * @param {import("./few-shot-choice.js").ChoiceIntents} intents
 */
const familyOf = ({ id, name, note }, state, intents) => html`
  <section class="family" data-testid="family" data-family=${id}>
    <header>
      <h3>${name}</h3>
      <p class="fine">${note}</p>
    </header>
    <ul class="method-list">
      ${repeat(
        METHODS.filter(({ family }) => family === id),
        (method) => method.id,
        (method) => methodChoice(method, state, intents),
      )}
    </ul>
  </section>
`;
