/** One method's row: what it is, how well it does, what it generates. */

import { make, show, whenChanged } from "../app/dom.js";
import { count } from "../app/format.js";
import { countImages, imageAt, join, paintTiles } from "../app/pixels.js";
import { TRAINED_HERE } from "../state/few-shot.js";
import { episodeKey, taskKey } from "../state/scores.js";
import { paintConfusion } from "./confusion.js";
import { typeset } from "./formula.js";
import { fill, lines } from "./measures.js";
import { seenIn, setName } from "./meta-sets.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../text/methods.js").Method} Method */
/** @typedef {import("../state/scores.js").Outcome} Outcome */
/** @typedef {import("../state/scores.js").Tally} Tally */
/** @typedef {import("../state/scores.js").Variant} Variant */

/** @type {string[]} */
const NONE = [];

/**
 * @typedef {object} MethodIntents
 * @property {(method: Method["id"], chosen: boolean) => void} choose
 * @property {(method: Method["id"], variant: Variant) => void} enlarge The confusion matrix.
 * @property {(algorithm: import("../engine/wire.js").Algorithm, set: string) => void} weights
 */

/**
 * @param {Method} method
 * @param {MethodIntents} intents
 */
export function methodRow(method, intents) {
  const { id, name, algorithm } = method;
  const ticked = make("input", { type: "checkbox", "data-testid": "method-chosen" });
  ticked.addEventListener("change", () => intents.choose(id, ticked.checked));
  const weights = make("select", {
    "data-testid": "method-weights",
    "aria-label": `Meta-trained weights of ${name}`,
  });
  weights.addEventListener("change", () => algorithm && intents.weights(algorithm, weights.value));
  const note = make("small", { "data-testid": "method-note" });
  const problem = make("p", {
    class: "method-problem",
    "data-testid": "method-problem",
    role: "status",
    hidden: true,
  });
  const title = make(
    "div",
    { class: "method-name" },
    make("label", { class: "check" }, ticked, make("b", {}, name)),
    note,
    ...(algorithm ? [weights] : []),
    problem,
  );
  const onTask = make("div", { class: "method-cell method-task", "data-label": "This task" });
  const onMany = make("div", { class: "method-cell method-many", "data-label": "Many tasks" });
  const time = make("div", { class: "method-cell method-time", "data-label": "Time to adapt" });
  const matrix = make("canvas", {});
  const enlarge = make(
    "button",
    {
      type: "button",
      class: "method-confusion",
      "data-testid": "method-confusion",
      "aria-label": `Confusion matrix of ${name}, larger`,
      disabled: true,
    },
    matrix,
  );
  const tiles = make("div", { class: "tiles small", role: "img" });
  const generated = make(
    "div",
    { class: "method-generated", "data-testid": "method-generated", hidden: true },
    make("small", {}, "Generated"),
    tiles,
  );
  const about = make(
    "details",
    { class: "method-about", "data-testid": "method-about" },
    make("summary", {}, "How it works"),
    make("p", {}, method.how),
    make("p", { class: "formula" }, ...typeset(method.formula)),
    make(
      "p",
      { class: "fine" },
      "Source: ",
      make("a", { href: method.link, rel: "noreferrer", target: "_blank" }, method.source),
    ),
  );
  const host = make(
    "li",
    { class: "method", "data-testid": "method", "data-method": id },
    title,
    onTask,
    onMany,
    time,
    enlarge,
    generated,
    about,
  );
  /** Which is shown where there is one only. @type {Variant} */
  let shown = "plain";
  enlarge.addEventListener("click", () => intents.enlarge(id, shown));

  const drawChosen = whenChanged(
    (/** @type {boolean} */ chosen, /** @type {string | undefined} */ wrong) => {
      ticked.checked = chosen;
      host.dataset.chosen = String(chosen);
      problem.hidden = wrong === undefined;
      show(problem, wrong ?? "");
    },
  );
  const drawNote = whenChanged((/** @type {string} */ text) => show(note, text));
  const drawWeights = whenChanged(
    (
      /** @type {State["fewShot"]["offers"]} */ offers,
      /** @type {string | undefined} */ set,
      /** @type {boolean} */ trained,
    ) => {
      const sets = (offers ?? [])
        .filter((offer) => offer.algorithm === algorithm)
        .map((offer) => offer.set);
      if (trained) sets.push(TRAINED_HERE);
      if (set !== undefined && !sets.includes(set)) sets.push(set);
      weights.hidden = sets.length === 0;
      weights.replaceChildren(
        ...sets.map((each) => make("option", { value: each }, setName(each))),
      );
      if (set !== undefined) weights.value = set;
    },
  );

  const drawPictures = whenChanged(
    (
      /** @type {Outcome | undefined} */ outcome,
      /** @type {string[]} */ names,
      /** @type {State["theme"]} */ theme,
    ) => {
      const confusion = outcome?.confusion ?? null;
      enlarge.disabled = confusion === null;
      enlarge.title = confusion ? "Larger, with numbers" : "";
      paintConfusion(matrix, confusion, names);
      const images = outcome?.generated ?? [];
      generated.hidden = images.length === 0;
      paintTiles(tiles, join(images.flatMap(split)), theme);
      tiles.setAttribute("aria-label", `Generated by ${name}, in turn for ${names.join(", ")}`);
    },
  );

  return {
    host,
    /** @param {State} state */
    show(state) {
      const { scores, fewShot, theme } = state;
      const outcomes = scores.outcomes[id] ?? {};
      const tallies = scores.tallies[id] ?? {};
      const present = scores.growth.on ? "grown" : "plain";
      shown = outcomes[present] ? present : outcomes.plain ? "plain" : "grown";
      drawChosen(scores.chosen.includes(id), scores.problems[id]);
      if (algorithm)
        drawWeights(
          fewShot.offers,
          fewShot.sets[algorithm],
          (fewShot.trainings[algorithm] ?? 0) > 0,
        );
      drawNote(noteOf(method, state));
      drawCells(outcomes, tallies, state);
      drawPictures(outcomes[shown], fewShot.task?.names ?? NONE, theme);
    },
  };

  /**
   * @param {Partial<Record<Variant, Outcome>>} outcomes
   * @param {Partial<Record<Variant, Tally>>} tallies
   * @param {State} state
   */
  function drawCells(outcomes, tallies, state) {
    const ways = state.fewShot.task?.names.length ?? state.fewShot.settings.ways;
    lines(onTask, "method-accuracy", (variant, line) => {
      const outcome = outcomes[variant];
      if (!outcome) return false;
      const stale = outcome.key !== taskKey(state, method, variant);
      const text = outcome.accuracy === null ? "–" : percent(outcome.accuracy);
      fill(
        line,
        text,
        outcome.accuracy,
        stale ? `${outcome.by}; out of date: learn again` : outcome.by,
        stale,
      );
      return true;
    });
    lines(onMany, "method-mean", (variant, line) => {
      const tally = tallies[variant];
      if (!tally) return false;
      const stale = tally.key !== episodeKey(state, method, variant);
      const { mean, halfWidth: half, count: episodes } = tally.estimate;
      const text = half == null ? percent(mean) : `${percent(mean)} ± ${(100 * half).toFixed(1)}`;
      fill(
        line,
        text,
        mean,
        `${episodes} task${episodes === 1 ? "" : "s"}${stale ? "; of other settings" : ""}`,
        stale,
      );
      line.title =
        `${tally.protocol}, seeds 1–${episodes}, 95 % confidence interval` +
        (stale ? ". Measured with other settings or weights than the present ones." : "");
      line.dataset.count = String(episodes);
      line.dataset.half = String(half ?? "");
      line.style.setProperty("--mean", String(mean));
      line.style.setProperty("--half", String(half ?? 0));
      line.style.setProperty("--chance", String(1 / ways));
      return true;
    });
    lines(time, "method-ms", (variant, line) => {
      const outcome = outcomes[variant];
      if (!outcome) return false;
      fill(line, span(outcome.ms), outcome.ms, `${count(outcome.images)} images`, false);
      return true;
    });
  }
}

/** @param {Uint8Array} images */
const split = (images) =>
  Array.from({ length: countImages(images) }, (_, index) => imageAt(images, index));

/** What stands under the name. @param {Method} method @param {State} state */
function noteOf({ id, algorithm, slow }, { fewShot, scores: { problems } }) {
  if (!algorithm) return slow ?? "";
  const { sets, offers, fetching } = fewShot;
  if (fetching?.algorithm === algorithm) {
    const { received, total } = fetching;
    return (
      "Fetching its weights… " +
      `${(received / 1e6).toFixed(1)}${total ? ` of ${(total / 1e6).toFixed(1)}` : ""} MB`
    );
  }
  const set = sets[algorithm];
  // Once it was tried without, its problem says so.
  if (set === undefined)
    return offers === null || id in problems
      ? ""
      : "No meta-trained weights yet: meta-train them below.";
  return seenIn(set, fewShot) ?? "";
}

/** @param {number} share */
const percent = (share) => `${(100 * share).toFixed(1)} %`;

/** @param {number} ms */
const span = (ms) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
